// Where a presentation is, as the fragment of the page's address: `#present-five-states--2` is the second
// screen of that section. Only letters, digits, `-` and `_`: a script of the theme takes a fragment for
// the name of an element.

/**
 * @param {string} id The section's; "" for the page's beginning.
 * @param {number} [part] From 1.
 * @returns {string} With its `#`.
 */
export function toFragment(id, part = 1) {
  return `#present${id && `-${id}`}${part > 1 ? `--${part}` : ""}`;
}

/** @returns {{id: string, part: number}|null} Null where an address does not ask to present. */
export function fromFragment(fragment) {
  const found = /^#present(?:-([\w-]*?))??(?:--(\d{1,3}))?$/.exec(fragment);
  return found && { id: found[1] ?? "", part: Math.max(1, Number(found[2] ?? 1)) };
}
