// Divides a section into screens. Pure: heights in, groups out.

/** A screen more weighs as much; what is below that only chooses among as many screens. */
const SCREEN = 100;
/** What introduces something stays with it, if that takes a screen more; a paragraph and the block below it, if not. */
const TIED = 250;
const NEAR = 0.4;

/**
 * @typedef {{top: number, bottom: number, tied?: boolean, near?: boolean}} Piece Its edges as laid out, in
 *   pixels; whether it introduces what follows; whether it would better stand with what follows.
 *
 * @param {Piece[]} pieces In their order.
 * @param {number} room The height of a screen below its heading, in pixels.
 * @returns {[number, number][]} The first and the last piece of each screen. A screen is higher than its
 *   room only where it holds one piece, and what introduces it.
 */
export function screens(pieces, room) {
  /** The best way to show the first `n` pieces: what it costs, and where its last screen begins. */
  const best = [{ cost: 0, from: 0 }];
  for (let end = 1; end <= pieces.length; end++) {
    best[end] = { cost: Infinity, from: end - 1 };
    for (let from = end - 1; from >= 0; from--) {
      const height = pieces[end - 1].bottom - pieces[from].top;
      if (height > room && !pieces.slice(from, end - 1).every(({ tied }) => tied)) break;
      const cost = best[from].cost + SCREEN + emptiness(height, room) + parting(pieces[from - 1]);
      if (cost < best[end].cost) best[end] = { cost, from };
    }
  }
  const found = [];
  for (let end = pieces.length; end > 0; end = best[end].from) found.unshift([best[end].from, end - 1]);
  return found;
}

/** What is left empty, squared: so screens of one section are filled alike. */
function emptiness(height, room) {
  const left = Math.max(0, room - height) / Math.max(1, room);
  return left * left;
}

/** What it costs to turn the page after a piece. */
function parting(piece) {
  if (!piece) return 0;
  return piece.tied ? TIED : piece.near ? NEAR : 0;
}
