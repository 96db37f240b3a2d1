// Hides what examples print, and their records, until they have run: so a class can say first what will
// come. The stylesheet does it, by what the page knows of its blocks; the room stays, so nothing moves.

import { read, write } from "./kept.js";

const KEPT = "present-hides";
const HIDES = "data-present-hides";
const SHOWN = "data-present-shown";
const root = document.documentElement;

const TOLD = {
  on: "What the examples print is hidden until they have run.",
  off: "What the examples print is shown.",
  one: "This was recorded: it does not run here.",
};

export class Hiding {
  constructor() {
    this.on = read("localStorage", KEPT) === "yes";
    root.toggleAttribute(HIDES, this.on);
  }

  /** @returns {string} What is so from now on. */
  toggle() {
    this.#forget();
    this.on = !this.on;
    root.toggleAttribute(HIDES, this.on);
    write("localStorage", KEPT, this.on ? "yes" : "no");
    return this.on ? TOLD.on : TOLD.off;
  }

  /**
   * Where the next example is one that cannot run, show what was recorded of it.
   *
   * @param {HTMLElement[]} blocks Those on the screen, in their order.
   * @param {(block: HTMLElement) => boolean} runs Whether one waits to be run.
   * @returns {string} What was shown, or "".
   */
  reveal(blocks, runs) {
    const next = this.on && blocks.find((block) => runs(block) || isHidden(block));
    if (!next || runs(next)) return "";
    next.setAttribute(SHOWN, "");
    return TOLD.one;
  }

  /** Leave no trace on the page. */
  clear() {
    root.removeAttribute(HIDES);
    this.#forget();
  }

  #forget() {
    for (const each of document.querySelectorAll(`[${SHOWN}]`)) each.removeAttribute(SHOWN);
  }
}

/** @returns {boolean} Whether it has neither run nor been shown; what is running hides nothing new. */
function isHidden(block) {
  const busy = ["queued", "running"].includes(block.dataset.state);
  return !busy && !block.hasAttribute("data-live") && !block.hasAttribute(SHOWN);
}
