// The table of the chapters on the front page: how many exercises are solved in each and in the book,
// and the progress as a file to keep.

import { button, element } from "./icons.js";
import { offer } from "./offer.js";
import { fileName, fromFile, solved, toFile } from "./progress.js";

const UNREADABLE = "The file could not be read. Nothing is changed.";
const SURE = "Forget what you have solved in all chapters? Only a saved file brings it back.";
/** No file with progress is larger, in bytes. */
const LARGEST = 1_000_000;

export class Board {
  /**
   * @param {HTMLTableElement} table With a row for each chapter, whose `data-keys` names its exercises.
   * @param {import("./progress.js").Progress} progress
   */
  constructor(table, progress) {
    this.table = table;
    this.progress = progress;
    this.rows = [...table.querySelectorAll("tr[data-keys]")].map((row) => ({
      keys: row.dataset.keys.split(" ").filter(Boolean),
      row,
      cell: row.querySelector('[data-role="solved"]'),
    }));
    this.keys = this.rows.flatMap(({ keys }) => keys);
    this.#furnish();
    this.show();
  }

  #furnish() {
    this.total = element("p", "exercise-total");
    this.bar = element("progress", "", "", { max: this.keys.length, "aria-label": "Exercises solved" });
    this.line = element("p", "exercise-note", "", { role: "status" });
    this.who = element("input", "", "", { type: "text", id: "exercise-who", autocomplete: "name" });
    this.who.value = this.progress.who;
    this.who.maxLength = 200;
    const label = element("label", "", "Your name, for the file (optional) ", { for: "exercise-who" });
    const named = element("p", "exercise-who");
    named.append(label, this.who);
    this.picker = element("input", "", "", { type: "file", accept: ".json,application/json", hidden: "" });
    this.picker.setAttribute("aria-label", "A file with progress");
    const acts = {
      save: button("save-progress", "Save progress", "", "save"),
      load: button("load-progress", "Load progress", "", "load"),
      forget: button("forget-progress", "Forget it", "", "close"),
    };
    acts.forget.setAttribute("aria-label", "Forget it: the progress in this browser");
    this.forgets = acts.forget;
    const tools = element("div", "exercise-tools");
    tools.append(...Object.values(acts), this.picker);
    acts.save.addEventListener("click", () => this.#save());
    acts.load.addEventListener("click", () => this.picker.click());
    acts.forget.addEventListener("click", () => this.#wonder());
    this.picker.addEventListener("change", () => this.#load());
    this.who.addEventListener("change", () => (this.progress.who = this.who.value.trim()));
    this.tools = tools;
    this.root = element("div", "exercise-board", "", { role: "group", "aria-label": "Your progress" });
    this.root.append(this.total, this.bar, named, tools, this.line);
    const place = this.table.closest(".pst-scrollable-table-container") ?? this.table;
    place.after(this.root);
  }

  /** Show what is solved now. */
  show() {
    const known = this.progress.read();
    for (const { keys, row, cell } of this.rows) {
      const number = solved(known, keys);
      row.toggleAttribute("data-solved", number === keys.length);
      const done = number === keys.length ? "✓ " : "";
      const sign = element("span", "exercise-sign", done, { "aria-hidden": "true" });
      cell.replaceChildren(sign, `${number} of ${keys.length} solved`);
    }
    const all = solved(known, this.keys);
    const told = `${all} of the book's ${this.keys.length} exercises are solved.`;
    this.total.textContent = `${told} This browser keeps that, and sends it nowhere.`;
    this.bar.value = all;
  }

  #save() {
    this.progress.who = this.who.value.trim();
    const who = this.progress.who || this.who.value.trim();
    const now = new Date();
    const text = toFile(this.progress.read(), who, now, this.progress.book);
    const name = fileName(who, now);
    const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    element("a", "", "", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
    this.#say(`Saved as ${name}, where your browser puts downloads.`);
  }

  async #load() {
    const [file] = this.picker.files;
    this.picker.value = "";
    if (!file) return;
    try {
      const text = file.size > LARGEST ? "" : await file.text().catch(() => fail(UNREADABLE));
      const { who, exercises } = fromFile(text, this.progress.book);
      const before = solved(this.progress.read(), this.keys);
      this.progress.add(exercises);
      if (who && !this.who.value) this.progress.who = this.who.value = who;
      this.show();
      const more = solved(this.progress.read(), this.keys) - before;
      this.#say(`Loaded${who ? ` what ${who} has solved` : ""}: ${more || "no"} more than before.`);
    } catch (error) {
      this.#say(error.message);
    }
  }

  /** Ask once more before all is forgotten. */
  #wonder() {
    offer({
      after: this.tools,
      back: this.forgets,
      text: SURE,
      answers: {
        "Forget it": () => {
          this.progress.forget();
          this.show();
          this.#say("It is forgotten.");
        },
        "Keep it": () => {},
      },
    });
  }

  #say(text) {
    this.line.textContent = text;
  }
}

function fail(text) {
  throw new Error(text);
}
