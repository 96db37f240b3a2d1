// The site's search, for people who paste an error message.
//
// Sphinx's engine wants every word of a query on a page, and a pasted message is full of words that
// are the reader's own: names, numbers, addresses. So the query is first compared with the messages
// of the error catalogue, by the runs of words that both have. The entries that it meets come
// first; what the engine finds follows, or, if that is nothing, the pages with most of the words.

/**
 * @typedef {object} Entry A message that the catalogue has or points to.
 * @property {string} page The name of the page that explains it.
 * @property {string[]} anchors Where it stands there; the first is the one to link to.
 * @property {string} title The whole message.
 * @property {string} cause What it most often means, or the section that explains it.
 * @property {string[]} messages Its words, and other words for the same error.
 */

const CATALOGUE = "chapters/errors";

/** @returns {string[]} The words of a text in lower case, without its numbers. */
function wordsOf(text) {
  const words = text.toLowerCase().match(/[\p{Letter}\p{Number}_]+/gu) ?? [];
  return words.filter((word) => !/^(0x[\da-f]+|\d+)$/.test(word));
}

/** @returns {string[][]} The words of a message, parted where a name of the program stands. */
function partsOf(message) {
  return message.split("…").map(wordsOf).filter((part) => part.length);
}

/** @returns {string[]} The longest run of words that is in both lists. */
function longestRun(part, words) {
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

/**
 * Weigh the words of some texts: the fewer have a word, the more it tells.
 *
 * @param {string[][]} texts The words of each.
 * @param {Set<string>} stopwords Words that tell nothing.
 * @returns {(words: string[]) => number} What gives the weight of a list of words.
 */
function scales(texts, stopwords) {
  const counts = new Map();
  for (const word of texts.flatMap((text) => [...new Set(text)])) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const weigh = (word) => (stopwords.has(word) || !counts.has(word) ? 0 : 1 / counts.get(word));
  return (words) => words.reduce((sum, word) => sum + weigh(word), 0);
}

/**
 * Find the entries whose message a query quotes.
 *
 * An entry is met by half of one of its messages, or by a query that is a piece of one. A part of a
 * message counts if it is there as a whole, or three words of it are.
 *
 * @param {string} query What the reader typed or pasted.
 * @param {Entry[]} entries All there are.
 * @param {Set<string>} stopwords Words that tell nothing.
 * @returns {Entry[]} Those that it meets, the best first.
 */
function meet(query, entries, stopwords) {
  const words = wordsOf(query);
  const weigh = scales(entries.map(({ messages }) => messages.flatMap(wordsOf)), stopwords);
  const rate = (message) => {
    const parts = partsOf(message);
    const runs = parts.map((part) => {
      const run = longestRun(part, words);
      return run.length === part.length || run.length > 2 ? run : [];
    });
    const isPiece = words.length > 3 && runs.some((run) => run.length === words.length);
    const weight = weigh(runs.flat());
    return isPiece || weight * 2 >= weigh(parts.flat()) ? weight : 0;
  };
  const rated = entries.map((entry) => ({ entry, rate: Math.max(...entry.messages.map(rate)) }));
  const best = Math.max(...rated.map((one) => one.rate));
  return rated
    .filter((one) => one.rate > 0 && one.rate * 3 >= best)
    .sort((one, other) => other.rate - one.rate)
    .map((one) => one.entry);
}

/**
 * Find the pages with most of the words.
 *
 * @param {Map<string, string[]>} pages The pages that have a word, for each word.
 * @returns {string[]} Those with at least half of what tells, the best first.
 */
function mostOf(pages) {
  const counts = new Map();
  let all = 0;
  for (const found of pages.values()) {
    if (found.length) all += 1 / found.length;
    for (const page of found) counts.set(page, (counts.get(page) ?? 0) + 1 / found.length);
  }
  const enough = [...counts].filter(([, count]) => count * 2 >= all);
  return enough.sort((one, other) => other[1] - one[1]).map(([page]) => page);
}

/**
 * Read the entries of the catalogue from its page.
 *
 * @param {Document} page The page, as it was built.
 * @param {[string, string][]} phrases Its entries in the book's index, each with its anchor.
 * @returns {Entry[]} Its own messages, then those that it leaves to a chapter.
 */
function readEntries(page, phrases) {
  const own = [...page.querySelectorAll("#all-messages tbody tr")].map((row) => {
    const link = row.querySelector("a");
    const label = link.hash.slice(1);
    const section = page.getElementById(label).closest("section");
    const title = section.querySelector("h3 code").textContent;
    const ids = [...section.querySelectorAll(":scope > span[id]")].map((span) => span.id);
    const anchors = [label, section.id, ...ids];
    const others = phrases.filter(([, anchor]) => anchors.includes(anchor));
    return {
      page: CATALOGUE,
      anchors: anchors.map((anchor) => `#${anchor}`),
      title,
      cause: row.lastElementChild.textContent.trim(),
      // The class is left out: most messages share theirs with many others.
      messages: [title.replace(/^\w+: /, ""), link.textContent, ...others.map(([phrase]) => phrase)],
    };
  });
  const left = [...page.querySelectorAll("#all-messages li")].map((item) => {
    const link = item.querySelector("a");
    const message = item.querySelector("code").textContent;
    const [file, anchor] = link.getAttribute("href").split("#");
    return {
      page: file ? CATALOGUE.replace(/[^/]*$/, file.replace(/\.html$/, "")) : CATALOGUE,
      anchors: [anchor ? `#${anchor}` : ""],
      title: message,
      cause: link.textContent,
      messages: [message],
    };
  });
  return [...own, ...left];
}

/** @returns {Promise<Entry[]>} The catalogue's entries; none, if its page cannot be had. */
async function fetchEntries() {
  const { docnames, indexentries } = Search._index;
  const phrases = Object.entries(indexentries).flatMap(([phrase, places]) =>
    places.filter(([file]) => docnames[file] === CATALOGUE).map(([, id]) => [phrase, id]),
  );
  try {
    const root = document.documentElement.dataset.content_root;
    const answer = await fetch(root + CATALOGUE + DOCUMENTATION_OPTIONS.FILE_SUFFIX);
    if (!answer.ok) return [];
    return readEntries(new DOMParser().parseFromString(await answer.text(), "text/html"), phrases);
  } catch {
    return []; // a copy that is read without a server
  }
}

// From here on the glue to Sphinx. A result is [page, title, anchor, description, score, file, kind].

/** @returns {Array[]} What Sphinx finds, or else the pages with most of the words; the best first. */
function askEngine(parsed) {
  const found = Search._performSearch(...parsed).reverse();
  if (found.length) return found;
  const results = new Map();
  const pages = new Map();
  for (const word of parsed[1]) {
    const having = Search.performTermsSearch(new Set([word]), new Set());
    for (const result of having) results.set(result[0], result);
    pages.set(word, having.map(([page]) => page));
  }
  return mostOf(pages).map((page) => results.get(page));
}

Search.query = async (query) => {
  const entries = await fetchEntries();
  const parsed = Search._parseQuery(query);
  const [, , , marked] = parsed;
  const met = meet(query, entries, stopwords);
  const asResult = ({ page, anchors, title, cause }) =>
    [page, title, anchors[0], cause, 0, "", SearchResultKind.title];
  // The engine knows an entry by its heading and by each of its phrases, and shows none of them.
  const known = ([page, , anchor]) =>
    anchor && entries.find((entry) => entry.page === page && entry.anchors.includes(anchor));
  const found = askEngine(parsed)
    // Once there is an entry, nobody needs the whole catalogue.
    .filter(([page, , anchor]) => !met.length || anchor || page !== CATALOGUE)
    .map((result) => known(result) || result);
  const results = [...new Set([...met, ...found])].map((result) =>
    Array.isArray(result) ? result : asResult(result),
  );
  // The words of a whole message would be marked all over the page to which it leads.
  const isLong = marked.size > 4;
  if (isLong) localStorage.removeItem("sphinx_highlight_terms");
  _displayNextItem(results.reverse(), results.length, parsed[1], isLong ? [] : marked);
};

// What is shown of a page begins with its text: no buttons, no records of what examples did.
Search.htmlToText = (html, anchor) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  const article = page.querySelector("article.bd-article") ?? page.body;
  const aside = article.querySelectorAll(".headerlink, .flight-record, script, style");
  for (const element of aside) element.remove();
  const part = anchor ? page.getElementById(decodeURIComponent(anchor.slice(1))) : null;
  return part?.textContent || article.textContent;
};
