// How the page's files are asked for; by early.js, too.

/**
 * @param {string} base The address of the folder with the programs.
 * @param {string} name What the worker is for: "page" or "snapshot".
 */
export function openWorker(base, name = "page") {
  const worker = new Worker(new URL("worker.js", base), { type: "module", name });
  // The page fetches the largest part while the worker begins to be.
  if (name === "page") compiled(base).then((module) => worker.postMessage({ kind: "module", module }));
  return worker;
}

/** @returns {Promise<WebAssembly.Module|null>} None where it cannot be had: the worker will say why. */
async function compiled(base) {
  try {
    const url = new URL("pyodide.asm.wasm", base);
    return await WebAssembly.compileStreaming(fetch(url, { credentials: "same-origin" }));
  } catch {
    return null;
  }
}

/**
 * @param {Promise<Response>} answer
 * @returns {Promise<object>} What is in it.
 * @throws {Error} When it is none that one can use.
 */
export async function json(answer) {
  const response = await answer;
  if (!response.ok) throw new Error(`${response.status} ${response.url}`);
  return response.json();
}
