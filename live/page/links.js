// An edit in a link: `#live-edit-3-HASH-zPAYLOAD`. Only letters, digits, `-` and `_`, so that a
// script of the theme may take it for the name of an element.

/** A link makes no more than this many characters of code. */
const LIMIT = 50_000;
const FORM = /^#live-edit-(\d{1,4})-([0-9a-z]{1,16})-([zt])([\w-]+)$/;

/**
 * @param {{block: number, hash: string, source: string}} edit The hash is that of the page's own code.
 * @returns {Promise<string>} The fragment, with its `#`.
 */
export async function toFragment({ block, hash, source }) {
  const bytes = new TextEncoder().encode(source);
  const start = `#live-edit-${block}-${hash}-`;
  if (!globalThis.CompressionStream) return `${start}t${toText(bytes)}`;
  return `${start}z${toText(await through(bytes, new CompressionStream("deflate-raw")))}`;
}

/** @returns {boolean} Whether a fragment wants to be an edit, well formed or not. */
export function isEdit(fragment) {
  return fragment.startsWith("#live-edit-");
}

/**
 * @param {string} fragment What came with the page's address.
 * @returns {Promise<{block: number, hash: string, source: string}>}
 * @throws {Error} Where it is damaged, or longer than anybody's code.
 */
export async function fromFragment(fragment) {
  const [, block, hash, kind, payload] = FORM.exec(fragment) ?? fail();
  const bytes = toBytes(payload);
  const plain = kind === "z" ? await through(bytes, new DecompressionStream("deflate-raw")) : bytes;
  const source = new TextDecoder("utf-8", { fatal: true }).decode(plain);
  return { block: Number(block), hash, source };
}

function fail() {
  throw new Error("This is no link to an edit.");
}

async function through(bytes, stream) {
  const parts = [];
  let size = 0;
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    parts.push(read.value);
    size += read.value.length;
    if (size > LIMIT) {
      await reader.cancel();
      fail();
    }
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function toText(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function toBytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
