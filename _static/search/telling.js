// What the search says in words: how many results, what was read as another word, what to do without any.

/**
 * Say how a search went, for all to read and for a screen reader to announce.
 *
 * @param {string} question What was typed.
 * @param {{results: {group: string}[], total: number, corrected: [string, string][]}} answer
 * @returns {string} A sentence or two.
 */
export function told(question, { results, total, corrected }) {
  const asked = corrected.map(([, other]) => `“${spelled(other, results)}”`).join(" and ");
  const instead = asked ? ` Searched for ${asked}.` : "";
  if (!total) {
    return `Nothing in the book has that.${instead} Try fewer words, one word of the message, or the name of what you call.`;
  }
  const errors = results.filter(({ group }) => group === "errors").length;
  const said = errors ? `, ${errors === total ? "" : `${errors} `}with this message` : "";
  return `${total} ${total === 1 ? "result" : "results"}${said}.${instead}`;
}

/** @returns {string} A word with the capitals that it has in a title. */
function spelled(word, results) {
  const titles = results.flatMap(({ page, path }) => [...path, page]).join(" ");
  return titles.match(/[\p{L}\p{N}_]+/gu)?.find((each) => each.toLowerCase() === word) ?? word;
}

/** What stands above a group of results. */
const GROUPS = { errors: "With this message", book: "In the book" };

/**
 * Put results into their groups.
 *
 * @param {{group: string}[]} results The best first.
 * @param {number} [errors] So many of those with a message at most.
 * @param {number} [most] So many in all.
 * @returns {[string, object[]][]} Each group that has any, with its heading: none, if there is but one.
 */
export function grouped(results, errors = Infinity, most = Infinity) {
  const met = results.filter(({ group }) => group === "errors").slice(0, errors);
  const others = results.filter(({ group }) => group === "book").slice(0, most - met.length);
  if (!met.length) return others.length ? [["", others]] : [];
  return [[GROUPS.errors, met], [GROUPS.book, others]].filter(([, group]) => group.length);
}

/**
 * Name the words that the page to which a result leads is to mark.
 *
 * @param {{group: string, found: string[]}} result
 * @returns {string} Words with spaces between, or "": those of a message would be all over the page.
 */
export function toMark({ group, found }) {
  const words = found.filter((word) => word.length > 2);
  return group === "errors" || words.length > 4 ? "" : words.join(" ");
}
