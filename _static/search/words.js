// The words of a text, as the search keeps and compares them: names of code whole and in pieces.

/** Words that stand everywhere and tell nothing, and those with which people begin a question. */
const STOPWORDS = new Set(
  ("a an and are as at be been but by can could did do does for from had has have how i if in into is it its " +
    "may me my of on or our shall she should so than that the their them then there these they this to too " +
    "use using want was way we were what when where which who whom whose why will with would you your").split(" "),
);

/** Letters and digits: "add_all", "expire_on_commit", and "N+1", which is a word, too. */
const NAME = /[\p{L}\p{N}_]+(?:\+\d+)?/gu;

/** What is the reader's own in a message: addresses and long numbers. */
const OWN = /^(0x[\da-f]*|\d{3,})$/;

/**
 * Take the plural, or the third person, off a word: objects, queries, commits.
 *
 * @param {string} word In lower case.
 * @returns {string} Its stem.
 */
export function stem(word) {
  if (word.length < 4 || /(ss|us|is)$/.test(word)) return word;
  if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(sh|ch|ss|x)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith("s") ? word.slice(0, -1) : word;
}

/** @returns {string[]} The pieces of a name: begin_nested is begin, nested; NoResultFound three words. */
function piecesOf(name) {
  return name
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .split(/[\s_]+/)
    .filter(Boolean);
}

/**
 * Take the names of a text apart.
 *
 * @param {string} text Any text.
 * @returns {{whole: string, pieces: string[]}[]} Its words in lower case, in order; each name of code
 *     with its pieces, if it has more than one.
 */
export function namesOf(text) {
  const names = [];
  for (const [said] of text.matchAll(NAME)) {
    // Most words are words, and there are a hundred thousand of them.
    if (/^[a-z]{2,}$/.test(said)) {
      names.push({ whole: stem(said), pieces: [] });
      continue;
    }
    const [whole] = kept([said.replace(/^_+|_+$/g, "")]);
    const pieces = kept(piecesOf(said));
    if (whole) names.push({ whole, pieces: pieces.length > 1 ? pieces : [] });
  }
  return names;
}

function kept(words) {
  const terms = words.map((word) => stem(word.toLowerCase()));
  return terms.filter((term) => term && !OWN.test(term) && (term.length > 1 || /\d/.test(term)));
}

/**
 * Split a text into what it is found by.
 *
 * @param {string} text Any text.
 * @returns {string[]} Its words in lower case; a name of code as a whole first, then its pieces.
 */
export function termsOf(text) {
  return namesOf(text).flatMap(({ whole, pieces }) => [whole, ...pieces]);
}

/**
 * Drop what tells nothing from the words of a question, unless nothing else is there.
 *
 * @param {string[]} terms Words, as `termsOf` gives them.
 * @returns {string[]} Those that tell something, each once.
 */
export function telling(terms) {
  const kept = terms.filter((term) => !STOPWORDS.has(term));
  return [...new Set(kept.length ? kept : terms)];
}

/**
 * Count the typos between two words: letters that are missing, too many, other, or swapped.
 *
 * @param {string} one A word.
 * @param {string} other Another.
 * @param {number} most Beyond this, the exact number does not matter.
 * @returns {number} How many; `most + 1` when there are more.
 */
export function typos(one, other, most) {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before = [];
  let last = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (swapped) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > most) return most + 1;
    [before, last] = [last, row];
  }
  return Math.min(last[other.length], most + 1);
}

/** @returns {number} How many typos a word may have and still be taken for another. */
export function forgiven(word) {
  if (/\d/.test(word) || word.length < 5) return 0;
  return word.length < 8 ? 1 : 2;
}

/**
 * Find the word that was meant.
 *
 * @param {string} word What was typed.
 * @param {Map<string, number>} known The words that there are, and how often.
 * @returns {string} The nearest of them, of those the most frequent; the word itself when none is near.
 */
export function meant(word, known) {
  const most = forgiven(word);
  if (!most || known.has(word)) return word;
  let best = word;
  let fewest = most + 1;
  for (const [other, count] of known) {
    // Nobody mistakes the first letter and another one, too.
    if (other[0] !== word[0] && most > 1 && other[1] !== word[1]) continue;
    const found = typos(word, other, Math.min(most, fewest));
    const better = found < fewest || (found === fewest && found <= most && count > (known.get(best) ?? 0));
    if (better) [best, fewest] = [other, found];
  }
  return best;
}
