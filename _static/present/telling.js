// What is told of a screen: to the window with the notes, and under the screen.

import { element } from "./elements.js";
import { htmlOf } from "./notes.js";
import { titleOf } from "./reading.js";

/** @returns {string} What a screen is called. */
const nameOf = ({ section, part, parts }) => (parts > 1 ? `${section.title} (${part} of ${parts})` : section.title);

/**
 * @param {import("./stage.js").Slide[]} slides
 * @param {number} at The one that is shown, from 0.
 * @param {string|null} nextPage What comes after the last.
 * @returns {object} What the notes' window shows of it. `begins` and `later` stand where it has no note:
 *   how the next screen begins, and the number of the next screen that has one, or 0.
 */
export function told(slides, at, nextPage) {
  const slide = slides[at];
  const next = slides[at + 1];
  return {
    at: `${at + 1} of ${slides.length}`,
    above: slide.section.above,
    heading: nameOf(slide),
    note: htmlOf(slide.notes),
    next: next ? nameOf(next) : (nextPage ?? ""),
    begins: next ? beginningOf(next) : null,
    later: 1 + slides.findIndex(({ notes }, i) => i > at && notes.length),
  };
}

/** @returns {{text: string, code: boolean}|null} The first line that a screen shows below its heading. */
function beginningOf({ section, shown }) {
  const first = shown.find((each) => each !== section.heading && each.textContent.trim());
  if (!first) return null;
  const code = first.matches("pre") ? first : first.matches(".live-block, [class*='highlight-']") && first.querySelector("pre");
  const text = code
    ? code.textContent.split("\n").find((line) => line.trim()).trim()
    : titleOf(first.querySelector("p, li") ?? first);
  return { text: shortened(text), code: Boolean(code) };
}

function shortened(text) {
  return text.length > 140 ? `${text.slice(0, 140).replace(/\s+\S*$/, "")} …` : text;
}

/** Fill what stands under the screen. */
export function fillUnder(under, { note, next, later }) {
  const none = later ? `No note for this screen. The next one: screen ${later}.` : "No note for this screen.";
  if (note) under.innerHTML = note;
  else under.replaceChildren(element("p", "", none));
  if (next) under.append(element("p", "present-following", `Next: ${next}`));
}
