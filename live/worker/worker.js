// The worker: starts Python, hands each request to it, and sends back what it says.

import { known, keep } from "./snapshot.js";
import { fetchAll, load, startPython } from "./start.js";

/** Sends one message to the page. */
const say = (message) => self.postMessage(message);

const base = new URL("./", import.meta.url).href;
const status = (stage, text) => say({ kind: "status", stage, text });
let give;
const given = new Promise((resolve) => (give = resolve));
// Python is on its way before the page has said what it has: each of them takes its time.
const started = self.name === "snapshot" ? null : startPython(base, status, given);
started?.catch(() => {}); // told when the page asks

/** So long after the last run does the browser take to keep what it has compiled, in milliseconds. */
const COMPILING = 4000;

let interrupt = null;
let kernel = null;
let ready = null;
// Requests run one after the other, in the order in which they came.
let last = Promise.resolve();

self.addEventListener("message", ({ data }) => {
  if (data.kind === "snapshot") {
    takeSnapshot().then(
      (bytes) => say({ kind: "snapshot", bytes }),
      (error) => say({ kind: "snapshot", bytes: 0, detail: String(error?.message ?? error) }),
    );
    return;
  }
  if (data.kind === "module") {
    give(data.module);
    return;
  }
  if (data.kind === "start") {
    interrupt = data.interrupt && new Int32Array(data.interrupt);
    ready = start(data.page);
    ready.catch((error) => fail(error));
    return;
  }
  last = last.then(() => ready).then(
    () => answer(data).catch((error) => fail(error)),
    () => {}, // it did not start, and has said so
  );
});

/** Give Python the page, when it has started. */
async function start(page) {
  const { python, from } = await started.catch((error) => {
    throw Object.assign(error, { starting: true });
  });
  if (interrupt) python.setInterruptBuffer(interrupt);
  kernel = python.pyimport("kernel.messages");
  // Entered as a promise here and below: a wait in Python may then give others the turn.
  const threads = await kernel.begin.callPromising(JSON.stringify(page), base, (id, html) =>
    say(html == null ? { kind: "stopped", id } : { kind: "output", id, html }),
  );
  say({ kind: "status", stage: "ready", text: "Python is ready.", threads, from });
}

/** Answer one request; what Python prints on the way is sent while it runs. */
async function answer(request) {
  const said = await kernel.answer.callPromising(JSON.stringify(request));
  say(JSON.parse(said));
}

/**
 * Start Python once more, in this worker that does nothing else, and keep its memory.
 * @returns {Promise<number>} the bytes that were kept; 0 when there was one already
 */
async function takeSnapshot() {
  if (await known(base)) return 0;
  const fresh = await load(base, fetchAll(base), { _makeSnapshot: true });
  fresh.runPython("import kernel.start; kernel.start.warm()");
  const bytes = await keep(base, fresh.makeMemorySnapshot());
  fresh.runPython("import kernel.start; kernel.start.rehearse()");
  await new Promise((resolve) => setTimeout(resolve, COMPILING));
  return bytes;
}

/** Say that nothing more can be done here. */
function fail(error) {
  const detail = String(error?.message ?? error);
  const text = /memory|allocat/i.test(detail)
    ? "Python has no memory left."
    : error?.starting
      ? "Python could not be fetched and started. Is there a connection?"
      : "Python has stopped.";
  say({ kind: "failed", text, detail });
}

// An error that nobody caught, a crash of the runtime among them. What goes wrong before Python has
// started is told where the start is waited for, which knows more.
self.addEventListener("error", (event) => kernel && fail(event.error ?? event.message));
self.addEventListener("unhandledrejection", (event) => kernel && fail(event.reason));
