// The line below a screen: where one is, what happens, the clock, and the buttons. And what it opens: the
// keys with all screens, the notes under the screen, the blank.

import { draw, element, icon, iconButton } from "./elements.js";
import { KEYS } from "./keys.js";

const RUN = "Run the next example";

export class Bar {
  /** @param {(action: string, detail?: any) => void} act Called with what was pressed. */
  constructor(act) {
    this.act = act;
    this.where = element("button", "present-where", "", { type: "button", "data-present": "help" });
    this.part = element("span", "present-part");
    this.line = element("p", "present-line", "", { role: "status" });
    this.clock = element("button", "present-clock", "", { type: "button", "data-present": "timer" });
    this.run = iconButton("run", RUN, "r");
    this.eye = iconButton("hides", "Hide what examples print", "h");
    this.progress = element("div", "present-progress");
    const left = element("div", "present-left");
    const [back, on] = [iconButton("previous", "The screen before", "←"), iconButton("next", "Next screen", "→")];
    left.append(back, this.where, on, this.part);
    const right = element("div", "present-right");
    right.append(
      this.run,
      this.eye,
      iconButton("panel", "Session panel", "s"),
      iconButton("notes", "Notes to the teacher", "n"),
      this.clock,
      iconButton("help", "Keys and screens", "?"),
      iconButton("leave", "Back to reading", "Esc"),
    );
    this.root = element("div", "present-bar", "", { role: "region", "aria-label": "Presentation" });
    this.root.append(this.progress, left, this.line, right);
    this.said = element("p", "present-said", "", { role: "status" });
    this.under = element("aside", "present-under", "", { "aria-label": "Notes to the teacher", tabindex: "0" });
    this.under.hidden = true;
    this.blank = element("div", "present-blank", "", { "aria-hidden": "true" });
    this.blank.hidden = true;
    this.blank.addEventListener("click", () => act("blank"));
    this.#help();
    for (const root of [this.root, this.dialog]) {
      root.addEventListener("click", ({ target }) => {
        const pressed = target.closest("[data-present]");
        if (pressed) act(pressed.dataset.present, pressed.dataset.to);
      });
    }
    this.roots = [this.root, this.said, this.under, this.blank, this.dialog];
  }

  #help() {
    this.dialog = element("dialog", "present-help", "", { "aria-labelledby": "present-help-title" });
    const title = element("h2", "", "Presenting this page", { id: "present-help-title", tabindex: "-1" });
    title.autofocus = true;
    const close = element("button", "present-close", "", { type: "button", "aria-label": "Close" });
    close.append(icon("leave"));
    close.addEventListener("click", () => this.dialog.close());
    this.screens = element("ol", "present-screens");
    const keys = element("dl", "present-keys");
    for (const [, names, what] of KEYS) {
      const row = element("div");
      const named = element("dt");
      names.forEach((name, i) => named.append(i ? " " : "", element("kbd", "", name)));
      row.append(named, element("dd", "", what));
      keys.append(row);
    }
    const label = element("label", "present-letters");
    this.letters = element("input", "", "", { type: "checkbox" });
    this.letters.addEventListener("change", () => this.act("letters", this.letters.checked));
    label.append(this.letters, " Keys of one character do something, p in the reading view too");
    const others = element("p", "present-others");
    this.restart = element("button", "", "Begin Python anew", { type: "button", "data-present": "restart" });
    this.nought = element("button", "", "Set the clock to nought", { type: "button", "data-present": "reset" });
    this.hider = element("button", "", "", { type: "button", "data-present": "hides" });
    others.append(this.hider, this.restart, this.nought);
    const left = element("div", "", "", { class: "present-column" });
    left.append(element("h3", "", "Screens"), this.screens);
    const right = element("div", "", "", { class: "present-column" });
    right.append(element("h3", "", "Keys"), keys, label, others);
    const columns = element("div", "present-columns");
    columns.append(left, right);
    this.dialog.append(close, title, columns);
  }

  /**
   * @param {import("./stage.js").Slide[]} slides
   * @param {number} at The one that is shown, from 0.
   */
  list(slides, at) {
    const first = slides.findIndex(({ section }) => section === slides[at].section);
    const items = slides.flatMap(({ section, part }, i) => {
      if (part > 1) return []; // each section once
      const to = element("button", "", section.title, { type: "button", "data-present": "go", "data-to": i });
      if (i === first) to.setAttribute("aria-current", "step");
      const item = element("li", "", "", { value: i + 1 });
      item.append(to);
      return [item];
    });
    this.screens.replaceChildren(...items);
  }

  /** Say where one is, to those who see it and those who hear it. */
  place(number, count, title) {
    this.where.textContent = `${number} of ${count}`;
    this.where.setAttribute("aria-label", `Screen ${number} of ${count}: show all`);
    this.where.title = title;
    this.progress.style.width = `${(100 * number) / count}%`;
    this.said.textContent = `Screen ${number} of ${count}`;
  }

  /** Say how far one is on a screen that is longer than the monitor. */
  stretch({ part, parts }) {
    this.part.textContent = parts > 1 ? `${part}/${parts}` : "";
    this.part.title = parts > 1 ? `This screen is longer than the monitor: part ${part} of ${parts}` : "";
  }

  /** The buttons say what they would do. */
  hides(on) {
    const what = `${on ? "Show" : "Hide"} what examples print`;
    draw(this.eye, on ? "hidden" : "hides", what, "h");
    this.eye.toggleAttribute("data-on", on);
    this.hider.textContent = what;
  }

  say(text) {
    this.line.textContent = text;
    this.line.title = text;
  }

  time(text, runs) {
    this.clock.textContent = text;
    this.clock.toggleAttribute("data-stands", !runs);
    const what = runs ? "stop the clock" : "let the clock go on";
    this.clock.setAttribute("aria-label", `${text}: ${what}`);
    this.clock.title = `${runs ? "Stop the clock" : "Let the clock go on"} (t)`;
  }

  /** The button runs, or stops what runs. */
  working(busy) {
    const action = busy ? "stop" : "run";
    if (this.run.dataset.present === action) return;
    this.run.dataset.present = action;
    if (busy) draw(this.run, action, "Stop");
    else draw(this.run, action, RUN, "r");
  }
}
