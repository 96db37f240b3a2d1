// The scratch prompt at the end of the page: a line to type, and above it what came of the others.

import { button, element } from "./icons.js";
import { History, common, completable, complete, indentation, toSource } from "./input.js";

const ABOUT = "Try something of your own, with the names of this page.";
const HELP =
  "Enter runs it. ↑ and ↓ bring back what you typed. Tab completes a name, Shift+Enter begins a " +
  "new line; Escape, then Tab, leaves the prompt.";
/** So many entries stay above the line. */
const KEPT = 50;

export class Prompt {
  #pending = null;
  #leaving = false;
  #asked = 0;
  #partial = null;
  #matches = [];

  /**
   * @param {object} settings
   * @param {Storage} settings.storage Keeps what was typed.
   * @param {string} settings.page What tells this page from all others.
   * @param {() => void} settings.start Called when the reader asks for Python.
   * @param {(source: string) => void} settings.run
   * @param {(source: string, position: number) => number} settings.complete Gives a request's number, or 0.
   * @param {() => boolean} settings.stop Called on Ctrl+C; whether there was something to stop.
   */
  constructor(settings) {
    Object.assign(this, settings);
    this.key = `live-prompt:${this.page}`;
    this.history = new History(this.#remembered());
    this.root = element("section", "live-prompt", "", { "aria-label": "Scratch prompt" });
    this.about = element("p", "live-prompt-about", ABOUT);
    this.ran = element("span", "live-prompt-ran");
    this.about.append(" ", this.ran);
    const log = { role: "log", "aria-label": "What you ran", tabindex: "0" };
    this.log = element("div", "live-prompt-log", "", log);
    this.log.hidden = true;
    this.opener = button("prompt", "Open a prompt", "", "run");
    this.opener.addEventListener("click", () => this.open());
    this.#line();
    this.root.append(this.about, this.log, this.opener, this.form, this.list, this.help);
  }

  #line() {
    this.help = element("p", "live-help", HELP, { id: "live-prompt-help", hidden: "" });
    this.form = element("div", "live-prompt-line", "", { hidden: "" });
    this.mark = element("span", "live-prompt-mark", ">>>", { "aria-hidden": "true" });
    this.input = element("textarea", "live-prompt-input", "", {
      rows: "1",
      "aria-label": "Python prompt",
      "aria-describedby": "live-prompt-help",
      "aria-autocomplete": "list",
      autocapitalize: "off",
      autocomplete: "off",
      autocorrect: "off",
      spellcheck: "false",
    });
    this.list = element("ul", "live-names", "", { role: "listbox", "aria-label": "Names" });
    this.list.tabIndex = 0; // it scrolls; the keys go to the line as long as it is shown
    this.list.hidden = true;
    this.form.append(this.mark, this.input);
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("blur", () => this.#choose([]));
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the line keeps the focus
      const option = event.target.closest("[role=option]");
      if (option) this.#accept(option.textContent);
    });
  }

  /** Show the line, and ask for Python. */
  open() {
    this.opener.hidden = true;
    this.form.hidden = this.help.hidden = false;
    this.input.focus({ preventScroll: true });
    this.start();
  }

  /** Say which examples have run. */
  tell(text) {
    this.ran.textContent = text;
  }

  /**
   * What was sent has run, or could not be.
   *
   * @param {{more?: boolean, output?: string, note?: string}|null} result null: it did not run.
   */
  done(result) {
    const source = this.#pending;
    if (source === null) return;
    this.#pending = null;
    this.input.readOnly = false;
    this.#partial?.remove();
    this.#partial = null;
    if (result === null) return;
    if (result.more) {
      this.#write(`${source}\n${indentation(source)}`);
      return;
    }
    this.history.add(source.trimEnd());
    this.#remember();
    this.#append(result.output);
    this.#write("");
    if (document.activeElement === this.input) this.form.scrollIntoView({ block: "nearest" });
  }

  /** Show what it has printed so far. */
  output(html) {
    this.#partial ??= this.#append("");
    this.#partial.innerHTML = html;
    this.log.scrollTop = this.log.scrollHeight;
  }

  /** Show names that the line could go on with. */
  completions({ id, from, matches }) {
    if (id !== this.#asked || document.activeElement !== this.input) return;
    this.from = from;
    const { selectionStart: to, value } = this.input;
    if (!matches.length) {
      this.#leaving = true; // Tab goes on, then
      return;
    }
    if (matches.length === 1) {
      this.#accept(matches[0]);
      return;
    }
    const start = common(matches);
    if (start.length > to - from) this.#set(complete(value, from, to, start));
    this.#choose(matches);
  }

  #append(html) {
    const entry = element("div", "live-prompt-entry");
    entry.innerHTML = html ?? "";
    this.log.append(entry);
    while (this.log.childElementCount > KEPT) this.log.firstChild.remove();
    this.log.hidden = false;
    this.log.scrollTop = this.log.scrollHeight;
    return entry;
  }

  #key(event) {
    const { key, ctrlKey, shiftKey } = event;
    if (event.isComposing || event.altKey || event.metaKey) return;
    const act = this.list.hidden ? this.#plain(key, ctrlKey, shiftKey) : this.#chosen(key);
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** @returns {(() => void)|null} What a key does while names are shown. */
  #chosen(key) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step) return () => this.#mark((this.at + step + this.#matches.length) % this.#matches.length);
    if (key === "Enter" || key === "Tab") return () => this.#accept(this.#matches[this.at]);
    if (key === "Escape") return () => this.#choose([]);
    return null;
  }

  /** @returns {(() => void)|null} What a key does otherwise. */
  #plain(key, ctrlKey, shiftKey) {
    const { value, selectionStart: start, selectionEnd: end } = this.input;
    if (key === "Enter" && !shiftKey) return () => this.#send();
    if (key === "Escape") return () => (this.#leaving = true);
    if (key === "c" && ctrlKey && start === end) return this.stop() ? () => {} : null;
    const asks = (key === " " && ctrlKey) || (key === "Tab" && !shiftKey && !this.#leaving);
    if (asks && start === end && completable(value, start)) {
      const asked = this.complete(value, start);
      if (asked) return () => (this.#asked = asked);
    }
    const entry =
      key === "ArrowUp" && !value.slice(0, start).includes("\n")
        ? this.history.back(value)
        : key === "ArrowDown" && !value.slice(end).includes("\n")
          ? this.history.forth()
          : null;
    return entry === null ? null : () => this.#write(entry);
  }

  #send() {
    const source = toSource(this.input.value);
    if (this.#pending !== null || !source.trim()) return;
    this.#pending = source;
    this.input.readOnly = true;
    this.run(source);
  }

  #typed() {
    this.#leaving = false;
    this.#choose([]);
    this.#grow();
  }

  #write(text) {
    this.#set({ text, position: text.length });
    this.#typed();
  }

  #set({ text, position }) {
    this.input.value = text;
    this.input.setSelectionRange(position, position);
    this.#grow();
  }

  #grow() {
    const lines = this.input.value.split("\n").length;
    this.input.rows = Math.min(lines, 12);
    this.mark.textContent = [">>>", ...Array(lines - 1).fill("...")].join("\n");
  }

  #accept(name) {
    this.#set(complete(this.input.value, this.from, this.input.selectionStart, name));
    this.#choose([]);
  }

  /** Offer names; none closes the list. */
  #choose(matches) {
    this.#matches = matches;
    this.list.hidden = !matches.length;
    this.list.replaceChildren(
      ...matches.map((name, i) => element("li", "", name, { role: "option", id: `live-name-${i}` })),
    );
    if (matches.length) this.#mark(0);
    else this.input.removeAttribute("aria-activedescendant");
  }

  #mark(at) {
    this.at = at;
    [...this.list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    this.list.children[at].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", `live-name-${at}`);
  }

  #remembered() {
    try {
      const kept = JSON.parse(this.storage.getItem(this.key));
      return Array.isArray(kept) ? kept.map(String) : [];
    } catch {
      return [];
    }
  }

  #remember() {
    try {
      this.storage.setItem(this.key, JSON.stringify(this.history.entries));
    } catch {
      // It holds for this visit, then.
    }
  }
}
