// A question in the page, with a button for each answer: nothing opens above the page.

import { element } from "./icons.js";

/**
 * Ask something; who asks again while it stands there takes it away.
 *
 * @param {object} settings
 * @param {HTMLElement} settings.after The question comes after this element.
 * @param {HTMLElement} settings.back Gets the focus when it is answered.
 * @param {string} settings.text
 * @param {Record<string, () => void>} settings.answers What each button says, and does. The last one
 *   gets the focus: it is the one that changes nothing.
 */
export function offer({ after, back, text, answers }) {
  if (after.nextElementSibling?.classList.contains("exercise-offer")) {
    after.nextElementSibling.remove();
    return;
  }
  const root = element("div", "exercise-offer", "", { role: "group", "aria-label": text });
  root.append(element("p", "", text));
  for (const [label, answer] of Object.entries(answers)) {
    const made = element("button", "", label, { type: "button", "data-action": "answer" });
    made.addEventListener("click", () => {
      root.remove();
      back.focus({ preventScroll: true });
      answer();
    });
    root.append(made);
  }
  root.addEventListener("keydown", ({ key }) => key === "Escape" && root.querySelector("button:last-child").click());
  after.after(root);
  root.querySelector("button:last-child").focus({ preventScroll: true });
}
