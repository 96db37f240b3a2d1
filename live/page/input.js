// What the scratch prompt knows of typing: what was typed before, how a statement goes on, and what
// a completed name does to the line. All of it on plain values.

/** So many statements are kept. */
const KEPT = 100;

/** What was typed, to go back to with the arrow keys. */
export class History {
  /** @param {string[]} entries The oldest first. */
  constructor(entries = []) {
    this.entries = entries.slice(-KEPT);
    this.at = this.entries.length;
    this.draft = "";
  }

  /** Remember a statement, and begin again at the end. */
  add(entry) {
    if (entry.trim() && entry !== this.entries.at(-1)) this.entries.push(entry);
    this.entries = this.entries.slice(-KEPT);
    this.at = this.entries.length;
    this.draft = "";
  }

  /** @returns {string|null} The entry before the one shown; null at the oldest. */
  back(shown) {
    if (!this.at) return null;
    if (this.at === this.entries.length) this.draft = shown;
    return this.entries[--this.at];
  }

  /** @returns {string|null} The entry after the one shown, at last what was being typed; or null. */
  forth() {
    if (this.at === this.entries.length) return null;
    return ++this.at === this.entries.length ? this.draft : this.entries[this.at];
  }
}

/**
 * @param {string} text What is typed so far.
 * @returns {string} What the next line begins with: as deep as this one, and deeper after a colon.
 */
export function indentation(text) {
  const line = text.split("\n").at(-1);
  const [space] = /^\s*/.exec(line);
  return line.trimEnd().endsWith(":") ? `${space}    ` : space;
}

/**
 * @param {string} text What is typed so far.
 * @returns {string} What Python is given. An empty last line ends an indented block.
 */
export function toSource(text) {
  const lines = text.split("\n").map((line) => (line.trim() ? line : ""));
  return lines.join("\n");
}

/** @returns {boolean} Whether there is something before the cursor that a name could complete. */
export function completable(text, position) {
  return /[\w.]$/.test(text.slice(0, position)) && !/^\w/.test(text.slice(position));
}

/** @returns {string} What all of the texts begin with. */
export function common(texts) {
  let start = texts[0] ?? "";
  for (const text of texts) {
    while (!text.startsWith(start)) start = start.slice(0, -1);
  }
  return start;
}

/**
 * Put a name into a text in place of its beginning.
 *
 * @param {string} text
 * @param {number} from Where its beginning begins.
 * @param {number} to Where its beginning ends: at the cursor.
 * @param {string} name
 * @returns {{text: string, position: number}} The text, and the place of the cursor in it.
 */
export function complete(text, from, to, name) {
  return { text: text.slice(0, from) + name + text.slice(to), position: from + name.length };
}
