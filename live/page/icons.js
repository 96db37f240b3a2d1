// Drawings of 16 by 16, in the colour of the text beside them.

const SHAPES = {
  run: '<path d="M4.5 2.8v10.4l8.3-5.2z" fill="currentColor" stroke-linejoin="round"/>',
  edit: '<path d="M3 13l.7-3 7-7 2.3 2.3-7 7z"/>',
  reset: '<path d="M3.4 5.2A5.3 5.3 0 1 1 2.7 8M3 2v3.4h3.4"/>',
  share:
    '<path d="M6.7 9.3a2.6 2.6 0 0 0 3.7 0l2.3-2.3A2.6 2.6 0 0 0 9 3.3l-.9.9' +
    'M9.3 6.7a2.6 2.6 0 0 0-3.7 0L3.3 9A2.6 2.6 0 0 0 7 12.7l.9-.9"/>',
  all: '<path d="M2.5 3v10l5.6-5zM8.5 3v10l5.6-5z" fill="currentColor" stroke-linejoin="round"/>',
  stop: '<rect x="3.5" y="3.5" width="9" height="9" rx="1" fill="currentColor"/>',
  panel: '<rect x="2" y="3" width="12" height="10" rx="1.5"/><path d="M10 3v10"/>',
  close: '<path d="M4 4l8 8M12 4l-8 8"/>',
  check: '<path d="M2.8 8.6l3.4 3.4 7-7.6"/>',
  hint:
    '<path d="M6 12.2h4M6.6 14.2h2.8M8 1.9a4.3 4.3 0 0 0-2.4 7.9c.5.4.7.8.7 1.3h3.4c0-.5.2-.9.7-1.3A4.3 4.3 0 0 0 8 1.9z"/>',
  solution: '<path d="M1.5 8s2.4-4.3 6.5-4.3S14.5 8 14.5 8s-2.4 4.3-6.5 4.3S1.5 8 1.5 8z"/><circle cx="8" cy="8" r="1.9"/>',
  up: '<path d="M8 13V3.4M3.8 7.4L8 3.2l4.2 4.2"/>',
  down: '<path d="M8 3v9.6M3.8 8.6L8 12.8l4.2-4.2"/>',
  save: '<path d="M8 2.5v7.6M4.8 7.2L8 10.4l3.2-3.2M2.5 13.5h11"/>',
  load: '<path d="M8 10.4V2.8M4.8 5.8L8 2.6l3.2 3.2M2.5 13.5h11"/>',
  wide: '<path d="M6 4L2.5 8 6 12M10 4l3.5 4-3.5 4"/>',
};

/** @returns {SVGElement} A drawing, hidden from those who hear the page. */
export function icon(name) {
  const template = document.createElement("template");
  template.innerHTML =
    '<svg class="live-icon" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" ' +
    `stroke-width="1.5" stroke-linecap="round" aria-hidden="true" focusable="false">${SHAPES[name]}</svg>`;
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
