// The search page: results as a list of links, and the question in the address.

import { ask } from "./asking.js";
import { element, linkOf } from "./showing.js";
import { grouped, told } from "./telling.js";

/**
 * Have the search page answer; a question in the address is asked at once.
 *
 * @param {HTMLInputElement} field
 * @param {HTMLElement} around What is on the page.
 * @returns {() => Promise<void>} What asks for the field's words and shows the answer.
 */
export function attachPage(field, around) {
  const said = around.querySelector(".search-told");
  const place = around.querySelector("#search-results");
  const title = document.title;
  const given = new URL(location).searchParams.get("q") ?? "";
  field.value ||= given;
  /** Whether the address is that of a question that is complete: another one then comes after it. */
  let complete = Boolean(given);

  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    answer();
    complete = true;
  });
  window.addEventListener("popstate", () => {
    field.value = new URL(location).searchParams.get("q") ?? "";
    complete = true;
    show();
  });

  async function answer() {
    const address = addressOf(field.value);
    if (address.href !== location.href) {
      if (complete) history.pushState(null, "", address);
      else history.replaceState(null, "", address);
      complete = false;
    }
    await show();
  }

  async function show() {
    const question = field.value.trim();
    document.title = question ? `${question} – ${title}` : title;
    const found = question ? await ask(question) : { results: [], total: 0 };
    if (!found || field.value.trim() !== question) return;
    said.textContent = question ? told(question, found) : "";
    around.classList.toggle("has-results", found.total > 0);
    const groups = grouped(found.results).flatMap(([name, results]) => [
      ...(name ? [element("h2", "search-group", name)] : []),
      element("ol", "search-links", ...results.map((result) => element("li", "", linkOf(result)))),
    ]);
    place.replaceChildren(...groups);
  }
  return answer;
}

/** @returns {URL} The page's address, with a question in it. */
function addressOf(question) {
  const address = new URL(location);
  address.hash = "";
  if (question.trim()) address.searchParams.set("q", question.trim());
  else address.searchParams.delete("q");
  return address;
}
