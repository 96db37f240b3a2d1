// Makes elements, and the drawings on the buttons.

const SHAPES = {
  previous: '<path d="M10 3L5 8l5 5"/>',
  next: '<path d="M6 3l5 5-5 5"/>',
  run: '<path d="M4.5 2.8v10.4l8.3-5.2z" fill="currentColor" stroke-linejoin="round"/>',
  stop: '<rect x="3.5" y="3.5" width="9" height="9" rx="1" fill="currentColor"/>',
  hides: '<path d="M1.5 8s2.4-4.2 6.5-4.2S14.5 8 14.5 8s-2.4 4.2-6.5 4.2S1.5 8 1.5 8z"/><circle cx="8" cy="8" r="1.9"/>',
  hidden: '<path d="M1.5 8s2.4-4.2 6.5-4.2S14.5 8 14.5 8s-2.4 4.2-6.5 4.2S1.5 8 1.5 8zM2.5 13.5l11-11"/>',
  panel: '<rect x="2" y="3" width="12" height="10" rx="1.5"/><path d="M10 3v10"/>',
  notes: '<path d="M3 2.5h10v8l-3 3H3z M5.5 6h5M5.5 9h3"/>',
  help: '<path d="M5.6 6a2.4 2.4 0 1 1 3.6 2.1c-.8.5-1.2.9-1.2 1.8M8 12.6v.1"/>',
  leave: '<path d="M4 4l8 8M12 4l-8 8"/>',
};

/** @returns {HTMLElement} An element with a class, a text and attributes. */
export function element(name, className = "", text = "", attributes = {}) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** @returns {SVGElement} A drawing, hidden from those who hear the page. */
export function icon(name) {
  const template = document.createElement("template");
  template.innerHTML =
    '<svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.5" ' +
    `stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${SHAPES[name]}</svg>`;
  return template.content.firstChild;
}

/**
 * @param {string} action What `data-present` says: what is done.
 * @param {string} label What it is called.
 * @param {string} key The key that does the same, for its title.
 * @returns {HTMLButtonElement} With a drawing alone.
 */
export function iconButton(action, label, key) {
  const made = element("button", "", "", { type: "button", "data-present": action });
  draw(made, action, label, key);
  return made;
}

/** Give a button a drawing, a name, and the key that does the same, if there is one. */
export function draw(button, drawing, label, key = "") {
  button.replaceChildren(icon(drawing));
  button.setAttribute("aria-label", label);
  button.title = key ? `${label} (${key})` : label;
}
