// What an exercise is answered with: code in an editor, lines in an order, or predictions. Each of
// them is read and written as one text, shows itself below the starter, and tells when it changes.

import { element } from "./icons.js";
import { arranged, moved } from "./lines.js";

/** Code. Until the editor is there, the page's own block stands in its place. */
export class CodeAnswer {
  #editor = null;
  #opening = null;
  #text;

  /**
   * @param {object} settings
   * @param {HTMLElement} settings.place The element with the starter.
   * @param {string} settings.label What the editor is called for those who hear it.
   * @param {string} settings.help The id of the element that says which keys it has.
   * @param {(text: string) => void} settings.changed
   * @param {() => void} settings.run
   */
  constructor({ place, label, help, changed, run }) {
    Object.assign(this, { place, label, help, changed, run });
    this.shown = place.firstElementChild;
    this.pre = place.querySelector("pre");
    this.starter = this.#text = this.pre.textContent.trimEnd();
    const opens = { tabindex: "0", role: "group", "aria-label": `${label}; it opens as an editor` };
    for (const [name, value] of Object.entries(opens)) this.shown.setAttribute(name, value);
  }

  read() {
    return this.#editor?.read() ?? this.#text;
  }

  write(text) {
    this.#text = text;
    if (this.#editor) this.#editor.write(text);
    else this.pre.textContent = `${text}\n`;
  }

  /**
   * Open the editor, which is fetched when it is the first of the page.
   *
   * @throws {Error} When it cannot be fetched.
   */
  open() {
    this.#opening ??= this.#open().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #open() {
    if (this.#editor) return;
    const { openEditor } = await import("./editor.js");
    const place = element("div", "live-editor");
    const { label, help, changed, run } = this;
    // Its place is in the document before it measures itself.
    this.shown.before(place);
    this.#editor = openEditor({ place, code: this.#text, label, help, changed, run });
    const focused = this.shown.contains(document.activeElement);
    this.shown.remove();
    if (focused) this.focus();
  }

  focus() {
    if (this.#editor) this.#editor.focus();
    else this.shown.focus();
  }
}

/** Lines that are put in order: each has two buttons. */
export class OrderAnswer {
  /**
   * @param {object} settings As for code.
   * @param {(text: string) => void} settings.say Tells listeners where a line is now.
   */
  constructor({ place, changed, say }) {
    Object.assign(this, { changed, say });
    this.list = place.querySelector(".exercise-lines");
    this.starter = place.querySelector("pre").textContent.trimEnd();
    this.lines = this.starter.split("\n");
    this.list.addEventListener("click", ({ target }) => {
      const pressed = target.closest("button");
      if (pressed) this.#move(pressed.closest("li"), pressed.dataset.action === "up" ? -1 : 1, pressed);
    });
    this.list.addEventListener("keydown", (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step || !event.altKey) return;
      event.preventDefault();
      this.#move(event.target.closest("li"), step, event.target);
    });
    place.firstElementChild.remove();
    this.#mark();
  }

  read() {
    return this.lines.join("\n");
  }

  /** @returns {boolean} Whether it has the same lines, in whatever order. */
  write(text) {
    const lines = arranged(this.starter.split("\n"), text.split("\n"));
    if (!lines) return false;
    this.lines = lines;
    this.#fill();
    return true;
  }

  open() {}

  focus() {
    this.list.querySelector("button:not([aria-disabled=true])")?.focus();
  }

  #fill() {
    const left = [...this.list.children];
    const take = (line) => left.splice(left.findIndex((item) => textOf(item) === line), 1)[0];
    this.list.replaceChildren(...this.lines.map(take));
    this.#mark();
  }

  /** The focus stays with the line that moves. */
  #move(item, step, focused) {
    const from = [...this.list.children].indexOf(item);
    const lines = moved(this.lines, from, step);
    if (lines === this.lines) return;
    this.lines = lines;
    const other = this.list.children[from + step];
    if (step > 0) item.before(other);
    else item.after(other);
    this.#mark();
    focused.focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
    this.say(`Line ${from + step + 1} of ${lines.length}: ${lines[from + step].trim()}`);
    this.changed(this.read());
  }

  #mark() {
    const last = this.lines.length - 1;
    [...this.list.children].forEach((item, i) => {
      item.querySelector("[data-action=up]").setAttribute("aria-disabled", String(i === 0));
      item.querySelector("[data-action=down]").setAttribute("aria-disabled", String(i === last));
    });
  }
}

function textOf(item) {
  return item.querySelector("code").textContent;
}

/** What a program will print: a field for each output that is asked for. */
export class PredictAnswer {
  /** @param {object} settings As for code. */
  constructor({ place, changed, run }) {
    const form = place.querySelector("form");
    this.fields = [...form.querySelectorAll(".exercise-field")].map(fieldOf);
    this.starter = this.fields.map(() => "").join("\n");
    form.addEventListener("input", () => changed(this.read()));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run();
    });
  }

  read() {
    return this.fields.map(({ read }) => read()).join("\n");
  }

  write(text) {
    const lines = text.split("\n");
    this.fields.forEach(({ write }, i) => write(lines[i] ?? ""));
  }

  open() {}

  /** To the first that is not answered yet, or to the first. */
  focus() {
    (this.fields.find(({ read }) => !read()) ?? this.fields[0])?.focus();
  }
}

/** What one types into, or chooses from. */
function fieldOf(root) {
  const inputs = [...root.querySelectorAll("input")];
  if (inputs[0].type === "radio") {
    return {
      read: () => inputs.find((input) => input.checked)?.value ?? "",
      write: (text) => inputs.forEach((input) => (input.checked = input.value === text)),
      focus: () => inputs[0].focus(),
    };
  }
  return {
    read: () => inputs[0].value.trim(),
    write: (text) => (inputs[0].value = text),
    focus: () => inputs[0].focus(),
  };
}
