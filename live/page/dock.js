// The session panel's place: at the right of the text on a wide window, below it on a narrow one.
// What is in it comes from Python.

import { button, element } from "./icons.js";

const KEPT = "live-panel";
const EMPTY =
  '<p class="live-empty">Run an example. Here you then see its objects and their states, each ' +
  "Session with its transaction, the pool, and the rows as committed beside those that the open " +
  "transaction sees.</p>";

export class Dock {
  #html = EMPTY;
  #filled = "";
  #frame = 0;

  /**
   * @param {Storage} storage Keeps whether it is open, and how wide.
   * @param {HTMLButtonElement} opener The button that opens and closes it.
   */
  constructor(storage, opener) {
    this.storage = storage;
    this.opener = opener;
    this.root = element("aside", "live-dock", "", { "aria-label": "Session panel", id: "live-dock" });
    this.body = element("div", "live-panel", "", { tabindex: "0", role: "group" });
    this.body.setAttribute("aria-label", "What Python holds");
    this.wider = button("panel-width", "Larger", "", "wide");
    const close = button("panel-close", "Close", "the session panel", "close");
    const head = element("div", "live-dock-head");
    head.append(element("h2", "live-dock-title", "Session panel"), this.wider, close);
    this.root.append(head, this.body);
    opener.setAttribute("aria-controls", "live-dock");
    this.wider.addEventListener("click", () => this.#set({ wide: !this.wide }));
    close.addEventListener("click", () => {
      this.#set({ open: false });
      opener.focus({ preventScroll: true });
    });
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) close.click();
    });
    const { open = false, wide = false } = this.#remembered();
    this.#show({ open, wide });
    document.body.append(this.root);
  }

  toggle() {
    this.#set({ open: !this.open });
  }

  /** Show what Python holds now, once for many blocks that run one after the other. */
  show(html) {
    this.#html = html || EMPTY;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.open) this.#fill();
    });
  }

  /** What is folded or scrolled stays so. */
  #fill() {
    if (this.#filled === this.#html) return;
    const top = this.body.scrollTop;
    const key = (details) => details.dataset.key ?? details.querySelector("summary")?.textContent;
    const folds = new Map(
      [...this.body.querySelectorAll("details")].map((details) => [key(details), details.open]),
    );
    this.body.innerHTML = this.#filled = this.#html;
    for (const details of this.body.querySelectorAll("details")) {
      details.open = folds.get(key(details)) ?? details.open;
    }
    this.body.scrollTop = top;
  }

  clear() {
    this.show(EMPTY);
  }

  #set({ open = this.open, wide = this.wide }) {
    this.#show({ open, wide });
    try {
      this.storage.setItem(KEPT, JSON.stringify({ open, wide }));
    } catch {
      // It holds for this page, then.
    }
  }

  #show({ open, wide }) {
    Object.assign(this, { open, wide });
    this.root.hidden = !open;
    if (open) this.#fill();
    for (const each of [document.documentElement, document.body]) each.toggleAttribute("data-live-dock", open);
    document.body.toggleAttribute("data-live-wide", wide);
    this.opener.setAttribute("aria-expanded", String(open));
    this.wider.setAttribute("aria-pressed", String(wide));
  }

  #remembered() {
    try {
      return JSON.parse(this.storage.getItem(KEPT)) ?? {};
    } catch {
      return {};
    }
  }
}
