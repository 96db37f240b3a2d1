// Lines that are put in order, as plain values.

/**
 * @param {string[]} lines
 * @param {number} from The place of a line, from 0.
 * @param {number} step Down, or up where it is negative.
 * @returns {string[]} The lines with that one moved; the same array where it can go no further.
 */
export function moved(lines, from, step) {
  const to = from + step;
  if (to < 0 || to >= lines.length) return lines;
  const after = [...lines];
  after.splice(to, 0, ...after.splice(from, 1));
  return after;
}

/**
 * @param {string[]} lines
 * @param {string[]} order
 * @returns {string[]|null} The lines in that order; null where it is not of these very lines.
 */
export function arranged(lines, order) {
  const same = [...lines].sort().join("\n") === [...order].sort().join("\n");
  return same && lines.length === order.length ? [...order] : null;
}
