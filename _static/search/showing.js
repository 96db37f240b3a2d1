// Makes the elements of a result: where it is, what it is called, and the line that shows why.

import { marked } from "./excerpt.js";
import { toMark } from "./telling.js";

/** The site's root: this file lies in _static/search/. */
const ROOT = new URL("../../", import.meta.url);
const KINDS = { error: "error", term: "glossary", exercise: "exercise" };

/** @returns {HTMLElement} An element with a class and what is in it. */
export function element(tag, name, ...children) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(...children.filter((child) => child !== ""));
  return made;
}

function pieces(list) {
  return list.map(({ text, marked: isMarked }) => (isMarked ? element("mark", "", text) : text));
}

/**
 * Make the link of a result.
 *
 * @param {object} result As the engine gives it.
 * @returns {HTMLAnchorElement} A link, with all that is said of the result in it.
 */
export function linkOf(result) {
  const { kind, page, path, address, found, context } = result;
  const title = path.at(-1) ?? page;
  const around = path.length ? [page, ...path.slice(0, -1)] : [];
  const where = [KINDS[kind], around.join(" › ")].filter(Boolean).join(" · ");
  const link = element("a", `search-result search-${kind}`);
  link.href = new URL(address, ROOT);
  link.append(element("span", "search-title", ...pieces(marked(title, found))));
  if (where) link.append(element("span", "search-where", where));
  if (context.length) link.append(element("span", "search-context", ...pieces(context)));
  link.addEventListener("click", () => keepWords(link, toMark(result)));
  return link;
}

/** Leave the words for Sphinx's own script, which marks them on the next page that is loaded. */
function keepWords(link, words) {
  if (link.pathname === location.pathname) return;
  try {
    localStorage.setItem("sphinx_highlight_terms", words);
  } catch {
    // A browser that keeps nothing marks nothing.
  }
}
