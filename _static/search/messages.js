// Finds which message of the book a reader has pasted: a pasted one is full of words that are the
// reader's own, names, numbers and addresses, so it is compared by the runs of words that both have.

import { meant } from "./words.js";

/**
 * @typedef {object} Known A message that the book shows or explains.
 * @property {number} section The number of the section that has it.
 * @property {boolean} entry Whether that is an entry of the error catalogue.
 * @property {string} name The class of the error in lower case, or "".
 * @property {string[][]} parts Its words, parted where a name of the program stands.
 * @property {string[][]} own The names and values of the book's own example in it.
 */

/** Words that a message shares with every other one. */
const WEAK = new Set("a an and as at be but by for if in is it its no not of on or that the this to was with".split(" "));
/** A class of errors or warnings with what follows it. */
const ENDING = /(?:[\w.]*\.)?[A-Z]\w*(?:Error|Exception|Warning|Found|Greenlet|Exit|Interrupt)\s*:\s/;

/**
 * Take the message out of what was pasted: a traceback has it at its end.
 *
 * @param {string} pasted One line or many; a field has joined them.
 * @returns {string} The message, in one line.
 */
export function messageOf(pasted) {
  let text = pasted.replace(/\[SQL: .*|\(Background on this .*/s, "").trim();
  const chained = text.lastIndexOf("Traceback (most recent call last)");
  if (chained >= 0) {
    text = text.slice(chained);
    const lines = text.split(/\r?\n/).filter((line) => line.trim());
    // What is not indented ends the traceback; a message may have more lines than one.
    const first = lines.findIndex((line, number) => number > 0 && /^\S/.test(line));
    if (lines.length > 1 && first > 0) text = lines.slice(first).join(" ");
    else text = afterLines(text);
  }
  return text.replace(/\s+/g, " ").trim();
}

/** @returns {string} A traceback's message, when all lines have become one: its first class and what follows. */
function afterLines(text) {
  const lastFile = text.lastIndexOf('File "');
  const from = lastFile < 0 ? 0 : lastFile;
  const found = ENDING.exec(text.slice(from));
  if (!found) return text;
  // The field has glued the line above to the name: "return cart.lines)sqlalchemy.orm.exc.Detached…".
  const name = found[0].match(/(?:[a-z_][\w]*\.)*[A-Z]\w*\s*:\s$/)[0];
  return text.slice(from + found.index + found[0].length - name.length);
}

/** @returns {string[]} The words of a message in lower case, without its numbers. */
export function wordsOf(text) {
  // The modules of a class are the same for many: sqlalchemy.exc.
  const words = text.replace(/(?:\b[a-z_]\w*\.)+(?=[A-Z])/g, "").toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  return words.filter((word) => !/^(0x[\da-f]*|\d+)$/.test(word));
}

/** What differs from program to program: quoted names, objects, the sign for it in a heading. */
const VARIES = /…|\.{3}|<[^>]*>|'[^']*'|"[^"]*"|\([\w.]+(?:Error|Warning|Found|Violation)\)/g;

/**
 * Split a message into what is always there and what is of one program.
 *
 * @param {string} message As the book has it.
 * @returns {{name: string, parts: string[][], own: string[][]}} The class, if it begins with one,
 *     in lower case; and the words of both.
 */
export function split(message) {
  // The class stands apart: most messages share theirs with many others.
  const name = message.match(/^(?:\w+\.)*([A-Z]\w*): /);
  const bare = message.slice(name?.[0].length ?? 0);
  const own = [...bare.matchAll(VARIES)].map(([said]) => wordsOf(said)).filter((words) => words.length);
  const parts = bare.split(VARIES).map(wordsOf).filter((words) => words.length);
  const said = name?.[1].toLowerCase() ?? "";
  return parts.length ? { name: said, parts, own } : { name: said, parts: own, own: [] };
}

/** @returns {string[]} The longest run of words that is in both lists. */
export function longestRun(part, words) {
  let longest = [];
  for (let i = 0; i + longest.length < part.length; i++) {
    for (let j = 0; j + longest.length < words.length; j++) {
      let length = 0;
      while (i + length < part.length && part[i + length] === words[j + length]) length++;
      if (length > longest.length) longest = part.slice(i, i + length);
    }
  }
  return longest;
}

/** Knows all messages, and finds the sections of those that a query quotes. */
export class Messages {
  /** @param {Known[]} known All there are. */
  constructor(known) {
    this.known = known;
    this.counts = new Map();
    /** How many messages have a class. */
    this.names = new Map();
    for (const { name } of known) if (name) this.names.set(name, (this.names.get(name) ?? 0) + 1);
    for (const { parts, own } of known) {
      const words = new Set([...parts.flat(), ...own.flat()]);
      for (const word of words) this.counts.set(word, (this.counts.get(word) ?? 0) + 1);
    }
  }

  /** @returns {number} What some words weigh: the fewer messages have a word, the more it tells. */
  #weigh(words) {
    const weight = (word) => (WEAK.has(word) ? 0.02 : 1) / Math.sqrt(this.counts.get(word) ?? Infinity);
    return words.reduce((sum, word) => sum + weight(word), 0);
  }

  /**
   * Find the messages that a query quotes.
   *
   * One is met by half of its words, or by a query that is a piece of it. A part of a message counts
   * if it is there as a whole, or three words of it are.
   *
   * @param {string} query What the reader typed or pasted.
   * @returns {number[]} The sections that have them, the best first; none, when the query is about
   *     other things too, and names no class of errors.
   */
  meet(query) {
    const said = messageOf(query);
    const words = wordsOf(said).map((word) => meant(word, this.counts));
    const alone = /^(?:\w+\.)*(\w+):?$/.exec(said)?.[1].toLowerCase();
    const name = alone && meant(alone, this.names);
    // Who asks in words of their own has some in common with a message, and more that are not.
    const least = ENDING.test(`${said}: `) || name ? 1 : words.filter((word) => !WEAK.has(word)).length * 0.6;
    const rates = new Map();
    for (const each of this.known) {
      const found = this.#rate(each, words, least);
      // A class alone asks for all that the catalogue has of it.
      const rate = Math.max(found, each.entry && name && each.name === name ? 1 : 0);
      // Of two that say the same, the catalogue's entry is the one that explains it.
      const worth = rate * (each.entry ? 1.3 : 1);
      if (worth > (rates.get(each.section) ?? 0)) rates.set(each.section, worth);
    }
    const best = Math.max(...rates.values());
    return [...rates]
      .filter(([, rate]) => rate * 3 >= best)
      .sort(([section, rate], [other, its]) => its - rate || section - other)
      .map(([section]) => section);
  }

  /**
   * Weigh what a query has of a message.
   *
   * @returns {number} 0 when that is too little; more, when it is all of the message.
   */
  #rate({ parts, own }, words, least) {
    const runs = parts.map((part) => {
      const run = longestRun(part, words);
      // Two words are a name of many things, unless a message begins with them.
      const begins = words.length > 1 && run.length === words.length && run.every((word, i) => word === part[i]);
      return begins || run.length === part.length || run.length > 2 ? run : [];
    });
    const isPiece = words.length > 1 && runs.some((run) => run.length === words.length);
    const weight = this.#weigh(runs.flat());
    const whole = this.#weigh(parts.flat());
    if (!weight || !(isPiece || weight * 2 >= whole)) return 0;
    const same = own.map((name) => longestRun(name, words)).filter((run, i) => run.length === own[i].length);
    const covered = [...runs, ...same].flat().filter((word) => !WEAK.has(word));
    if (covered.length < least) return 0;
    const names = this.#weigh(same.flat());
    const fullness = isPiece ? 1 : (weight + names) / (whole + this.#weigh(own.flat()));
    return (weight + names / 2) * (0.5 + fullness ** 2);
  }
}
