// The scratch prompt's typing: history, indentation, completion.

import assert from "node:assert/strict";
import { test } from "node:test";

import { History, common, completable, complete, indentation, toSource } from "../input.js";

test("history: back to the oldest, and forth to what was being typed", () => {
  const history = new History(["a", "b"]);
  assert.equal(history.back("dra"), "b");
  assert.equal(history.back("b"), "a");
  assert.equal(history.back("a"), null);
  assert.equal(history.forth(), "b");
  assert.equal(history.forth(), "dra");
  assert.equal(history.forth(), null);
});

test("history: repeated and empty entries are kept once and not at all; the oldest go", () => {
  const history = new History();
  for (const entry of ["a", "a", " ", "b"]) history.add(entry);
  assert.deepEqual(history.entries, ["a", "b"]);
  for (let i = 0; i < 200; i++) history.add(`${i}`);
  assert.equal(history.entries.length, 100);
  assert.equal(history.back(""), "199");
});

test("the next line is as deep as the last, and deeper after a colon", () => {
  assert.equal(indentation("x = 1"), "");
  assert.equal(indentation("for x in y:"), "    ");
  assert.equal(indentation("for x in y:\n    if x:"), "        ");
  assert.equal(indentation("for x in y:\n    x"), "    ");
});

test("a line of spaces ends a block as an empty one does", () => {
  assert.equal(toSource("for x in y:\n    x\n    "), "for x in y:\n    x\n");
});

test("a name is completed at its end, and nowhere else", () => {
  assert.equal(completable("eng", 3), true);
  assert.equal(completable("session.", 8), true);
  assert.equal(completable("", 0), false);
  assert.equal(completable("f(", 2), false);
  assert.equal(completable("engine", 3), false);
});

test("a completed name takes the place of its beginning", () => {
  assert.deepEqual(complete("f(sess) + 1", 2, 6, "session"), { text: "f(session) + 1", position: 9 });
});

test("what names have in common is typed at once", () => {
  assert.equal(common(["session.add", "session.add_all"]), "session.add");
  assert.equal(common(["a", "b"]), "");
  assert.equal(common([]), "");
});
