// What is done before the reader asks for anything, and what keeps the site for the next visit.

/** What the first run needs, the largest first. */
const NEEDED = ["pyodide.asm.wasm", "core.pack", "pyodide.asm.mjs", "worker.js"];

/** @returns {boolean} Whether the reader has asked the browser to save data. */
export function savesData() {
  return Boolean(navigator.connection?.saveData);
}

/** Call something when the page has loaded and the browser has nothing else to do. */
export function whenIdle(call) {
  const idle = () => (globalThis.requestIdleCallback ?? ((later) => setTimeout(later, 500)))(call);
  if (document.readyState === "complete") idle();
  else addEventListener("load", idle, { once: true });
}

/**
 * Bring what the first run needs into the browser's cache.
 *
 * @param {string} base The address of the folder that it is in.
 */
export function preload(base) {
  for (const name of NEEDED) {
    fetch(new URL(name, base), { priority: "low", credentials: "same-origin" })
      .then((response) => response.arrayBuffer())
      .catch(() => {}); // The first run says what is wrong.
  }
}

/** So long after the first output is the browser left alone, in milliseconds. */
const REST = 3000;
let kept = false;

/**
 * Have another worker start Python once more and keep its memory, so that the next start is short.
 *
 * @param {(name: string) => Worker} open Makes a worker of that name.
 * @param {() => boolean} isQuiet Whether nothing runs.
 */
export function keepSnapshot(open, isQuiet) {
  if (kept || savesData()) return;
  kept = true;
  const attempt = () => {
    if (!isQuiet()) {
      setTimeout(attempt, REST);
      return;
    }
    const worker = open("snapshot");
    worker.onmessage = ({ data }) => {
      if (data.kind !== "snapshot") return;
      worker.terminate();
      document.body.dataset.liveKept = data.detail ?? "yes";
    };
    worker.onerror = (event) => {
      event.preventDefault();
      worker.terminate();
    };
    worker.postMessage({ kind: "snapshot" });
  };
  setTimeout(() => whenIdle(attempt), REST);
}

export { registerServiceWorker } from "../service-worker/register.js";
