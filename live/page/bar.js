// The bar: what concerns the whole page, and the line that says what happens. It stands below the
// chapter's goals, and floats at the bottom of the window while something runs.

import { button, element } from "./icons.js";

/** So long must something last before the bar floats, and so long it stays afterwards; ms. */
const SOON = 400;
const LATER = 1500;
/** Progress is told at most this often, in ms: it is also read aloud. */
const OFTEN = 700;

const ABOUT = "Every example here runs in your browser, and you can edit it.";

export class Bar {
  #inView = true;
  #wanted = false;
  #timer = 0;
  #progress = { timer: 0, text: "", at: 0 };

  /** @param {(action: string) => void} act Called with what was pressed. */
  constructor(act) {
    this.buttons = {
      "run-all": button("run-all", "Run all", "examples", "all"),
      stop: button("stop", "Stop"),
      restart: button("restart", "Restart", "Python", "reset"),
      panel: button("panel", "Session panel"),
    };
    this.buttons["run-all"].classList.add("live-main");
    this.line = element("p", "live-line", ABOUT, { role: "status", "aria-live": "polite" });
    this.again = button("try-again", "Try again", "", "reset");
    this.again.hidden = true;
    this.dismiss = button("dismiss", "Close", "the message", "close");
    this.dismiss.hidden = true;
    this.root = element("div", "live-bar", "", { role: "region", "aria-label": "Python on this page" });
    const { panel, ...others } = this.buttons;
    this.root.append(...Object.values(others), this.line, this.again, this.dismiss, panel);
    this.root.addEventListener("click", ({ target }) => {
      const pressed = target.closest("button[data-action]");
      if (pressed && pressed.getAttribute("aria-disabled") !== "true") act(pressed.dataset.action);
    });
    this.place = element("div", "live-place");
    this.place.append(this.root);
  }

  /** Put it on the page, below its goals or its title. */
  settle() {
    const goals = document.querySelector(".bd-article .goals");
    (goals ?? document.querySelector(".bd-article h1")).after(this.place);
    // flight.js, which may run later, has a button for the same place.
    document.addEventListener("DOMContentLoaded", () => this.#adopt());
    this.#adopt();
    new IntersectionObserver(([entry]) => {
      this.#inView = entry.isIntersecting;
      this.#float();
    }).observe(this.place);
  }

  #adopt() {
    const records = document.querySelector(".flight-switch");
    if (records) this.buttons.panel.before(records);
  }

  /**
   * @param {string} status What `data-live-status` says.
   * @param {boolean} used Whether there is something to begin anew.
   */
  show(status, used) {
    const working = status === "busy" || status === "starting";
    this.#off("stop", !working);
    this.#off("restart", !used);
    this.again.hidden = this.dismiss.hidden = status !== "failed";
    this.root.toggleAttribute("data-failed", status === "failed");
    const wanted = working || status === "failed";
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#float(wanted), wanted ? SOON : LATER);
  }

  /** Say something at once. */
  say(text) {
    clearTimeout(this.#progress.timer);
    this.#progress.timer = 0;
    this.line.textContent = text;
  }

  /** Say how far it is, when there is time. */
  progress(text) {
    this.#progress.text = text;
    this.#progress.timer ||= setTimeout(() => this.say(this.#progress.text), OFTEN);
  }

  /** Whether it would be out of sight: then it floats, where it is wanted. */
  #float(now = this.root.hasAttribute("data-wanted")) {
    this.root.toggleAttribute("data-wanted", now);
    const floats = now && !this.#inView;
    this.place.style.height = floats ? `${this.place.offsetHeight}px` : "";
    // On the root, too: a style that asks it what is in it is asked again at each change of the page.
    for (const each of [document.documentElement, document.body]) each.toggleAttribute("data-live-floats", floats);
  }

  close() {
    this.#float(false);
  }

  #off(name, off) {
    this.buttons[name].setAttribute("aria-disabled", String(off));
  }
}
