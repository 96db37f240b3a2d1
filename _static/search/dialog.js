// The search dialog: a field with a list below it, in the manner of a combobox, as ARIA's guide has it.

import { ask } from "./asking.js";
import { element, linkOf } from "./showing.js";
import { grouped, told } from "./telling.js";

/** The list is short, for it is read while one types; all results are on the search page. */
const ERRORS = 4;
const MOST = 9;
const HINT = "Type a word, a question or a name, or paste an error message: a whole traceback will do.";

/**
 * Have the dialog answer.
 *
 * @param {HTMLInputElement} field
 * @param {HTMLDialogElement} dialog
 * @returns {() => Promise<void>} What asks for the field's words and shows the answer.
 */
export function attachDialog(field, dialog) {
  const said = dialog.querySelector(".search-told");
  const list = dialog.querySelector(".search-list");
  const more = dialog.querySelector(".search-more");
  let active = null;

  // A field for searches cannot be a combobox.
  field.type = "text";
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  show([]);
  fitAboveKeyboard(dialog);
  dialog.addEventListener("close", () => choose(null));
  dialog.addEventListener("toggle", () => dialog.open && field.select());

  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && active) {
      event.preventDefault();
      active.click();
    }
  });
  // A link to this very page leads away from the dialog, too.
  list.addEventListener("click", (event) => event.target.closest("a") && dialog.close());

  function step(by) {
    const options = [...list.querySelectorAll("[role=option]")];
    if (!options.length) return;
    // Beyond both ends lies the field itself, with no option chosen.
    const at = active ? options.indexOf(active) : by > 0 ? -1 : options.length;
    choose(options[at + by] ?? null);
  }

  function choose(option) {
    active?.setAttribute("aria-selected", "false");
    active = option;
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  }

  function show(groups) {
    choose(null);
    let number = 0;
    const made = groups.map(([title, results], i) => {
      const options = results.map((result) => {
        const link = linkOf(result);
        link.id = `search-option-${++number}`;
        link.setAttribute("role", "option");
        link.setAttribute("aria-selected", "false");
        link.tabIndex = -1;
        return link;
      });
      if (!title) return options;
      const head = element("div", "search-group", title);
      head.id = `search-group-${i}`;
      const group = element("div", "", head, ...options);
      group.setAttribute("role", "group");
      group.setAttribute("aria-labelledby", head.id);
      return [group];
    });
    list.replaceChildren(...made.flat());
    list.scrollTop = 0;
    list.hidden = number === 0;
    field.setAttribute("aria-expanded", String(number > 0));
  }

  return async function answer() {
    const question = field.value.trim();
    if (!question) {
      show([]);
      said.textContent = HINT;
      more.hidden = true;
      return;
    }
    const found = await ask(question);
    if (!found || field.value.trim() !== question) return;
    const groups = grouped(found.results, ERRORS, MOST);
    const shown = groups.flatMap(([, results]) => results).length;
    show(groups);
    said.textContent = told(question, found);
    const page = new URL(field.form.action);
    if (found.total) page.searchParams.set("q", question);
    const rest = element("a", "", found.total ? `All ${found.total} results` : "Lists of all messages and terms");
    rest.href = page;
    more.replaceChildren(rest);
    more.hidden = found.total > 0 && shown === found.total;
  };
}

/** A keyboard on the screen covers a part of the window: what is left of it is the dialog's height. */
function fitAboveKeyboard(dialog) {
  const { visualViewport } = window;
  if (!visualViewport) return;
  const fit = () => dialog.style.setProperty("--search-height", `${Math.round(visualViewport.height)}px`);
  visualViewport.addEventListener("resize", fit);
  fit();
}
