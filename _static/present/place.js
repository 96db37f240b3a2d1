// Where one is on a page that is divided anew: by an element, which is on whatever screen shows it.

/**
 * @param {{shown: Element[]}[]} slides
 * @param {Element} element
 * @returns {number} The first screen that shows it, whole or in part; -1 where none does.
 */
export function showing(slides, element) {
  const holds = (each) => each.contains(element) || element.contains(each);
  return slides.findIndex(({ shown }) => shown.some(holds));
}

/**
 * @param {Element[]} shown What a screen shows.
 * @param {number} edge The upper edge of what is seen, in pixels of the window.
 * @returns {Element|undefined} The first thing in it that is not cut at that edge.
 */
export function topmost(shown, edge) {
  const all = shown.flatMap((each) => [each, ...each.querySelectorAll("*")]);
  return all.find((each) => {
    const { top, height } = each.getBoundingClientRect();
    return height > 0 && top >= edge - 1;
  });
}

/**
 * How far to scroll after a run: the whole block is to be seen, with the buttons above it and all of its
 * result. Where it is too high, the end of the result; where even that is, the result from its beginning.
 *
 * @param {{top: number, bottom: number}} view What is seen of the screen.
 * @param {{top: number, bottom: number}} block
 * @param {{top: number, bottom: number}} result
 * @returns {number} In pixels, downwards.
 */
export function toSee(view, block, result) {
  const room = view.bottom - view.top;
  if (block.bottom - block.top <= room) {
    return Math.min(block.top - view.top, Math.max(0, block.bottom - view.bottom));
  }
  return result.bottom - result.top <= room ? result.bottom - view.bottom : result.top - view.top;
}

/** @returns {{top: number, bottom: number}} What is seen of a screen, in pixels of the window. */
export function viewOf(article) {
  const { top, bottom } = article.getBoundingClientRect();
  const { paddingTop, paddingBottom } = getComputedStyle(article);
  return { top: top + Math.min(16, parseFloat(paddingTop)), bottom: bottom - Math.min(16, parseFloat(paddingBottom)) };
}

/** Scroll a screen so that a block that has run is seen, as far as there is room. */
export function scrollToSee(article, block) {
  const edges = (element) => element.getBoundingClientRect();
  const { bottom } = edges(block.querySelector(".flight-record > summary") ?? block);
  const whole = { top: Math.min(edges(block).top, edges(block.firstElementChild).top), bottom };
  const result = { top: edges(block.querySelector('[data-role="output"]')).top, bottom };
  article.scrollBy({ top: toSee(viewOf(article), whole, result), behavior: "instant" });
}

/**
 * The place on a screen that is longer than the monitor.
 *
 * @param {number} top How far it is scrolled.
 * @param {number} seen The height of what is seen.
 * @param {number} whole The height of all of it.
 * @returns {{part: number, parts: number}} By the steps that the keys take.
 */
export function stretch(top, seen, whole) {
  if (whole - seen <= SLACK) return { part: 1, parts: 1 };
  const step = seen * STEP;
  const parts = 1 + Math.max(1, Math.ceil((whole - seen - SLACK) / step));
  const atEnd = top + seen >= whole - SLACK;
  return { part: atEnd ? parts : Math.min(parts - 1, 1 + Math.round(top / step)), parts };
}

/** So much of a screen a key scrolls, and so many pixels are no reason to. */
export const STEP = 0.8;
export const SLACK = 8;
