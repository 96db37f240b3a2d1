// One button opens or closes all records of the page, and the choice is remembered.

const KEPT = "flight-records-open";

/** @returns {HTMLDetailsElement[]} The records as they are now: a block that runs gets a new one. */
function allRecords() {
  return [...document.querySelectorAll("details.flight-record")];
}

/** @returns {boolean} What the reader chose on an earlier page. */
function remembered() {
  try {
    return localStorage.getItem(KEPT) === "yes";
  } catch {
    return false; // a browser that keeps nothing
  }
}

/** @param {boolean} open Whether the reader wants all records open. */
function remember(open) {
  try {
    localStorage.setItem(KEPT, open ? "yes" : "no");
  } catch {
    // It holds for this page, then.
  }
}

/** Open or close every record, and let the button say what it does next. */
function show(button, open) {
  for (const record of allRecords()) record.open = open;
  button.textContent = open ? "Hide what the examples did" : "Show what each example did";
  button.setAttribute("aria-pressed", String(open));
}

// A page with few records needs no button for all. So many, extensions/early.py knows, too.
const records = allRecords();
if (records.length > 3) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "flight-switch";
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-pressed") !== "true";
    remember(open);
    show(button, open);
  });
  const [goals, title] = [".goals", "h1"].map((name) => document.querySelector(`.bd-article ${name}`));
  const place = goals ?? title ?? records[0];
  place.after(button);
  show(button, remembered());
}
