// Heeds Run before the page's own script is there: Python starts at once and runs what was pressed;
// the script, which waits for the whole page, then shows it. It is run before the first block is
// read, so that no press is lost; so it is a script and no module.

import { Client } from "./client.js";
import { hasEdits } from "./edits.js";
import { isEdit } from "./links.js";
import { json, openWorker } from "./opening.js";

const RUN = "[data-live-block] > .live-tools [data-action=run]";
const OWN = "[data-live-block]:not([data-state=native])";

const numberOf = (block) => Number(block.dataset.liveBlock);

/**
 * @typedef {object} Early What was done before main.js.
 * @property {number} block The block whose button was pressed, of several the last on the page; 0 for none.
 * @property {Client|null} client The line to Python, which is starting.
 * @property {object[]} heard What it said, in turn.
 * @property {number[]} sent The blocks that it was given to run, as the page's script would: in turn.
 * @property {Promise<object>|null} page The page's examples, on their way.
 * @property {() => Early} end Puts an end to this.
 */

/**
 * @param {Document} document Its page is being read.
 * @returns {Early}
 */
export function listen(document) {
  const early = { block: 0, client: null, heard: [], sent: [], page: null, end };
  let isFree = false;
  let isOver = false;

  function pressed({ target }) {
    const button = target.closest?.(RUN);
    if (!button) return;
    early.block = Math.max(early.block, numberOf(button.closest("[data-live-block]")));
    button.setAttribute("aria-disabled", "true");
    if (!early.client && globalThis.WebAssembly && globalThis.Worker) begin();
    runNext();
  }

  function begin() {
    const script = document.querySelector("script[data-live-page]");
    const url = new URL(script.dataset.livePage, document.baseURI);
    early.page = json(fetch(url));
    // Which code of the reader's is to run, the page's script knows.
    const isOwn = isEdit(globalThis.location?.hash ?? "") || hasEdits(url.pathname);
    const free = (does) => {
      isFree = does && !isOwn;
      runNext();
    };
    const client = new Client({
      open: () => openWorker(script.src),
      page: () => early.page,
      isolated: globalThis.crossOriginIsolated === true,
      on: {
        status: (message) => early.heard.push(message),
        output() {}, // what a block has printed so far, its end says again
        done(message) {
          early.heard.push(message);
          free(message.state === "match"); // after anything else the page's script decides
        },
        // main.js tries again, and says what is wrong.
        failed() {
          isFree = false;
          Object.assign(early, { client: null, page: null, heard: [], sent: [] });
        },
      },
    });
    early.client = client;
    // It may be told before it is ready: it does one thing after the other. But where it has failed, and
    // another press has begun anew, that one has its own turn.
    client.start().then(() => early.client === client && free(true));
  }

  /** Give Python the next of the blocks that are wanted, when it has nothing to do. */
  function runNext() {
    if (!isFree || isOver) return;
    const last = early.sent.at(-1) ?? 0;
    const next = [...document.querySelectorAll(OWN)].map(numberOf).find((number) => number > last);
    if (!next || next > early.block) return;
    isFree = false;
    early.sent.push(next);
    early.client.run({ kind: "run", block: next, source: null });
  }

  /** Where the page's own script does not come, its buttons go. */
  function failed({ target }) {
    if (target.dataset?.livePage) document.documentElement.dataset.liveFailed = "";
  }

  function end() {
    isOver = true;
    document.removeEventListener("click", pressed);
    return early;
  }

  document.addEventListener("click", pressed);
  document.addEventListener("error", failed, true);
  return early;
}

if (globalThis.document) {
  // What the page will need room for, before any of it is shown.
  document.documentElement.dataset.liveHere = document.currentScript.dataset.liveHere;
  globalThis.liveEarly = listen(document);
}
