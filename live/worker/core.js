// Takes core.pack as it comes: a zip whose beginning is a zip by itself (live/pack.py). Python starts
// with that while the rest, SQLAlchemy above all, is on its way.

/** Where its first file has its content, behind its head and its name, `length.txt`. */
const LENGTH = [40, 50];
/** About what it takes, in bytes; more is made room for. */
const ROOM = 1 << 24;

/**
 * @param {ReadableStream<Uint8Array>} stream what is in the pack
 * @returns {{begin: Promise<Uint8Array>, whole: Promise<Uint8Array>}} the zip to begin with; all of it
 */
export function inTwo(stream) {
  let whole;
  const begin = new Promise((resolve, reject) => {
    whole = read(stream.getReader(), resolve);
    whole.then(() => reject(new Error("core.pack is not whole")), reject);
  });
  return { begin, whole };
}

async function read(reader, begun) {
  let bytes = new Uint8Array(ROOM);
  let count = 0;
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytes.subarray(0, count);
    if (count + value.length > bytes.length) bytes = grown(bytes, count + value.length);
    bytes.set(value, count);
    count += value.length;
    if (!length && count >= LENGTH[1]) length = lengthIn(bytes);
    if (length && count >= length) {
      begun(bytes.slice(0, length));
      length = Infinity;
    }
  }
}

function grown(bytes, least) {
  const larger = new Uint8Array(Math.max(least, 2 * bytes.length));
  larger.set(bytes);
  return larger;
}

function lengthIn(bytes) {
  const length = Number(new TextDecoder().decode(bytes.subarray(...LENGTH)));
  if (!(length > LENGTH[1])) throw new Error("core.pack does not say how long its beginning is");
  return length;
}

/** Put all of it in the place of its beginning, in a Python that has started. */
export function complete(python, whole) {
  const path = python.runPython("import sys; next(each for each in sys.path if each.endswith('.zip'))");
  python.FS.writeFile(path, whole);
  python.runPython("import importlib; importlib.invalidate_caches()");
}
