// Which key does what while a page is presented, and which it leaves alone. Pure: knows no page.

/** What is done, the keys that do it as they are told to people, and what it is. */
export const KEYS = [
  ["next", ["→", "Page Down", "Space"], "Next screen"],
  ["previous", ["←", "Page Up", "Shift+Space"], "The screen before"],
  ["first", ["Home"], "First screen"],
  ["last", ["End"], "Last screen"],
  ["run", ["r"], "Run the next example on the screen"],
  ["hides", ["h"], "Hide or show what examples print"],
  ["panel", ["s"], "Session panel"],
  ["notes", ["n"], "Notes to the teacher, in a window of their own"],
  ["under", ["u"], "Notes under the screen"],
  ["larger", ["+"], "Larger type"],
  ["smaller", ["-"], "Smaller type"],
  ["normal", ["0"], "Type as it was"],
  ["timer", ["t"], "Stop the clock, or let it go on"],
  ["reset", ["Shift+T"], "Set the clock to nought"],
  ["blank", ["b", "."], "Blank the screen"],
  ["full", ["f"], "Fill the monitor"],
  ["help", ["?"], "Keys, and all screens"],
  ["leave", ["Esc"], "Back to reading"],
];

/** What the window with the notes hands on: all that acts on the class's screen, but what ends or fills it. */
export const PASSED_ON = new Set(KEYS.map(([action]) => action).filter((action) => !["notes", "full", "leave"].includes(action)));

const NAMED = {
  ArrowRight: "next",
  PageDown: "next",
  ArrowLeft: "previous",
  PageUp: "previous",
  Home: "first",
  End: "last",
  Escape: "leave",
};
const LETTERS = {
  r: "run",
  h: "hides",
  s: "panel",
  n: "notes",
  u: "under",
  "+": "larger",
  "=": "larger",
  "-": "smaller",
  0: "normal",
  t: "timer",
  T: "reset",
  b: "blank",
  ".": "blank",
  f: "full",
  "?": "help",
};

/**
 * @param {{key: string, shiftKey?: boolean, ctrlKey?: boolean, altKey?: boolean, metaKey?: boolean}} event
 * @param {boolean} [letters] Whether keys that are one character mean something (WCAG 2.1.4).
 * @returns {string} What is to be done, or "".
 */
export function actionOf({ key, shiftKey, ctrlKey, altKey, metaKey }, letters = true) {
  if (ctrlKey || altKey || metaKey) return "";
  if (key === " ") return shiftKey ? "previous" : "next";
  if (Object.hasOwn(NAMED, key)) return shiftKey ? "" : NAMED[key];
  if (!letters) return "";
  const name = shiftKey && key !== "T" ? key : key.length === 1 && !shiftKey ? key.toLowerCase() : key;
  return Object.hasOwn(LETTERS, name) ? LETTERS[name] : "";
}

/**
 * Who wants a key before the screen does.
 *
 * @param {string} key
 * @param {"field"|"button"|"scroller"|""} focused What has the focus: something to type into, something
 *   to press, something that scrolls by itself, or nothing of the kind.
 * @returns {boolean} Whether the key is left to it.
 */
export function isTheirs(key, focused) {
  if (focused === "field") return true;
  if (focused === "button") return key === " " || key === "Enter";
  if (focused === "scroller") return key === " " || (key !== "Escape" && Object.hasOwn(NAMED, key));
  return false;
}

/**
 * @param {{x: number, y: number}} from Where a finger came down, in pixels.
 * @param {{x: number, y: number}} to Where it was lifted.
 * @returns {"next"|"previous"|""} What a swipe means; scrolling and tapping mean nothing.
 */
export function swipe(from, to) {
  const across = to.x - from.x;
  if (Math.abs(across) < 60 || Math.abs(across) < 2 * Math.abs(to.y - from.y)) return "";
  return across < 0 ? "next" : "previous";
}
