// Presses the page's own buttons: what runs an example, the session panel, Stop and Restart. On a page
// that is not live there are none, and it says so.

const READY = new Set(["idle", "stale"]);
const BUSY = new Set(["queued", "running"]);

const press = (action) => document.querySelector(`.live-bar [data-action="${action}"]`);

/** @returns {boolean} Whether something on this page can be run at all. */
export const isLive = () => Boolean(press("run-all"));
/** @returns {boolean} Whether the session panel is open. */
export const isPanelOpen = () => document.body.hasAttribute("data-live-dock");
export const isBusy = () => ["busy", "starting"].includes(document.body.dataset.liveStatus);

/** @returns {HTMLElement[]} The examples of a page, whether it is live or not; an exercise has its own. */
export function examplesIn(article) {
  const live = [...article.querySelectorAll("[data-live-block]")];
  return live.length ? live : [...article.querySelectorAll(".doctest")].filter((each) => !each.closest(".exercise"));
}

/** @returns {boolean} Whether a block waits to be run. */
export const waits = (block) => isLive() && READY.has(block.dataset.state);

/**
 * Run the next example on the screen that has not run yet.
 *
 * @param {HTMLElement[]} blocks Those on the screen that can be seen, in their order.
 * @returns {string} Why nothing was run, or "".
 */
export function runNext(blocks) {
  const all = document.querySelectorAll("[data-live-block], .bd-article .doctest").length;
  if (!all) return "This page has no examples: nothing runs here.";
  if (!isLive()) return "Nothing runs here: this copy of the book was built without Python in the page.";
  if (!blocks.length) return "There is no example on this screen.";
  const next = blocks.find(waits);
  if (next) {
    next.querySelector('[data-action="run"]').click();
    return "";
  }
  if (blocks.some((block) => BUSY.has(block.dataset.state))) return "It is running.";
  if (blocks.every((block) => block.dataset.state === "native")) {
    return "No browser can run this example: what is shown was recorded.";
  }
  return "Every example on this screen has run.";
}

/** @returns {string} Why there is no panel, or "". */
export function togglePanel() {
  const button = press("panel");
  button?.click();
  return button ? "" : "There is no session panel: nothing runs on this page.";
}

export const stop = () => press("stop")?.click();
export const restart = () => press("restart")?.click();

/**
 * Tell of what the live page says and does.
 *
 * @param {{said: (text: string) => void, busy: () => void, panel: () => void,
 *   ran: (block: HTMLElement) => void}} on
 * @returns {() => void} Ends it.
 */
export function watch(on) {
  const line = document.querySelector(".live-bar .live-line");
  const words = new MutationObserver(() => on.said(line.textContent));
  if (line) words.observe(line, { childList: true, characterData: true, subtree: true });
  const body = new MutationObserver((all) => {
    if (all.some(({ attributeName }) => attributeName === "data-live-status")) on.busy();
    if (all.some(({ attributeName }) => attributeName !== "data-live-status")) on.panel();
  });
  const heeded = ["data-live-status", "data-live-dock", "data-live-wide"];
  body.observe(document.body, { attributes: true, attributeFilter: heeded });
  const blocks = new MutationObserver((all) => {
    for (const { target } of all) {
      if (["match", "differs", "error"].includes(target.dataset.state)) on.ran(target);
    }
  });
  for (const block of document.querySelectorAll("[data-live-block]")) {
    blocks.observe(block, { attributes: true, attributeFilter: ["data-state"] });
  }
  return () => [words, body, blocks].forEach((each) => each.disconnect());
}
