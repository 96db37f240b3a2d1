// Keeps something large from one visit to the next, in a file that the browser has for this host
// alone (the origin private file system). A worker reads such a file itself; what Cache Storage has
// passes through two processes first, which takes four times as long.

/** So many bytes at a file's beginning say what is in it. */
const LABEL = 1024;

/**
 * @param {string} name What the file is called.
 * @param {FileSystemGetFileOptions} options
 * @param {"read-only" | "readwrite"} mode Several may read at once; who writes is alone.
 * @returns {Promise<FileSystemSyncAccessHandle>} To be closed: until then others may be kept out.
 * @throws {DOMException} There is no such file, somebody writes it, or nothing may be kept.
 */
async function open(name, options, mode) {
  const folder = await navigator.storage.getDirectory();
  return (await folder.getFileHandle(name, options)).createSyncAccessHandle({ mode });
}

/** @returns {Uint8Array} a label as it stands in a file */
function written(label) {
  const bytes = new Uint8Array(LABEL);
  new TextEncoder().encodeInto(label, bytes);
  return bytes;
}

function isLabelled(handle, label) {
  const found = new Uint8Array(LABEL);
  handle.read(found, { at: 0 });
  return written(label).every((byte, at) => byte === found[at]);
}

/**
 * @param {string} name
 * @param {string} label What it must be; of what is longer, the beginning counts.
 * @returns {Promise<boolean>} Whether it is there.
 */
export async function has(name, label) {
  const handle = await open(name, {}, "read-only");
  try {
    return isLabelled(handle, label);
  } finally {
    handle.close();
  }
}

/**
 * @param {string} name
 * @param {string} label
 * @returns {Promise<Uint8Array | null>} What was put there under this label; null for another label.
 */
export async function get(name, label) {
  const handle = await open(name, {}, "read-only");
  try {
    if (!isLabelled(handle, label)) return null;
    const bytes = new Uint8Array(handle.getSize() - LABEL);
    handle.read(bytes, { at: LABEL });
    return bytes;
  } finally {
    handle.close();
  }
}

/**
 * Put something in the place of what was there.
 *
 * @param {string} name
 * @param {string} label
 * @param {Uint8Array} bytes
 */
export async function put(name, label, bytes) {
  const handle = await open(name, { create: true }, "readwrite");
  try {
    handle.truncate(0);
    handle.write(bytes, { at: LABEL });
    handle.flush();
    handle.write(written(label), { at: 0 }); // last: what is not whole has no label
  } finally {
    handle.close();
  }
}

/** Remove what is there. */
export async function drop(name) {
  await (await navigator.storage.getDirectory()).removeEntry(name);
}
