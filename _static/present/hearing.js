// Hears what is pressed on the keyboard, and a finger that is drawn across the screen.

import { actionOf, isTheirs, swipe } from "./keys.js";

const FIELDS = "input, textarea, select, [contenteditable]:not([contenteditable='false'])";

/**
 * @param {object} on
 * @param {HTMLDialogElement} on.dialog What has all keys while it is open.
 * @param {() => boolean} on.letters Whether keys of one character mean something.
 * @param {() => void} on.left Called when somebody leaves a field.
 * @param {(action: string) => void} on.act Called with what a key means.
 * @param {AbortSignal} signal Ends it.
 */
export function heedKeys({ dialog, letters, left, act }, signal) {
  const heard = (event) => {
    // The theme takes Escape for its search on every page, and hinders it wherever it is pressed.
    const taken = event.defaultPrevented && event.key !== "Escape";
    if (taken || event.isComposing) return;
    if (dialog.open) {
      if (event.key === "Escape") dialog.close();
      return;
    }
    const focused = focusedOn(event.target);
    if (event.key === "Escape" && focused === "field") {
      if (document.querySelector(".cm-tooltip-autocomplete, .live-names:not([hidden])")) return; // that first
      event.preventDefault();
      left();
      return;
    }
    if (isTheirs(event.key, focused)) return;
    if (event.key === "Escape" && event.target.closest?.(".live-dock")) return; // it closes itself
    const action = actionOf(event, letters());
    if (!action) return;
    event.preventDefault();
    act(action);
  };
  document.addEventListener("keydown", heard, { signal });
}

function focusedOn(target) {
  if (target.closest?.(FIELDS)) return "field";
  if (target.closest?.("button, a[href], summary, [role=button], [role=tab]")) return "button";
  const scroller = target.closest?.(".live-panel, .present-under, .live-prompt-log, pre[tabindex='0']");
  return scroller ? "scroller" : "";
}

/**
 * @param {HTMLElement} article
 * @param {(action: string) => void} act Called with what a swipe means.
 * @param {AbortSignal} signal Ends it.
 */
export function heedTouch(article, act, signal) {
  let from = null;
  const settings = { signal, passive: true };
  article.addEventListener("touchstart", ({ touches, target }) => {
    const wide = target.closest("pre, table, .pst-scrollable-table-container, .cm-scroller");
    const busy = target.closest(FIELDS) || (wide && wide.scrollWidth > wide.clientWidth + 1);
    from = touches.length === 1 && !busy ? { x: touches[0].clientX, y: touches[0].clientY } : null;
  }, settings);
  article.addEventListener("touchend", ({ changedTouches }) => {
    const [{ clientX: x, clientY: y }] = changedTouches;
    const action = from && swipe(from, { x, y });
    from = null;
    if (action && !getSelection().toString()) act(action);
  }, settings);
}
