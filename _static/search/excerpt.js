// Picks the line of a text that shows why it was found, and marks the words.

import { termsOf } from "./words.js";

/**
 * @typedef {object} Piece
 * @property {string} text A stretch of the line.
 * @property {boolean} marked Whether it was looked for.
 */

/** A line has about so many characters. */
const LENGTH = 150;

/**
 * Mark what was found in a text.
 *
 * @param {string} text Any text.
 * @param {Iterable<string>} found Words, as `termsOf` gives them.
 * @returns {Piece[]} The whole text, in order.
 */
export function marked(text, found) {
  const wanted = new Set(found);
  const pieces = [];
  const add = (said, isMarked) => {
    if (!said) return;
    const last = pieces.at(-1);
    if (last && last.marked === isMarked) last.text += said;
    else pieces.push({ text: said, marked: isMarked });
  };
  let end = 0;
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}_]+/gu)) {
    add(text.slice(end, index), false);
    add(
      word,
      termsOf(word).some((term) => wanted.has(term)),
    );
    end = index + word.length;
  }
  add(text.slice(end), false);
  return pieces;
}

/**
 * Pick a line.
 *
 * @param {string} text Any text.
 * @param {Iterable<string>} found Words, as `termsOf` gives them.
 * @param {number} [length] About so long, in characters.
 * @returns {Piece[]} The stretch with the most of the words, from the beginning of a word; with an
 *     ellipsis where it leaves something out.
 */
export function excerpt(text, found, length = LENGTH) {
  const wanted = new Set(found);
  if (text.length <= length) return marked(text, wanted);
  const hits = [...text.matchAll(/[\p{L}\p{N}_]+/gu)]
    .map(({ 0: word, index }) => ({ index, terms: termsOf(word).filter((term) => wanted.has(term)) }))
    .filter(({ terms }) => terms.length);
  let start = 0;
  let most = 0;
  for (const { index } of hits) {
    const inside = hits.filter((hit) => hit.index >= index && hit.index < index + length - 30);
    const different = new Set(inside.flatMap(({ terms }) => terms)).size;
    if (different > most) [start, most] = [index, different];
  }
  // A sentence that begins shortly before is better to read than one that is cut.
  const before = text.slice(Math.max(0, start - 60), start);
  const sentence = Math.max(before.lastIndexOf(". "), before.lastIndexOf("? "), before.lastIndexOf(": "));
  if (start <= 60) start = 0;
  else if (sentence >= 0) start -= before.length - sentence - 2;
  else start -= before.length - before.indexOf(" ") - 1;
  let end = start + length >= text.length ? text.length : text.lastIndexOf(" ", start + length);
  if (end <= start) end = Math.min(text.length, start + length);
  const line = `${start ? "… " : ""}${text.slice(start, end)}${end < text.length ? " …" : ""}`;
  return marked(line, wanted);
}
