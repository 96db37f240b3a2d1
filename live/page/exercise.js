// An exercise on the page: its buttons, its answer, what a check found, its hints and its solution. It
// shows what it is told to and says what was pressed; what follows from that, exercises.js decides.

import { CodeAnswer, OrderAnswer, PredictAnswer } from "./answers.js";
import { hash } from "./edits.js";
import { element } from "./icons.js";

const NO_EDITOR = "The editor could not be fetched. Is there a connection?";

/** What the state is called, and the sign before it. */
const STATES = {
  todo: ["○", "To do"],
  failed: ["✕", "Not yet"],
  passed: ["✓", "Passed"],
  queued: ["…", "Waiting"],
  running: ["", "Checking …"],
};

export class ExerciseView {
  /** How many hints are shown. */
  hinted = 0;
  /** What Reset took away; null when there is nothing to bring back. */
  taken = null;
  #shown = "";

  /**
   * @param {HTMLElement} root The element with `data-exercise`.
   * @param {(action: string, view: ExerciseView, detail?: string) => void} act Called with `check`,
   *   `hint`, `solution`, `reset`, `undo`, `stop`, `say` (a text) and `changed` (the new answer).
   */
  constructor(root, act) {
    this.root = root;
    this.id = root.dataset.exercise;
    this.kind = root.dataset.kind;
    this.title = root.querySelector(".exercise-title");
    this.name = this.title.querySelector(".exercise-number").textContent.trim();
    this.act = (action, detail) => act(action, this, detail);
    this.place = root.querySelector('[data-role="starter"]');
    this.hash = hash(this.place.querySelector("pre").textContent);
    this.hints = [...root.querySelectorAll(':scope > [data-role="hint"]')];
    this.solution = root.querySelector(':scope > [data-role="solution"]');
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", this.#heading());
    this.#furnish();
    this.answer = this.#makeAnswer();
    root.toggleAttribute("data-live", true);
  }

  #heading() {
    const words = this.title.textContent.replaceAll(/\s+/g, " ").trim();
    return words.replace(this.name, `${this.name}:`);
  }

  #furnish() {
    for (const part of [...this.hints, this.solution]) part.hidden = true;
    this.mark = element("span", "exercise-mark");
    this.title.append(" ", this.mark);
    this.tools = this.root.querySelector(":scope > .exercise-tools");
    const buttons = [...this.tools.querySelectorAll("button")];
    this.buttons = Object.fromEntries(buttons.map((each) => [each.dataset.action, each]));
    this.tools.addEventListener("click", ({ target }) => {
      const pressed = target.closest("button");
      if (pressed && pressed.getAttribute("aria-disabled") !== "true") this.act(pressed.dataset.action);
    });
    this.note = element("p", "exercise-note", "", { hidden: "" });
    this.verdict = element("div", "exercise-verdict");
    const help = this.root.querySelector(":scope > .exercise-help");
    (help ?? this.tools).after(this.note, this.verdict);
    this.root.addEventListener("keydown", (event) => this.#key(event));
  }

  #makeAnswer() {
    const settings = {
      place: this.place,
      changed: (text) => this.act("changed", text),
      run: () => this.act("check"),
    };
    if (this.kind === "order") return new OrderAnswer({ ...settings, say: (text) => this.act("say", text) });
    if (this.kind === "predict") return new PredictAnswer(settings);
    this.place.addEventListener("focusin", () => this.open(true));
    this.place.addEventListener("click", () => this.open(true));
    const label = `Code of ${this.name.toLowerCase()}`;
    return new CodeAnswer({ ...settings, label, help: `exercise-help-${this.id}` });
  }

  /** @param {boolean} focus Whether the reader wants to type. */
  async open(focus = false) {
    try {
      await this.answer.open();
      if (this.note.textContent === NO_EDITOR) this.say("");
      if (focus && !this.place.contains(document.activeElement)) this.answer.focus();
    } catch {
      this.say(NO_EDITOR);
    }
  }

  #key(event) {
    const { key, shiftKey, ctrlKey, metaKey, defaultPrevented, target } = event;
    if (defaultPrevented || event.isComposing || target.closest("[data-live-block]")) return;
    if (key === "Enter" && (shiftKey || ctrlKey || metaKey)) {
      event.preventDefault();
      this.act("check");
    } else if (key === "c" && ctrlKey && this.root.dataset.busy) {
      if (String(getSelection())) return; // it is copied
      event.preventDefault();
      this.act("stop");
    }
  }

  /**
   * @param {"todo"|"passed"|"failed"} state
   * @param {""|"queued"|"running"} busy Whether an answer is being checked.
   */
  show(state, busy) {
    const now = `${state} ${busy}`;
    if (this.#shown === now) return;
    this.#shown = now;
    this.root.dataset.state = state;
    if (busy) this.root.dataset.busy = busy;
    else delete this.root.dataset.busy;
    const [sign, words] = STATES[busy || state];
    const mark = element("span", "live-mark", sign, { "aria-hidden": "true" });
    this.mark.replaceChildren(mark, words);
    this.buttons.check.setAttribute("aria-disabled", String(Boolean(busy)));
  }

  /** Show Reset where there is something to reset, or what brings it back. */
  showReset(edited) {
    const { reset, check } = this.buttons;
    const focused = document.activeElement === reset;
    const undoes = !edited && this.taken !== null;
    reset.hidden = !edited && !undoes;
    reset.dataset.action = undoes ? "undo" : "reset";
    const words = undoes ? "Undo reset" : "Reset";
    reset.querySelector("span").textContent = words;
    reset.setAttribute("aria-label", `${words} ${undoes ? "of " : ""}${this.name.toLowerCase()}`);
    if (focused && reset.hidden) check.focus({ preventScroll: true });
  }

  /**
   * Show what a check found.
   *
   * @param {{state: string, output: string, record: string}} result
   * @param {{href: string, text: string}|null} next Where to go on, when it is passed.
   */
  found({ state, output, record }, next) {
    this.say("");
    this.verdict.innerHTML = output;
    this.verdict.dataset.verdict = state;
    if (next) {
      const line = element("p", "exercise-next");
      line.append(next.href ? element("a", "", next.text, { href: next.href }) : next.text);
      this.verdict.append(line);
    }
    this.verdict.insertAdjacentHTML("beforeend", record);
    const made = this.verdict.querySelector(":scope > .flight-record");
    if (made) {
      made.dataset.role = "record";
      made.open = document.querySelector(".flight-switch")?.getAttribute("aria-pressed") === "true";
    }
    // Who has gone on to read something else is left there.
    const { top, bottom } = this.tools.getBoundingClientRect();
    if (bottom > 0 && top < innerHeight) {
      this.verdict.querySelector(".exercise-said")?.scrollIntoView({ block: "nearest" });
    }
  }

  /** Forget what a check found: the answer is another now. */
  clear() {
    this.verdict.replaceChildren();
    delete this.verdict.dataset.verdict;
  }

  /** Say something below the buttons; "" for nothing. */
  say(text) {
    this.note.textContent = text;
    this.note.hidden = !text;
  }

  /** @returns {string} The next hint, which is shown; "" when there is none. */
  hint() {
    const part = this.hints[this.hinted];
    if (!part) return "";
    this.hinted += 1;
    part.hidden = false;
    part.open = true;
    const { hint } = this.buttons;
    const all = this.hints.length;
    const more = this.hinted < all;
    hint.querySelector("span").textContent = more
      ? `Next hint (${this.hinted + 1} of ${all})`
      : "No more hints";
    hint.setAttribute("aria-disabled", String(!more));
    hint.setAttribute("aria-label", `${hint.textContent} for ${this.name.toLowerCase()}`);
    const words = [...part.children].filter((child) => child.tagName !== "SUMMARY");
    const text = words.map((child) => child.textContent.trim()).join(" ");
    return `Hint ${this.hinted} of ${all}: ${text}`;
  }

  /** @returns {boolean} Whether the solution is shown now. */
  toggleSolution() {
    const shown = this.solution.hidden;
    this.solution.hidden = !shown;
    this.solution.open = shown;
    this.buttons.solution.setAttribute("aria-expanded", String(shown));
    return shown;
  }
}
