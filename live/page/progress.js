// What the reader has solved, for the whole book: kept by the browser, saved to a file and loaded from
// one. Nothing is sent anywhere. The command line reads and writes the same file.

/** The form of the file; another is refused. */
const FORMAT = 1;
/** More than this nobody has solved, tried or typed: such a file is not ours. */
const LARGEST = 1_000_000;

const NO_FILE = "This is not a file with progress. Nothing is changed.";
const OTHER_BOOK = "This file tells of another book. Nothing is changed.";
const NEWER = "This file was written by a newer version of the book. Nothing is changed.";

/**
 * @typedef {object} One What is known of one exercise.
 * @property {"passed"|"failed"} state Where no answer was checked: failed, after no tries.
 * @property {number} tries How many answers were checked.
 * @property {number} hints How many hints were shown.
 * @property {boolean} solution Whether the solution was.
 *
 * @typedef {Record<string, One>} Exercises By the exercise's key, `transactions/all-or-nothing`.
 */

/** @returns {Exercises} What of some data is progress; of anything else nothing. */
export function sound(data) {
  const kept = {};
  if (typeof data !== "object" || data === null || Array.isArray(data)) return kept;
  for (const [key, one] of Object.entries(data)) {
    if (!/^[\w./-]{1,200}$/.test(key) || typeof one !== "object" || one === null) continue;
    const state = one.state === "passed" ? "passed" : "failed";
    kept[key] = { state, tries: count(one.tries), hints: count(one.hints), solution: one.solution === true };
  }
  return kept;
}

function count(number) {
  return Number.isInteger(number) && number > 0 && number < LARGEST ? number : 0;
}

/**
 * Put two accounts of the same reader together: passed wins, and the larger numbers.
 *
 * @param {Exercises} one
 * @param {Exercises} other
 * @returns {Exercises}
 */
export function merge(one, other) {
  const merged = { ...one };
  for (const [key, theirs] of Object.entries(other)) {
    const ours = merged[key];
    merged[key] = ours ? mergeOne(ours, theirs) : theirs;
  }
  return merged;
}

function mergeOne(ours, theirs) {
  return {
    state: [ours.state, theirs.state].includes("passed") ? "passed" : "failed",
    tries: Math.max(ours.tries, theirs.tries),
    hints: Math.max(ours.hints, theirs.hints),
    solution: ours.solution || theirs.solution,
  };
}

/**
 * @param {One} one What was known before.
 * @param {{verdict?: "passed"|"failed", hints?: number, solution?: boolean}} event
 * @returns {One} A later failure leaves what was passed as it is.
 */
export function after(one, { verdict, hints = 0, solution = false }) {
  const { state, tries = 0, hints: seen = 0, solution: shown = false } = one ?? {};
  return {
    state: [state, verdict].includes("passed") ? "passed" : "failed",
    tries: tries + (verdict ? 1 : 0),
    hints: Math.max(seen, hints),
    solution: shown || solution,
  };
}

/** @returns {"todo"|"failed"|"passed"} The state that an exercise shows. */
export function stateOf(one) {
  return one?.state === "passed" ? "passed" : one?.tries ? "failed" : "todo";
}

/** @returns {number} How many of some exercises are passed. */
export function solved(exercises, keys) {
  return keys.filter((key) => exercises[key]?.state === "passed").length;
}

/**
 * @param {Exercises} exercises
 * @param {string} who Whose progress it is, as they say.
 * @param {Date} now
 * @param {string} book Of which book it is.
 * @returns {string} The text of the file.
 */
export function toFile(exercises, who, now, book) {
  const said = { format: FORMAT, book, who, saved: now.toISOString(), exercises };
  return `${JSON.stringify(said, null, 1)}\n`;
}

/**
 * @param {string} who As in the file. Where nobody is named, the day tells one file from another.
 * @param {Date} now
 * @returns {string} The name of the file: a class's files lie in one folder.
 */
export function fileName(who, now) {
  const named = who.normalize("NFC").replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, "-").replaceAll(/^-|-$/g, "").slice(0, 60);
  return `session-progress-${named.toLowerCase() || now.toISOString().slice(0, 10)}.json`;
}

/**
 * @param {string} text The text of a file.
 * @param {string} book The book that it has to be of.
 * @returns {{who: string, exercises: Exercises}}
 * @throws {Error} With a sentence for the reader, where it is no such file.
 */
export function fromFile(text, book) {
  let said = null;
  try {
    said = JSON.parse(text);
  } catch {
    throw new Error(NO_FILE);
  }
  const { format, book: named = book, who, exercises } = Object(said);
  if (typeof named === "string" && named !== book) throw new Error(OTHER_BOOK);
  if (Number.isInteger(format) && format > FORMAT && named === book) throw new Error(NEWER);
  if (format !== FORMAT || named !== book || Object(exercises) !== exercises) throw new Error(NO_FILE);
  if (Array.isArray(exercises)) throw new Error(NO_FILE);
  return { who: typeof who === "string" ? who : "", exercises: sound(exercises) };
}

/** The progress of the reader in this browser. One that keeps nothing keeps it for this page. */
export class Progress {
  /** What could not be kept. */
  #memory = null;

  /**
   * @param {Storage} storage
   * @param {string} site The address of the book's root: two books at one host are two.
   * @param {string} book What the book is called.
   */
  constructor(storage, site, book) {
    this.storage = storage;
    this.book = book;
    this.key = `exercise-progress:${site}`;
    this.nameKey = `exercise-who:${site}`;
  }

  /** @returns {Exercises} As it is now, also where another tab has written it. */
  read() {
    if (this.#memory) return this.#memory;
    try {
      const text = this.storage.getItem(this.key);
      return text === null ? {} : sound(JSON.parse(text)?.exercises);
    } catch {
      return {};
    }
  }

  /** Note what happened to an exercise; see `after`. */
  note(key, event) {
    const now = this.read();
    this.#write({ ...now, [key]: after(now[key], event) });
  }

  /** Add what a file tells. */
  add(exercises) {
    this.#write(merge(this.read(), exercises));
  }

  forget() {
    this.#write({});
  }

  #write(exercises) {
    try {
      this.storage.setItem(this.key, JSON.stringify({ exercises }));
      this.#memory = null;
    } catch {
      this.#memory = exercises; // it holds for this page, then
    }
  }

  /** Whose progress it is, as they say. */
  get who() {
    try {
      return this.storage.getItem(this.nameKey) ?? "";
    } catch {
      return "";
    }
  }

  set who(name) {
    try {
      this.storage.setItem(this.nameKey, name);
    } catch {
      // It is asked for again, then.
    }
  }

  /** Whether an event of the browser's storage means this. */
  isMeant({ key }) {
    return key === this.key || key === null;
  }
}
