// Has a field of the search answer as the reader types: the dialog's, or that of the search page.

import { start } from "./asking.js";
import { attachDialog } from "./dialog.js";
import { messageOf } from "./messages.js";
import { attachPage } from "./page.js";

/** So long nothing is typed before the engine is asked, in milliseconds. */
const PAUSE = 80;

/** What asks for a field's words, by field. */
const answers = new WeakMap();

/**
 * Have a field answer.
 *
 * @param {HTMLInputElement} field Where the reader types.
 * @param {HTMLElement} around The dialog, or what is on the search page.
 * @returns {Promise<void>} When it has answered what is typed already.
 * @throws {Error} When the engine cannot be had; another try is welcome.
 */
export async function attach(field, around) {
  if (!answers.has(field)) answers.set(field, listen(field, around));
  const told = around.querySelector(".search-told");
  const slow = setTimeout(() => (told.textContent = "Getting the book’s index …"), 400);
  try {
    await start();
  } finally {
    clearTimeout(slow);
    told.textContent = "";
  }
  await answers.get(field)();
}

function listen(field, around) {
  const answer = around.matches("dialog") ? attachDialog(field, around) : attachPage(field, around);
  let pause = 0;
  field.addEventListener("input", () => {
    clearTimeout(pause);
    // Where the engine cannot be had, that is said already.
    pause = setTimeout(() => answer().catch(() => {}), PAUSE);
  });
  field.addEventListener("paste", (event) => paste(event, field));
  return answer;
}

/** A field has one line: of a traceback it takes the message, and the reader sees what is asked. */
function paste(event, field) {
  const text = event.clipboardData?.getData("text") ?? "";
  if (!text.trim().includes("\n")) return;
  event.preventDefault();
  field.setRangeText(messageOf(text), field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
