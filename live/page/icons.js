// Drawings of 16 by 16, in the colour of the text beside them. The build has them, too, for what it
// puts into the page: extensions/early.py.

import shapes from "./shapes.json" with { type: "json" };

/** Each is read once: a page has hundreds. */
const drawn = new Map();

/** @returns {SVGElement} A drawing, hidden from those who hear the page. */
export function icon(name) {
  if (!drawn.has(name)) drawn.set(name, draw(shapes[name]));
  return drawn.get(name).cloneNode(true);
}

function draw(shape) {
  const template = document.createElement("template");
  template.innerHTML =
    '<svg class="live-icon" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" ' +
    `stroke-width="1.5" stroke-linecap="round" aria-hidden="true" focusable="false">${shape}</svg>`;
  return template.content.firstChild;
}

/**
 * @param {string} action What `data-action` says.
 * @param {string} text What it shows.
 * @param {string} [what] What it is about, for those who hear it: "example 3".
 * @returns {HTMLButtonElement}
 */
export function button(action, text, what = "", drawing = action) {
  const made = document.createElement("button");
  made.type = "button";
  made.dataset.action = action;
  const label = document.createElement("span");
  label.textContent = text;
  made.append(icon(drawing), label);
  if (what) made.setAttribute("aria-label", `${text} ${what}`);
  return made;
}

/** @returns {HTMLElement} An element with a class, a text and attributes. */
export function element(name, className, text = "", attributes = {}) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text ?? "";
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
