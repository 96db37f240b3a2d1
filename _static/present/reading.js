// Reads a page as it stands: its sections, each with its heading and the pieces that it shows. Nothing of
// the page is changed, and no page is written for it.

/** What belongs to the reading view alone. */
const PASSED =
  "script, style, link, .live-place, .flight-switch, .runs-on, .toctree-wrapper, .live-prompt, .present-end, [hidden]";
const HEADINGS = "h1, h2, h3, h4, h5, h6";
/** What has an example in it. */
const BLOCKS = ".live-block, .doctest, .condition";
/** Pieces that may be shown in parts, where they are higher than a screen. */
const DIVISIBLE = "ul, dl, blockquote, .condition, .docutils.container, .sd-container-fluid, .compound";

/**
 * @typedef {object} Section
 * @property {Element} root What it is in.
 * @property {string} id "" for the page's own beginning.
 * @property {HTMLElement|null} heading
 * @property {string} title
 * @property {string} above The title of the section around it, below the page's own.
 * @property {Element[]} pieces
 * @property {{element: HTMLTemplateElement, at: number, block: number}[]} notes Each stands before a piece;
 *   `block` is the next example, which the note is about.
 * @property {boolean} [inside] Whether its heading is in its first piece, which is then shown whole.
 *
 * @param {Element} article
 * @returns {Section[]} In the order of the page, the page's own beginning first.
 */
export function sectionsOf(article) {
  const found = [];
  const outermost = article.querySelector(":scope > section[id]:not(.live-prompt)");
  readInto(found, outermost ?? article, "", 0);
  return found.filter(({ heading, pieces }) => heading || pieces.length);
}

function readInto(found, container, above, depth) {
  const id = depth ? container.id : "";
  const own = { root: container, id, heading: null, title: "", above, pieces: [], notes: [] };
  const exercises = [];
  let waiting = [];
  found.push(own);
  for (const child of container.children) {
    if (!own.heading && child.matches(HEADINGS)) {
      own.heading = child;
      own.title = titleOf(child);
    } else if (child.matches("template[data-note-to-teacher]")) {
      waiting.push(child);
    } else if (child.matches(".exercise")) {
      exercises.push(exerciseOf(child, own.title, waiting));
      found.push(exercises.at(-1));
      waiting = [];
    } else if (child.matches("section[id]")) {
      own.notes.push(...waiting.map((element) => ({ element, at: own.pieces.length })));
      waiting = [];
      readInto(found, child, depth ? own.title : "", depth + 1);
    } else if (!child.matches(PASSED) && !isAnchor(child)) {
      own.notes.push(...waiting.map((element) => ({ element, at: own.pieces.length })));
      waiting = [];
      own.pieces.push(child);
    }
  }
  const last = exercises.at(-1) ?? own;
  last.notes.push(...waiting.map((element) => ({ element, at: last.pieces.length })));
  own.notes = own.notes.map((note, i) => ({ ...note, block: blockAfter(own.pieces, note.at, own.notes[i + 1]?.at) }));
}

/** @returns {number} The first example from a piece on, and before the next note; that piece where there is none. */
function blockAfter(pieces, at, end = pieces.length) {
  const found = pieces.findIndex((piece, i) => i >= at && i < end && piece.matches(BLOCKS));
  return found < 0 ? at : found;
}

/** An exercise is a section by itself, whatever stands around it. */
function exerciseOf(root, above, notes) {
  const heading = root.querySelector(".exercise-title");
  const found = notes.map((element) => ({ element, at: 0, block: 0 }));
  const title = titleOf(heading);
  return { root, id: root.id, heading, title, above, pieces: [root], notes: found, inside: true };
}

/** The empty element by which other pages refer to what follows. */
function isAnchor(element) {
  return element.matches("span[id]") && !element.childElementCount && !element.textContent.trim();
}

/** @returns {string} What a heading says, without the sign of the link to it, or of what is solved. */
export function titleOf(heading) {
  const copy = heading.cloneNode(true);
  for (const part of copy.querySelectorAll(".headerlink, button, .exercise-mark")) part.remove();
  // The stylesheet puts it on a line of its own.
  copy.querySelector(".exercise-number")?.append(":");
  return copy.textContent.replaceAll(/\s+/g, " ").trim();
}

/** @returns {Element[]} The parts of a piece that is too high; the piece itself where it has none. */
export function partsOf(piece) {
  const table = piece.matches("table") ? piece : piece.querySelector(":scope > table");
  const around = table ? table.querySelector(":scope > tbody") : piece.matches(DIVISIBLE) ? piece : null;
  const parts = [...(around?.children ?? [])].filter((part) => !part.matches("template, .badges"));
  return parts.length > 1 ? parts : [piece];
}

/** @returns {Element[]} What is shown beside parts of a piece: a table's head, a condition's badges. */
export function companionsOf(part, piece) {
  if (part === piece) return [];
  const table = part.closest("table");
  if (table && piece.contains(table)) {
    return [...table.querySelectorAll(":scope > :is(caption, colgroup, thead)")];
  }
  return [...piece.querySelectorAll(":scope > .badges")];
}

/** @returns {boolean} Whether a piece introduces what follows, and means nothing without it. */
export function isTied(piece) {
  return piece.matches("dt, .badges") || (piece.matches("p") && /[:：]$/.test(piece.textContent.trim()));
}

/** @returns {boolean} Whether a piece would better stand on one screen with what follows. */
export function isNear(piece) {
  return piece.matches("p") && Boolean(piece.nextElementSibling?.matches(".live-block, div[class*='highlight-']"));
}

/** @returns {number} The characters of the longest line of code in an element; output wraps by itself. */
export function columnsOf(element) {
  const blocks = element.matches("pre") ? [element] : [...element.querySelectorAll("pre")];
  const lines = blocks.flatMap((block) => {
    const all = block.textContent.split("\n");
    const typed = all.filter((line) => /^(>>>|\.\.\.)( |$)/.test(line));
    return typed.length ? typed : all;
  });
  return Math.max(0, ...lines.map((line) => line.length));
}
