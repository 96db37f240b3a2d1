// Edits are kept for each page and block, and known to be of which code.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Edits, hash, typed } from "../edits.js";

/** What a browser's storage does, without a browser. */
function storage() {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, String(value)),
    removeItem: (key) => kept.delete(key),
  };
}

test("an edit is kept until it is dropped, apart from other pages' and blocks'", () => {
  const kept = storage();
  const edits = new Edits(kept, "/docs/one.json");
  edits.set(3, "h", "x = 2\n");
  assert.deepEqual(edits.get(3), { hash: "h", source: "x = 2\n" });
  assert.equal(edits.get(2), null);
  assert.equal(new Edits(kept, "/docs/two.json").get(3), null);
  edits.drop(3);
  assert.equal(edits.get(3), null);
});

test("what somebody else wrote there is no edit", () => {
  const kept = storage();
  for (const rubbish of ["", "{", "null", "[]", '{"source": 1}']) {
    kept.setItem("live-edit:p:1", rubbish);
    assert.equal(new Edits(kept, "p").get(1), null);
  }
});

test("a browser that keeps nothing is asked in vain, and no harm done", () => {
  const refuses = () => {
    throw new Error("denied");
  };
  for (const kept of [null, { getItem: refuses, setItem: refuses, removeItem: refuses }]) {
    const edits = new Edits(kept, "p");
    assert.equal(edits.set(1, "h", "x"), false);
    assert.equal(edits.get(1), null);
    edits.drop(1);
  }
});

test("a hash tells texts apart", () => {
  const texts = ["", "a", "b", "ab", "ba", "a".repeat(1000)];
  assert.equal(new Set(texts.map(hash)).size, texts.length);
  for (const text of texts) assert.match(hash(text), /^[0-9a-z]{1,16}$/);
});

test("what is typed is without output, and without the lines that end a block", () => {
  const shown = ">>> if x:\n...     y()\n... \n...\n>>> z\n<Astronaut>\n";
  assert.equal(typed(shown), ">>> if x:\n...     y()\n>>> z");
  assert.equal(typed(shown.replace("<Astronaut>", "None")), typed(shown));
});
