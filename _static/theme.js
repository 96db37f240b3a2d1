// What the theme does by scripts within its pages, done from a file: a host's policy may forbid the
// others (script-src 'self'). It runs before the page is painted, so that no reader in the dark is
// dazzled.

/** @returns {string|null} What the theme's switch has kept. */
function kept(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // a browser that keeps nothing
  }
}

const { dataset } = document.documentElement;
const byDefault = dataset.theme || "auto";
dataset.mode = kept("mode") || byDefault;
// Until it is light or dark, the theme shows the drawings of both, one above the other.
const dark = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
dataset.theme = dataset.mode === "auto" ? dark : dataset.mode;

const PRESSED = { print: () => window.print(), fullscreen: () => window.toggleFullScreen() };

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-press]");
  PRESSED[button?.dataset.press]?.(); // present.js heeds its own
});

document.addEventListener("DOMContentLoaded", () => {
  const field = document.querySelector(".bd-search-container form.bd-search input");
  field?.focus();
  field?.select();
});
