// A block on the page: its buttons, its editor, its output, its record. It shows what it is told to
// and says what was pressed; what follows from that is decided in main.js.

import { button, element } from "./icons.js";
import { MARKS, STATES } from "./words.js";

const HELP = "Shift+Enter runs it. Tab leaves the editor; Ctrl+] and Ctrl+[ move a line in and out.";

/** @returns {string} A transcript without what only ends a block at a prompt. */
function plain(text) {
  return text.replaceAll(/^\.\.\. *\n/gm, "").replaceAll(/ +$/gm, "").trimEnd();
}

export class BlockView {
  #editor = null;
  #shown = "";
  #opening = null;

  /**
   * @param {HTMLElement} root The element with `data-live-block`.
   * @param {(action: string, number: number, detail?: string) => void} act Called with `run`, `edit`,
   *   `reset`, `share`, `stop` and, with the new code, `changed`.
   */
  constructor(root, act) {
    this.root = root;
    this.number = Number(root.dataset.liveBlock);
    this.name = `example ${this.number}`;
    this.act = (action, detail) => act(action, this.number, detail);
    this.output = root.querySelector('[data-role="output"]');
    this.original = [...this.output.childNodes];
    this.originalRecord = root.querySelector('[data-role="record"]');
    this.text = this.output.querySelector("pre")?.textContent ?? "";
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", `Example ${this.number}`);
    this.#furnish(root.dataset.state === "native");
  }

  #furnish(native) {
    this.label = element("span", "live-state");
    // The first button is in the page from the start, so that it can be pressed at once.
    this.tools = this.root.querySelector(":scope > .live-tools") ?? element("div", "live-tools");
    this.tools.prepend(this.label);
    this.note = element("p", "live-note", "", { hidden: "" });
    this.output.after(this.note);
    const reason = this.root.querySelector(".live-reason");
    if (reason) reason.hidden = false;
    if (!native) {
      this.buttons = {
        run: this.tools.querySelector("button") ?? button("run", "Run", this.name),
        edit: button("edit", "Edit", this.name),
        share: button("share", "Link", `to your edit of ${this.name}`),
        reset: button("reset", "Reset", this.name),
      };
      this.buttons.run.title = "Shift+Enter";
      this.buttons.edit.setAttribute("aria-expanded", "false");
      this.buttons.reset.title = "Reset: show the page's own block again";
      this.buttons.share.title = "Copy a link to your edit";
      this.tools.append(...Object.values(this.buttons));
      this.tools.addEventListener("click", ({ target }) => {
        const pressed = target.closest("button");
        if (pressed) this.act(pressed.dataset.action);
      });
      this.root.addEventListener("keydown", (event) => this.#key(event));
      // A click into the code is enough for the keys to mean this block.
      this.output.tabIndex = -1;
    }
    if (!this.tools.isConnected) this.root.prepend(this.tools);
    this.show({ state: native ? "native" : "idle" });
  }

  #key(event) {
    const { key, shiftKey, ctrlKey, metaKey, defaultPrevented } = event;
    if (defaultPrevented || event.isComposing) return;
    if (key === "Enter" && (shiftKey || ctrlKey || metaKey)) {
      event.preventDefault();
      this.act("run");
    } else if (key === "c" && ctrlKey && this.root.dataset.state === "running") {
      if (String(getSelection())) return; // it is copied
      event.preventDefault();
      this.act("stop");
    }
  }

  /** @param {{state: string, edited?: boolean}} block What the page knows of it. */
  show({ state, edited = false }) {
    const live = this.root.hasAttribute("data-live");
    const shown = [state, edited, live, this.editing].join();
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.root.dataset.state = state;
    this.root.toggleAttribute("data-edited", edited);
    this.#label(state);
    if (!this.buttons) return;
    const { run, edit, share, reset } = this.buttons;
    const hadFocus = document.activeElement;
    run.setAttribute("aria-disabled", String(state === "queued" || state === "running"));
    edit.hidden = edited && this.editing;
    share.hidden = !edited;
    reset.hidden = !edited && !live;
    if (hadFocus?.hidden && this.tools.contains(hadFocus)) run.focus({ preventScroll: true });
  }

  #label(state) {
    this.label.hidden = !STATES[state];
    const mark = element("span", "live-mark", MARKS[state], { "aria-hidden": "true" });
    this.label.replaceChildren(mark, STATES[state]);
  }

  /** Show what has happened so far. The block keeps its height, so that nothing below it moves. */
  progress(html) {
    this.output.style.minHeight ||= `${this.output.offsetHeight}px`;
    this.#fill(html);
  }

  /** Show what really happened. Where it is what the page shows, to the letter, its links stay. */
  transcript(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    const pre = template.content.querySelector("pre");
    const differs = template.content.querySelector(".live-diff");
    const same = !differs && plain(pre?.textContent ?? "") === plain(this.text);
    if (!same) this.#fill(html);
    else if (this.output.firstChild !== this.original[0]) this.output.replaceChildren(...this.original);
    this.output.style.minHeight = "";
    this.root.toggleAttribute("data-live", true);
  }

  #fill(html) {
    const copy = this.output.querySelector(".copybtn");
    const id = this.output.querySelector("pre")?.id;
    this.output.innerHTML = html;
    const pre = this.output.querySelector("pre");
    if (!pre) return;
    if (id) pre.id = id;
    if (copy) pre.after(copy.cloneNode(true));
    // Measured later: a whole page that runs would be laid out once for each block.
    requestAnimationFrame(() => (pre.tabIndex = pre.scrollWidth > pre.clientWidth ? 0 : -1));
  }

  /** Show the record of this run in place of the one before it. */
  record(html) {
    const before = this.root.querySelector(':scope > [data-role="record"]');
    const all = document.querySelector(".flight-switch")?.getAttribute("aria-pressed") === "true";
    const open = before?.open ?? all;
    before?.remove();
    if (!html) return;
    this.root.insertAdjacentHTML("beforeend", html);
    this.root.lastElementChild.dataset.role = "record";
    this.root.lastElementChild.open = open;
  }

  /** Say something below the output; "" for nothing. */
  say(text) {
    this.note.textContent = text;
    this.note.hidden = !text;
  }

  /** Put the page's own block back. */
  restore() {
    const record = this.root.querySelector(':scope > [data-role="record"]');
    const open = record?.open;
    record?.remove();
    this.output.replaceChildren(...this.original);
    if (this.originalRecord) {
      this.root.append(this.originalRecord);
      if (open !== undefined) this.originalRecord.open = open;
    }
    this.output.style.minHeight = "";
    this.root.removeAttribute("data-live");
    this.say("");
  }

  get editing() {
    return this.#editor !== null;
  }

  /**
   * Open the editor; it is fetched when it is the first.
   *
   * @param {string} code
   * @returns {Promise<void>}
   * @throws {Error} When it cannot be fetched.
   */
  edit(code) {
    this.#opening ??= this.#open(code).finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #open(code) {
    if (this.#editor) {
      if (this.#editor.read() !== code) this.#editor.write(code);
      return;
    }
    const { openEditor } = await import("./editor.js");
    const place = element("div", "live-editor");
    const help = element("p", "live-help", HELP, { id: `live-help-${this.number}` });
    this.output.before(place, help);
    this.#editor = openEditor({
      place,
      code,
      label: `Code of ${this.name}`,
      help: help.id,
      changed: (text) => this.act("changed", text),
      run: () => this.act("run"),
    });
    this.root.toggleAttribute("data-editing", true);
    this.buttons.edit.setAttribute("aria-expanded", "true");
  }

  focusEditor() {
    this.#editor?.focus();
  }

  /** Close the editor; its text is kept by those who were told of its changes. */
  closeEditor() {
    if (!this.#editor) return;
    const inside = this.root.querySelector(".live-editor").contains(document.activeElement);
    this.#editor.close();
    this.#editor = null;
    this.root.querySelectorAll(".live-editor, .live-help").forEach((part) => part.remove());
    this.root.removeAttribute("data-editing");
    this.buttons.edit.setAttribute("aria-expanded", "false");
    this.buttons.edit.hidden = false;
    this.#shown = "";
    if (inside) this.buttons.edit.focus({ preventScroll: true });
  }

  /**
   * Ask the reader something, in the block.
   *
   * @param {string} text
   * @param {Record<string, () => void>} answers What each button says, and does.
   */
  ask(text, answers) {
    this.root.querySelector(".live-offer")?.remove();
    const offer = element("div", "live-offer");
    offer.append(element("p", "", text));
    for (const [label, answer] of Object.entries(answers)) {
      const made = button("answer", label, "", "run");
      made.replaceChildren(label);
      made.addEventListener("click", () => {
        offer.remove();
        answer();
      });
      offer.append(made);
    }
    this.output.before(offer);
  }
}
