// Lines are moved one step at a time, and come back in the order that was kept.

import assert from "node:assert/strict";
import { test } from "node:test";

import { arranged, moved } from "../lines.js";

test("a line changes places with the one above or below", () => {
  const lines = ["a", "b", "c"];
  assert.deepEqual(moved(lines, 0, 1), ["b", "a", "c"]);
  assert.deepEqual(moved(lines, 2, -1), ["a", "c", "b"]);
  assert.deepEqual(lines, ["a", "b", "c"]);
});

test("at the ends it stays where it is", () => {
  const lines = ["a", "b"];
  assert.equal(moved(lines, 0, -1), lines);
  assert.equal(moved(lines, 1, 1), lines);
});

test("an order is one of these very lines", () => {
  const lines = ["    x()", "y()", "y()"];
  assert.deepEqual(arranged(lines, ["y()", "    x()", "y()"]), ["y()", "    x()", "y()"]);
  assert.equal(arranged(lines, ["y()", "    x()"]), null);
  assert.equal(arranged(lines, ["y()", "    x()", "    x()"]), null);
  assert.equal(arranged(lines, ["y()", "    x()", "z()"]), null);
});
