// The sentences that the page says.

import assert from "node:assert/strict";
import { test } from "node:test";

import { examples, ranges, sentence, summary } from "../words.js";

const page = (...states) => ({ blocks: states.map((state) => ({ state })) });

test("numbers are named in runs", () => {
  assert.equal(ranges([]), "");
  assert.equal(ranges([3]), "3");
  assert.equal(ranges([1, 2]), "1 and 2");
  assert.equal(ranges([1, 2, 3, 4]), "1 to 4");
  assert.equal(ranges([1, 2, 3, 6, 8]), "1 to 3, 6 and 8");
});

test("examples are counted as people do", () => {
  assert.equal(examples([]), "no example");
  assert.equal(examples([2]), "example 2");
  assert.equal(sentence(examples([1, 2, 3])), "Examples 1 to 3");
});

test("a summary speaks of what has run", () => {
  assert.equal(summary(page("match", "match")), "All 2 examples match the page.");
  assert.equal(summary(page("match", "native", "match")), "All 2 examples match the page.");
  assert.equal(summary(page("match", "idle")), "The example that has run matches the page.");
  assert.equal(
    summary(page("match", "differs", "error", "idle")),
    "1 of 3 examples that have run match the page, 1 differs, 1 ended in an error.",
  );
});
