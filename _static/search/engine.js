// The search engine: which sections of the book answer a question. Messages by messages.js, all else by MiniSearch.

import MiniSearch from "./minisearch.js";
import { excerpt } from "./excerpt.js";
import { Messages, messageOf, split } from "./messages.js";
import { meant, namesOf, stem, telling, termsOf } from "./words.js";

/**
 * @typedef {object} Result
 * @property {string} group "errors" for a message that was met, else "book".
 * @property {string} kind What it is: "page", "section", "error", "term" or "exercise".
 * @property {string} address Where it leads, from the site's root.
 * @property {string} page The title of its page.
 * @property {string[]} path The titles of the sections around it, and its own at the end.
 * @property {import("./excerpt.js").Piece[]} context A line of it, the words that were found marked.
 * @property {string[]} found The words that were found, in lower case.
 */

/** A title tells more than a text, and where it is a word of the glossary, most. */
const BOOST = { title: 6, anchor: 2, path: 1.5, page: 1.5, phrases: 4, messages: 2, names: 1, text: 2, further: 1 };
/** What a kind of section is worth, when all else is the same. */
const WORTH = { page: 1.25, section: 1, error: 1.05, term: 1.15, exercise: 0.5 };
/** These end every chapter: what they say stands above, too. */
const ASIDE = /^(Points to remember|Read more|Exercises|How to use this page|After this chapter you can)$/;
/** With less than this of the best one's score, a section that has all words, or some, is left out. */
const ENOUGH = 0.1;
const SOME_ENOUGH = 0.3;
/** So many sections that have a message are shown before all else. */
const ERRORS = 6;

/** Answers questions about a book. */
export class Engine {
  /** @param {{pages: [string, string][], sections: Object<string, any[]>}} index As extensions/search.py writes it. */
  constructor({ pages, sections }) {
    this.pages = pages;
    this.sections = sections.title.map((_, id) => {
      const said = Object.entries(sections).map(([name, column]) => [name, column[id]]);
      const { page, ...section } = Object.fromEntries(said);
      const [address, title] = pages[page];
      return { id, address, ...section, page: title };
    });
    /** The words that there are, and in how many fields of sections. */
    this.known = new Map();
    this.engine = new MiniSearch({
      fields: Object.keys(BOOST),
      tokenize: termsOf,
      processTerm: (term) => {
        this.known.set(term, (this.known.get(term) ?? 0) + 1);
        return term;
      },
      extractField: (section, field) => {
        const value = section[field];
        if (field === "anchor") return value.replaceAll("-", "_");
        // "Scoped sessions" is what scoped_session stands for.
        if (field === "title" && /^[\w ]{1,40}$/.test(value)) return `${value} ${value.replaceAll(" ", "_")}`;
        return Array.isArray(value) ? value.join(" \n ") : value;
      },
    });
    this.engine.addAll(this.sections);
    this.messages = new Messages(
      this.sections.flatMap(({ id, kind, title, phrases, messages }) => {
        const entry = kind === "error";
        const said = entry ? [title.replace(/ \(or .*\)$/, ""), ...phrases, ...messages] : messages;
        return [...new Set(said)].map((message) => ({ section: id, entry, ...split(message) }));
      }),
    );
  }

  /**
   * Answer a question.
   *
   * @param {string} question Words, names of code, or a message as it was pasted.
   * @param {number} [most] So many results at most.
   * @returns {{results: Result[], total: number, corrected: [string, string][]}} The best first, those
   *     with its message before all others; how many there are; and the words that were read as others.
   */
  ask(question, most = 40) {
    const errors = this.messages.meet(question).slice(0, ERRORS);
    const { terms, owners, corrected } = this.#read(messageOf(question));
    const found = this.#search(terms, owners);
    const words = new Map(found.map(({ id, terms: own }) => [id, own]));
    const results = [
      ...errors.map((id) => this.#result(id, "errors", words.get(id) ?? terms)),
      ...found.filter(({ id }) => !errors.includes(id)).map(({ id }) => this.#result(id, "book", words.get(id))),
    ];
    return { results: results.slice(0, most), total: results.length, corrected };
  }

  /**
   * Read a question.
   *
   * @returns {{terms: string[], owners: Set<string>, corrected: [string, string][]}} What is looked for;
   *     of these, the names that others are asked of; and the words that are read as others.
   */
  #read(question) {
    const corrected = [];
    const terms = namesOf(question).flatMap(({ whole, pieces }) => {
      if (this.#begins(whole)) return [whole];
      const other = meant(whole, this.known);
      if (other !== whole) {
        corrected.push([whole, other]);
        return [other];
      }
      // A name that the book has not: its pieces may be there.
      return [whole, ...pieces.map((piece) => meant(piece, this.known))];
    });
    // Of "Session.add_all" the last name is what is asked for.
    const owners = new Set([...question.matchAll(/(\w+)\.(?=[a-z_])/gi)].map(([, name]) => stem(name.toLowerCase())));
    return { terms: telling(terms), owners, corrected };
  }

  /** @returns {boolean} Whether a word of the book begins with these letters. */
  #begins(term) {
    return this.known.has(term) || (term.length > 2 && [...this.known.keys()].some((word) => word.startsWith(term)));
  }

  #search(terms, owners) {
    if (!terms.length) return [];
    const options = {
      boost: BOOST,
      // They are terms already.
      tokenize: (text) => text.split(" "),
      processTerm: (term) => term,
      // What follows a beginning may be what is still typed.
      prefix: (term, i, all) => term.length > (i === all.length - 1 ? 1 : 3),
      weights: { fuzzy: 0, prefix: 0.3 },
      // Sections are of a size: one that is longer says more, and is not worse for that.
      bm25: { k: 1.2, b: 0.4, d: 0.5 },
      boostTerm: (term) => (owners.has(term) ? 0.1 : 1),
      boostDocument: (id) => this.#worth(id),
    };
    const question = terms.join(" ");
    const all = this.engine.search(question, { ...options, combineWith: "AND" });
    const some = terms.length > 1 ? this.engine.search(question, options) : [];
    const isIn = new Set(all.map(({ id }) => id));
    // Who has all words comes before who has some of them more often.
    const merged = [
      ...all.map((each) => ({ ...each, score: each.score * 1.6 })),
      ...some.filter(({ id }) => !isIn.has(id)),
    ];
    const best = Math.max(0, ...merged.map(({ score }) => score));
    return merged
      .filter(({ id, score }) => score >= best * (isIn.has(id) ? ENOUGH : SOME_ENOUGH))
      .map((each) => ({ ...each, score: each.score * this.#exactness(each.id, question) }))
      .sort((one, other) => other.score - one.score || one.id - other.id);
  }

  /** @returns {number} What a section is worth beside others with the same words. */
  #worth(id) {
    const { kind, title } = this.sections[id];
    return WORTH[kind] * (ASIDE.test(title) ? 0.5 : 1);
  }

  /** @returns {number} More than 1 where the question is a section's title: most, where a word is explained. */
  #exactness(id, question) {
    const { kind, title, phrases } = this.sections[id];
    const said = [title, ...phrases].map((words) => telling(namesOf(words).map(({ whole }) => whole)).join(" "));
    if (!said.includes(question)) return 1;
    return kind === "term" ? 4 : 2.5;
  }

  #result(id, group, found) {
    const { kind, address, anchor, page, path, title, text, further, messages } = this.sections[id];
    // Of a long section only the beginning is here.
    const shown = text + (further && " …") || messages.join(" ");
    return {
      group,
      kind,
      address: anchor ? `${address}#${anchor}` : address,
      page,
      path: kind === "page" ? [] : [...path, title],
      context: excerpt(shown, found),
      found,
    };
  }
}
