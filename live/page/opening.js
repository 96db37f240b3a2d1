// How the page's files are asked for; by early.js, too.

/**
 * @param {string} base The address of the folder with the programs.
 * @param {string} name What the worker is for: "page" or "snapshot".
 */
export function openWorker(base, name = "page") {
  return new Worker(new URL("worker.js", base), { type: "module", name });
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
