// The sentences that the page says.

/** What a block's state is called, for those who see it and those who hear it. */
export const STATES = {
  idle: "",
  queued: "Waiting",
  running: "Running",
  match: "Matches",
  differs: "Differs",
  error: "Error",
  stale: "Stale",
  native: "Recorded",
};

/** The sign before it. */
export const MARKS = { queued: "…", match: "✓", differs: "≠", error: "✕", stale: "↓", native: "●" };

/**
 * @param {number[]} numbers In ascending order.
 * @returns {string} "1", "1 and 3", "1 to 4, 6 and 8".
 */
export function ranges(numbers) {
  const runs = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run && run[1] === number - 1) run[1] = number;
    else runs.push([number, number]);
  }
  const parts = runs.flatMap(([from, to]) =>
    to === from ? [`${from}`] : to === from + 1 ? [`${from}`, `${to}`] : [`${from} to ${to}`],
  );
  const last = parts.pop() ?? "";
  return parts.length ? `${parts.join(", ")} and ${last}` : last;
}

/** @returns {string} "example 3", "examples 1 to 4", "no example". */
export function examples(numbers) {
  if (!numbers.length) return "no example";
  return `${numbers.length === 1 ? "example" : "examples"} ${ranges(numbers)}`;
}

/** @returns {string} The text with a capital at its beginning. */
export function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * @param {{blocks: {state: string}[]}} page
 * @returns {string} How those went that have run.
 */
export function summary({ blocks }) {
  const count = (state) => blocks.filter((block) => block.state === state).length;
  const [match, differs, error] = ["match", "differs", "error"].map(count);
  const ran = match + differs + error;
  const own = blocks.length - count("native");
  const which = ran === own ? "" : ran === 1 ? " that has run" : " that have run";
  if (match === ran && ran === 1) return `The example${which} matches the page.`;
  if (match === ran) return `All ${ran} examples${which} match the page.`;
  const others = [
    differs && `${differs} ${differs === 1 ? "differs" : "differ"}`,
    error && `${error} ended in an error`,
  ];
  const told = others.filter(Boolean).join(", ");
  return `${match} of ${ran} ${ran === 1 ? "example" : "examples"}${which} match the page, ${told}.`;
}
