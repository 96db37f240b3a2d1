// The page's end of the search engine: one worker a page, and the answer to the latest question.

let worker = null;
let ready = null;
let asked = 0;
const waiting = new Map();

/**
 * Start the engine, if it is not there yet.
 *
 * @returns {Promise<void>} When it has read the book's index.
 * @throws {Error} When it cannot be started, or its index cannot be had.
 */
export function start() {
  ready ??= new Promise((resolve, reject) => {
    worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
    worker.addEventListener("error", () => reject(new Error("the search's worker does not start")));
    worker.addEventListener("message", ({ data }) => {
      if (data.kind === "ready") resolve();
      if (data.kind === "failed") reject(new Error(data.reason));
      if (data.kind === "answer") {
        waiting.get(data.id)?.(data.answer);
        waiting.delete(data.id);
      }
    });
  }).catch((error) => {
    worker?.terminate();
    ready = null;
    throw error;
  });
  return ready;
}

/**
 * Ask the engine.
 *
 * @param {string} question What the reader typed.
 * @returns {Promise<object|null>} What `Engine.ask` says; null when another question has come meanwhile.
 */
export async function ask(question) {
  const id = ++asked;
  await start();
  if (id !== asked) return null;
  const answer = await new Promise((resolve) => {
    waiting.set(id, resolve);
    worker.postMessage({ id, question });
  });
  return id === asked ? answer : null;
}
