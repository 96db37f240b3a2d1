// The reader's own code, kept by the browser until it is reset.

/**
 * Name a text: two texts with one hash are, as far as an edit is concerned, the same.
 *
 * @param {string} text
 * @returns {string} Letters and digits (cyrb53 by bryc, public domain: 53 bits).
 */
export function hash(text) {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
}

/**
 * @param {string} transcript What a static block shows.
 * @returns {string} What is typed in it. A line of dots alone is left out: a script adds such lines.
 */
export function typed(transcript) {
  const lines = transcript.split("\n").map((line) => line.trimEnd());
  return lines.filter((line) => /^(>>>|\.\.\.) /.test(line)).join("\n");
}

const keyOf = (page, block) => `live-edit:${page}:${block}`;

/** @returns {boolean} Whether the browser keeps an edit of some block of a page. */
export function hasEdits(page) {
  try {
    return Object.keys(globalThis.localStorage).some((key) => key.startsWith(keyOf(page, "")));
  } catch {
    return false;
  }
}

/** The edits of one page. A browser that keeps nothing keeps nothing here either. */
export class Edits {
  /**
   * @param {Storage} storage
   * @param {string} page What tells this page from all others at its host.
   */
  constructor(storage, page) {
    this.storage = storage;
    this.page = page;
  }

  #key(block) {
    return keyOf(this.page, block);
  }

  /** @returns {{hash: string, source: string}|null} The edit of a block, and of which code it is one. */
  get(block) {
    try {
      const { hash, source } = JSON.parse(this.storage.getItem(this.#key(block)));
      return typeof source === "string" ? { hash, source } : null;
    } catch {
      return null;
    }
  }

  /** @returns {boolean} Whether it is kept. */
  set(block, hash, source) {
    try {
      this.storage.setItem(this.#key(block), JSON.stringify({ hash, source }));
      return true;
    } catch {
      return false;
    }
  }

  drop(block) {
    try {
      this.storage.removeItem(this.#key(block));
    } catch {
      // Nothing was kept, then.
    }
  }
}
