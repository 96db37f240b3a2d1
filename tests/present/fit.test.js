import assert from "node:assert/strict";
import { test } from "node:test";

import { screens } from "../../_static/present/fit.js";

/** Pieces of these heights, one below the other, 10 apart; "t" behind a height ties it to the next. */
function laid(...heights) {
  let top = 0;
  return heights.map((each) => {
    const [, height, mark] = /^(\d+)(\w?)$/.exec(each);
    const piece = { top, bottom: top + Number(height), tied: mark === "t", near: mark === "n" };
    top = piece.bottom + 10;
    return piece;
  });
}

test("what fits is one screen", () => {
  assert.deepEqual(screens(laid(100, 200, 180), 500), [[0, 2]]);
  assert.deepEqual(screens([], 500), []);
});

test("the space between two pieces counts, and none before the first", () => {
  assert.deepEqual(screens(laid(100, 100), 210), [[0, 1]]);
  assert.deepEqual(screens(laid(100, 100), 209), [[0, 0], [1, 1]]);
});

test("no screen more than it takes, filled alike", () => {
  assert.deepEqual(screens(laid(100, 100, 100, 100), 340), [[0, 1], [2, 3]]);
  assert.deepEqual(screens(laid(100, 100, 100, 100, 100), 340), [[0, 2], [3, 4]]);
});

test("a piece higher than a screen has one to itself", () => {
  assert.deepEqual(screens(laid(100, 900, 100), 400), [[0, 0], [1, 1], [2, 2]]);
});

test("what introduces something stays with it", () => {
  assert.deepEqual(screens(laid(200, "50t", 300), 400), [[0, 0], [1, 2]]);
  // Left to themselves, the two screens would be filled alike.
  assert.deepEqual(screens(laid(150, 100, 100, 150), 300), [[0, 1], [2, 3]]);
  assert.deepEqual(screens(laid(100, "100t", 80, 80), 290), [[0, 0], [1, 3]]);
  assert.deepEqual(screens(laid(100, "100n", 80, 80), 290), [[0, 0], [1, 3]]);
});

test("it stays, even if that takes a screen more", () => {
  assert.deepEqual(screens(laid(340, "50t", 340), 400), [[0, 0], [1, 2]]);
  assert.deepEqual(screens(laid(100, 200, "60t", 300, 90), 400), [[0, 1], [2, 3], [4, 4]]);
});

test("where both are higher than a screen, they stand on one that scrolls, and nothing else does", () => {
  assert.deepEqual(screens(laid("200t", 300), 400), [[0, 1]]);
  assert.deepEqual(screens(laid(60, "50t", 390, 60), 400), [[0, 0], [1, 2], [3, 3]]);
  assert.deepEqual(screens(laid("300t", "200t", 300), 400), [[0, 2]]);
});

test("all pieces are on exactly one screen, whatever their heights", () => {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let round = 0; round < 200; round++) {
    const length = 1 + Math.floor(random() * 20);
    const height = () => `${20 + Math.floor(random() * 600)}${random() < 0.3 ? "t" : ""}`;
    const heights = Array.from({ length }, height);
    const pieces = laid(...heights);
    const found = screens(pieces, 500);
    assert.deepEqual(found.flatMap(([from, to]) => pieces.slice(from, to + 1)), pieces);
    for (const [from, to] of found) {
      const fits = pieces[to].bottom - pieces[from].top <= 500;
      assert.ok(fits || pieces.slice(from, to).every(({ tied }) => tied));
      assert.ok(!pieces[to].tied || to === pieces.length - 1);
    }
  }
});
