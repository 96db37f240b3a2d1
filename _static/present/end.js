// The screen after the last: it leads to the book's next page, which is then presented too, and holds the
// page's scratch prompt.

import { element } from "./elements.js";

/**
 * Put it at the end of the article.
 *
 * @returns {{root: HTMLElement, section: import("./reading.js").Section, next: string|null,
 *   nextTitle: string|null, remove: () => void}} `next` is the address under which the next page is presented.
 */
export function endOf(article) {
  const page = article.querySelector("h1")?.firstChild?.textContent ?? document.title;
  const link = document.querySelector("link[rel=next]");
  const title = link ? document.querySelector(".right-next .prev-next-title")?.textContent || link.title : null;
  const next = link && new URL("#present", link.href).href;
  const root = element("section", "present-end", "", { "aria-labelledby": "present-end-title" });
  const heading = element("h2", "", link ? "What comes next" : "The end", { id: "present-end-title" });
  const about = element("p", "present-end-about", link ? `${page} ends here.` : `${page} is the last page of the book.`);
  root.append(about, heading);
  if (link) {
    const go = element("p", "present-end-next");
    go.append(element("a", "", title, { href: next }), " →");
    root.append(go);
  }
  const prompt = article.querySelector(":scope > .live-prompt");
  if (prompt) prompt.before(root);
  else article.append(root);
  const pieces = prompt ? [root, prompt] : [root];
  return {
    root,
    section: { root, id: "end-of-page", heading, title: heading.textContent, above: "", pieces, notes: [], inside: true },
    next,
    nextTitle: title,
    remove: () => root.remove(),
  };
}
