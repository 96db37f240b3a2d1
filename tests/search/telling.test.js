import assert from "node:assert/strict";
import test from "node:test";

import { grouped, told, toMark } from "../../_static/search/telling.js";

const error = { group: "errors", found: ["session"], page: "Errors", path: ["DetachedInstanceError: …"] };
const other = { group: "book", found: ["session", "of"], page: "Transactions", path: [] };
const answer = (results, corrected = []) => ({ results, total: results.length, corrected });

test("the number of results, and of those with the message", () => {
  assert.equal(told("x", answer([other])), "1 result.");
  assert.equal(told("x", answer([other, other])), "2 results.");
  assert.equal(told("x", answer([error, other])), "2 results, 1 with this message.");
  assert.equal(told("x", answer([error])), "1 result, with this message.");
});

test("what was read as another word is said", () => {
  assert.equal(told("rolback", answer([other], [["rolback", "rollback"]])), "1 result. Searched for “rollback”.");
  const typo = [["detatchedinstanceerror", "detachedinstanceerror"]];
  assert.match(told("DetatchedInstanceError", answer([error], typo)), /Searched for “DetachedInstanceError”\.$/);
});

test("without results it says what to do", () => {
  assert.match(told("zorblax", answer([])), /^Nothing in the book has that\. Try fewer words/);
});

test("groups have headings where there are messages", () => {
  assert.deepEqual(grouped([other]), [["", [other]]]);
  assert.deepEqual(grouped([]), []);
  assert.deepEqual(grouped([error, other]).map(([title, { length }]) => [title, length]), [
    ["With this message", 1],
    ["In the book", 1],
  ]);
});

test("a short list has some of each", () => {
  const results = [...Array(6).fill(error), ...Array(20).fill(other)];
  assert.deepEqual(grouped(results, 4, 9).map(([, { length }]) => length), [4, 5]);
});

test("a page marks a few words, and never those of a message", () => {
  assert.equal(toMark(other), "session");
  assert.equal(toMark(error), "");
  assert.equal(toMark({ group: "book", found: ["one1", "two2", "three", "four", "five"] }), "");
});
