// Presenter mode begins here: by the button in the page's header, by the key p, or by an address that
// says so. What presents a page lies in present/, and is fetched at the first use.

const button = document.querySelector('[data-press="present"]');
const FIELDS = "input, textarea, select, dialog, [contenteditable]:not([contenteditable='false'])";

/** @returns {boolean} Whether the reader has switched off the keys that are one letter. */
function isSilent() {
  try {
    return localStorage.getItem("present-letters") === "off";
  } catch {
    return false; // a browser that keeps nothing
  }
}

async function begin(opener = null) {
  try {
    const { present } = await import("./present/main.js");
    await present(opener);
  } catch (error) {
    console.warn(error);
    alert("Presenter mode could not be fetched. Is there a connection?");
  }
}

function heedKey(event) {
  const { key, ctrlKey, altKey, metaKey, defaultPrevented, target } = event;
  if (key !== "p" || ctrlKey || altKey || metaKey || defaultPrevented || event.isComposing) return;
  if (target.closest?.(FIELDS) || document.documentElement.hasAttribute("data-presenting")) return;
  if (isSilent()) return;
  event.preventDefault();
  begin();
}

if (button) {
  button.setAttribute("aria-label", "Present this page");
  button.addEventListener("click", () => begin(button));
  document.addEventListener("keydown", heedKey);
  const byAddress = () => /^#present(-|$)/.test(location.hash) && begin();
  addEventListener("hashchange", byAddress);
  byAddress();
}
