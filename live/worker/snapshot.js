// Keeps Python's memory as it is after the start, in the browser's Cache Storage, and gives it back.
//
// A snapshot belongs to one build of the site (its folder's name), to one browser and to what that
// browser's WebAssembly can do: it is kept with these, and not used where they differ.

const PAGE = 4096;
/** The numbers at the beginning. */
const HEAD = 4;
const CACHE = "python-snapshot";

/** What a snapshot depends on besides the build. */
const maker = () => `${navigator.userAgent} ${"Suspending" in WebAssembly}`;

/** The address under which a build's snapshot is kept; nothing is ever fetched from it. */
const address = (base) => `${base}snapshot`;

/**
 * @param {string} base URL of the folder with the packs
 * @returns {Promise<Response | null>} what is kept of Python's memory, for `unpack`, if there is any
 */
export async function found(base) {
  try {
    const kept = await (await caches.open(CACHE)).match(address(base));
    return kept?.headers.get("x-maker") === maker() ? kept : null;
  } catch {
    return null; // no Cache Storage, as in some private windows
  }
}

/** Throw a snapshot away that did not work. */
export async function forget(base) {
  await (await caches.open(CACHE)).delete(address(base)).catch(() => false);
}

/** @returns {Promise<boolean>} whether there is one for this build and this browser */
export async function known(base) {
  try {
    const kept = await (await caches.open(CACHE)).match(address(base));
    return kept?.headers.get("x-maker") === maker();
  } catch {
    return true; // it could not be kept anyway
  }
}

/**
 * Keep a snapshot, and throw those of other builds away.
 * @param {string} base
 * @param {Uint8Array} memory
 * @returns {Promise<number>} the bytes that it takes
 */
export async function keep(base, memory) {
  const packed = pack(memory);
  const cache = await caches.open(CACHE);
  const own = new URL(".", new URL("..", base)).href;
  for (const request of await cache.keys()) {
    if (request.url.startsWith(own)) await cache.delete(request);
  }
  const headers = { "x-maker": maker(), "content-type": "application/octet-stream" };
  await cache.put(address(base), new Response(packed, { headers }));
  return packed.length;
}

/**
 * Leave out the pages that are all zero.
 * @param {Uint8Array} snapshot as Pyodide makes it: a head, in whose second word its length stands,
 *     and the memory
 * @returns {Uint8Array} length of the memory, of the head, number of pages, a sum over what follows:
 *     the pages' numbers, the head, the pages' contents
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

/** @returns {number} a number that nearly every damage changes; all of it takes milliseconds */
function sum(packed) {
  const words = new Uint32Array(packed.buffer, packed.byteOffset, packed.length >>> 2);
  let total = 0;
  for (let at = HEAD; at < words.length; at++) total = (Math.imul(total, 31) + words[at]) >>> 0;
  return total;
}
