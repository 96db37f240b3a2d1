// Heeds Run before the page's own script is there: Python starts at once, and the press is kept.
// It is run before the first block is read, so that no press is lost; so it is a script and no
// module, which would wait for the whole page.

import { Client } from "./client.js";
import { json, openWorker } from "./opening.js";

const RUN = "[data-live-block] > .live-tools [data-action=run]";

/**
 * @typedef {object} Early What was done before main.js.
 * @property {number} block The block whose button was pressed last; 0 for none.
 * @property {Client|null} client The line to Python, which is starting.
 * @property {object[]} heard What it said, in turn.
 * @property {Promise<object>|null} page The page's examples, on their way.
 * @property {() => Early} end Puts an end to this.
 */

/**
 * @param {Document} document Its page is being read.
 * @returns {Early}
 */
export function listen(document) {
  const early = { block: 0, client: null, heard: [], page: null, end };

  function pressed({ target }) {
    const button = target.closest?.(RUN);
    if (!button) return;
    early.block = Number(button.closest("[data-live-block]").dataset.liveBlock);
    button.setAttribute("aria-disabled", "true");
    if (!early.client && globalThis.WebAssembly && globalThis.Worker) begin();
  }

  function begin() {
    const script = document.querySelector("script[data-live-page]");
    early.page = json(fetch(new URL(script.dataset.livePage, document.baseURI)));
    early.client = new Client({
      open: () => openWorker(script.src),
      page: () => early.page,
      isolated: globalThis.crossOriginIsolated === true,
      on: {
        status: (message) => early.heard.push(message),
        // main.js tries again, and says what is wrong.
        failed: () => Object.assign(early, { client: null, page: null, heard: [] }),
      },
    });
    early.client.start();
  }

  /** Where the page's own script does not come, its buttons go. */
  function failed({ target }) {
    if (target.dataset?.livePage) document.documentElement.dataset.liveFailed = "";
  }

  function end() {
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
