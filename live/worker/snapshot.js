// Keeps Python's memory as it is after the start, in a file of the browser's, and gives it back.
//
// A snapshot belongs to one build of the site (its folder's name), to one browser and to what that
// browser's WebAssembly can do: it is kept with these, and not used where they differ.

import { drop, get, has, put } from "./shelf.js";

const PAGE = 4096;
/** The numbers at the beginning. */
const HEAD = 4;
/** Where builds before this kept theirs. */
const FORMER = "python-snapshot";

/** What a snapshot depends on. */
const label = (base) => `${base} ${navigator.userAgent} ${"Suspending" in WebAssembly}`;

/** A site has one, whichever build it is of; other sites of the host have their own. */
const name = (base) => `python ${encodeURIComponent(new URL("..", base).pathname)}`;

/**
 * @param {string} base URL of the folder with the packs, with a slash at its end
 * @returns {Promise<Uint8Array | null>} what is kept of Python's memory, for `unpack`, if there is any
 */
export async function found(base) {
  try {
    return await get(name(base), label(base));
  } catch {
    return null; // none yet, or nothing may be kept, as in some private windows
  }
}

/** Throw a snapshot away that did not work. */
export async function forget(base) {
  await drop(name(base)).catch(() => {});
}

/** @returns {Promise<boolean>} whether there is one for this build and this browser, or cannot be */
export async function known(base) {
  return has(name(base), label(base)).catch((error) => error.name !== "NotFoundError");
}

/**
 * Keep a snapshot in the place of that of another build.
 * @param {string} base
 * @param {Uint8Array} memory
 * @returns {Promise<number>} the bytes that it takes
 * @throws {DOMException} when nothing may be kept, or somebody else keeps one just now
 */
export async function keep(base, memory) {
  const packed = pack(memory);
  await put(name(base), label(base), packed);
  await globalThis.caches?.delete(FORMER).catch(() => false);
  return packed.length;
}

/**
 * Leave out the pages that are all zero.
 * @param {Uint8Array} snapshot as Pyodide makes it: a head, in whose second word its length stands,
 *     and the memory
 * @returns {Uint8Array} length of the memory, of the head, number of pages, a sum over these and what
 *     follows: the pages' numbers, the head, the pages' contents
 */
export function pack(snapshot) {
  const start = new Uint32Array(snapshot.buffer, snapshot.byteOffset, 2)[1];
  const memory = snapshot.subarray(start);
  const words = new Uint32Array(memory.buffer, memory.byteOffset, memory.byteLength >>> 2);
  const step = PAGE >>> 2;
  const used = [];
  for (let page = 0; page * step < words.length; page++) {
    if (!isEmpty(words, page * step, Math.min((page + 1) * step, words.length))) used.push(page);
  }
  const contents = 4 * (HEAD + used.length) + start;
  const packed = new Uint8Array(contents + used.length * PAGE);
  const head = new Uint32Array(packed.buffer, 0, HEAD + used.length);
  head.set([memory.length, start, used.length]);
  head.set(used, HEAD);
  packed.set(snapshot.subarray(0, start), head.byteLength);
  used.forEach((page, index) => {
    packed.set(memory.subarray(page * PAGE, (page + 1) * PAGE), contents + index * PAGE);
  });
  head[HEAD - 1] = sum(packed);
  return packed;
}

/**
 * Look into what `pack` made.
 * @param {Uint8Array} packed
 * @returns {{length: number, head: Uint8Array, place: (memory: Uint8Array, fresh: number) => void}}
 *     the length of the memory, Pyodide's head, and what puts the memory into its place, of which
 *     only so many bytes at the beginning may be other than zero
 * @throws {Error} when it is not what `pack` made: Python would hang in it as likely as fail
 */
export function unpack(packed) {
  const [length, start, count, expected] = new Uint32Array(packed.buffer, packed.byteOffset, HEAD);
  const numbers = packed.byteOffset + 4 * HEAD;
  const contents = 4 * (HEAD + count) + start;
  if (packed.length !== contents + count * PAGE || sum(packed) !== expected) {
    throw new Error("the snapshot is damaged");
  }
  const pages = new Uint32Array(packed.buffer, numbers, count);
  const place = (memory, fresh) => {
    let next = 0;
    for (let index = 0; index < count; ) {
      const page = pages[index];
      let many = 1;
      while (pages[index + many] === page + many) many++;
      clear(memory, next * PAGE, Math.min(page * PAGE, fresh));
      const at = contents + index * PAGE;
      const size = Math.min(many * PAGE, length - page * PAGE);
      memory.set(packed.subarray(at, at + size), page * PAGE);
      next = page + many;
      index += many;
    }
    clear(memory, next * PAGE, fresh);
  };
  return { length, head: packed.slice(contents - start, contents), place };
}

/** Make a part of a memory zero; what is so already is not written, and takes no room then. */
function clear(memory, from, to) {
  for (let at = from; at < to; at += PAGE) {
    const end = Math.min(at + PAGE, to);
    const words = new Uint32Array(memory.buffer, memory.byteOffset + at, (end - at) >>> 2);
    if (!isEmpty(words, 0, words.length)) memory.fill(0, at, end);
  }
}

/** @returns {boolean} whether these words are all zero */
function isEmpty(words, from, to) {
  for (let at = from; at < to; at++) if (words[at]) return false;
  return true;
}

/**
 * Four sums side by side, since each step of one has to wait for the step before: 24 ms instead of
 * 40 for 31 MB.
 * @returns {number} a number that every change of a single word changes, and nearly every other
 */
function sum(packed) {
  const words = new Int32Array(packed.buffer, packed.byteOffset, packed.length >>> 2);
  const end = words.length - 3;
  let [a, b, c, d, at] = [words[0], words[1], words[2], 0, HEAD];
  for (; at < end; at += 4) {
    a = (Math.imul(a, 31) + words[at]) | 0;
    b = (Math.imul(b, 31) + words[at + 1]) | 0;
    c = (Math.imul(c, 31) + words[at + 2]) | 0;
    d = (Math.imul(d, 31) + words[at + 3]) | 0;
  }
  for (; at < words.length; at++) a = (Math.imul(a, 31) + words[at]) | 0;
  return [a, b, c, d].reduce((total, each) => (Math.imul(total, 31) + each) | 0) >>> 0;
}
