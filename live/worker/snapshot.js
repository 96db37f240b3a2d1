// Keeps Python's memory as it is after the start, in the browser's Cache Storage, and gives it back.
//
// A snapshot belongs to one build of the site (its folder's name), to one browser and to what that
// browser's WebAssembly can do: it is kept with these, and not used where they differ.

const PAGE = 4096;
/** The numbers at the beginning. */
const HEAD = 3;
const CACHE = "python-snapshot";

/** What a snapshot depends on besides the build. */
const maker = () => `${navigator.userAgent} ${"Suspending" in WebAssembly}`;

/** The address under which a build's snapshot is kept; nothing is ever fetched from it. */
const address = (base) => `${base}snapshot`;

/**
 * @param {string} base URL of the folder with the packs
 * @returns {Promise<Uint8Array | null>} the memory, or null where there is none to use
 */
export async function restored(base) {
  try {
    const kept = await (await caches.open(CACHE)).match(address(base));
    if (!kept || kept.headers.get("x-maker") !== maker()) return null;
    return unpack(new Uint8Array(await kept.arrayBuffer()));
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
 * @param {Uint8Array} memory
 * @returns {Uint8Array} length of the memory, number of pages, a sum over what follows: the pages'
 *     numbers, their contents
 */
export function pack(memory) {
  const words = new Uint32Array(memory.buffer, memory.byteOffset, memory.byteLength >>> 2);
  const step = PAGE >>> 2;
  const used = [];
  for (let page = 0; page * step < words.length; page++) {
    const end = Math.min((page + 1) * step, words.length);
    for (let at = page * step; at < end; at++) {
      if (words[at]) {
        used.push(page);
        break;
      }
    }
  }
  const head = new Uint32Array(HEAD + used.length);
  head.set([memory.length, used.length, 0]);
  head.set(used, HEAD);
  const packed = new Uint8Array(head.byteLength + used.length * PAGE);
  packed.set(new Uint8Array(head.buffer));
  used.forEach((page, index) => {
    packed.set(memory.subarray(page * PAGE, (page + 1) * PAGE), head.byteLength + index * PAGE);
  });
  new Uint32Array(packed.buffer)[2] = sum(packed);
  return packed;
}

/**
 * @param {Uint8Array} packed as `pack` made it
 * @returns {Uint8Array} the memory
 * @throws {Error} when it is not what `pack` made: Python would hang in it as likely as fail
 */
export function unpack(packed) {
  const [length, count, expected] = new Uint32Array(packed.buffer, packed.byteOffset, HEAD);
  const start = 4 * (HEAD + count);
  if (packed.length !== start + count * PAGE || sum(packed) !== expected) {
    throw new Error("the snapshot is damaged");
  }
  const pages = new Uint32Array(packed.buffer, packed.byteOffset + 4 * HEAD, count);
  const memory = new Uint8Array(length);
  pages.forEach((page, index) => {
    const at = start + index * PAGE;
    const size = Math.min(PAGE, length - page * PAGE);
    memory.set(packed.subarray(at, at + size), page * PAGE);
  });
  return memory;
}

/** @returns {number} a number that nearly every damage changes; all of it takes milliseconds */
function sum(packed) {
  const words = new Uint32Array(packed.buffer, packed.byteOffset, packed.length >>> 2);
  let total = 0;
  for (let at = HEAD; at < words.length; at++) total = (Math.imul(total, 31) + words[at]) >>> 0;
  return total;
}
