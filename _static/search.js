// Begins the search when a reader turns to one of its fields: until then nothing of it is fetched.
// What it fetches, and all that it does, is in search/.

(() => {
  const script = document.currentScript.src;
  const MISSING =
    location.protocol === "file:"
      ? "The search needs a server: a browser keeps a page that is opened from a disk from reading other files."
      : "The search could not be loaded. Is there a network?";

  /** Have a field answer; where that fails, say so beside it, and try again at the next focus. */
  async function begin(field) {
    const around = field.closest("dialog, .bd-search-container");
    try {
      const { attach } = await import(new URL("search/box.js", script));
      await attach(field, around);
    } catch {
      around.querySelector(".search-told").textContent = MISSING;
      field.addEventListener("focus", () => begin(field), { once: true });
    }
  }

  for (const button of document.querySelectorAll("[data-search-close]")) {
    button.addEventListener("click", () => button.closest("dialog").close());
  }
  for (const field of document.querySelectorAll("form.bd-search input[name=q]")) {
    if (!field.closest("dialog") || field === document.activeElement) begin(field);
    else field.addEventListener("focus", () => begin(field), { once: true });
  }
})();
