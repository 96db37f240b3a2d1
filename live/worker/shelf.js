// Keeps something large from one visit to the next, in a file that the browser has for this host
// alone (the origin private file system). A worker reads such a file itself; what Cache Storage has
// passes through two processes first, which takes four times as long.

/** So many bytes at a file's beginning say what is in it. */
const LABEL = 1024;

/**
 * @template T
 * @param {string} name What the file is called.
 * @param {FileSystemGetFileOptions} options
 * @param {"read-only" | "readwrite"} mode Several may read at once; who writes is alone.
 * @param {(file: FileSystemSyncAccessHandle) => T} work What to do with it; it is closed afterwards,
 *     since others may be kept out until then.
 * @returns {Promise<T>}
 * @throws {DOMException} There is no such file, somebody writes it, or nothing may be kept.
 */
async function opened(name, options, mode, work) {
  const folder = await navigator.storage.getDirectory();
  const file = await (await folder.getFileHandle(name, options)).createSyncAccessHandle({ mode });
  try {
    return work(file);
  } finally {
    file.close();
  }
}

/** @returns {Uint8Array} a label as it stands in a file */
function written(label) {
  const bytes = new Uint8Array(LABEL);
  new TextEncoder().encodeInto(label, bytes);
  return bytes;
}

function isLabelled(file, label) {
  const found = new Uint8Array(LABEL);
  file.read(found, { at: 0 });
  return written(label).every((byte, at) => byte === found[at]);
}

/**
 * @param {string} name
 * @param {string} label What it must be; of what is longer, the beginning counts.
 * @returns {Promise<boolean>} Whether it is there.
 */
export function has(name, label) {
  return opened(name, {}, "read-only", (file) => isLabelled(file, label));
}

/**
 * @param {string} name
 * @param {string} label
 * @returns {Promise<Uint8Array | null>} What was put there under this label; null for another label.
 */
export function get(name, label) {
  return opened(name, {}, "read-only", (file) => {
    if (!isLabelled(file, label)) return null;
    const bytes = new Uint8Array(file.getSize() - LABEL);
    file.read(bytes, { at: LABEL });
    return bytes;
  });
}

/**
 * Put something in the place of what was there. Where that fails, nothing is there, and it takes
 * no room.
 *
 * @param {string} name
 * @param {string} label
 * @param {Uint8Array} bytes
 * @throws {Error} There is no room for all of it.
 */
export function put(name, label, bytes) {
  return opened(name, { create: true }, "readwrite", (file) => {
    file.truncate(0);
    try {
      writeAll(file, bytes, LABEL);
      file.flush();
      writeAll(file, written(label), 0); // last: what is not whole has no label
    } catch (error) {
      file.truncate(0);
      throw error;
    }
  });
}

/** A full disk is told by the number of bytes that were written, not always by an error. */
function writeAll(file, bytes, at) {
  const count = file.write(bytes, { at });
  if (count !== bytes.length) throw new Error(`no room: ${count} of ${bytes.length} bytes written`);
}

/** Remove what is there. */
export async function drop(name) {
  await (await navigator.storage.getDirectory()).removeEntry(name);
}
