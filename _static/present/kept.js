// What a browser keeps: for the reader (type, keys), and for this tab (clock, channel). One that keeps
// nothing is no error.

/** @returns {string|null} */
export function read(storage, name) {
  try {
    return globalThis[storage].getItem(name);
  } catch {
    return null;
  }
}

export function write(storage, name, value) {
  try {
    globalThis[storage].setItem(name, value);
  } catch {
    // It holds for this page, then.
  }
}
