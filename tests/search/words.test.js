import assert from "node:assert/strict";
import test from "node:test";

import { forgiven, meant, stem, telling, termsOf, typos } from "../../_static/search/words.js";

test("a name of code is found whole and by its pieces", () => {
  assert.deepEqual(termsOf("expire_on_commit"), ["expire_on_commit", "expire", "on", "commit"]);
  assert.deepEqual(termsOf("Session.add_all()"), ["session", "add_all", "add", "all"]);
  assert.deepEqual(termsOf("NoResultFound"), ["noresultfound", "no", "result", "found"]);
  assert.deepEqual(termsOf("SQLAlchemy __init__ N+1"), ["sqlalchemy", "sql", "alchemy", "init", "n+1"]);
});

test("addresses, long numbers and single letters are nobody's words", () => {
  assert.deepEqual(termsOf("<Cart at 0x7f1c5c2a1d50> of a thread 140234, 2.1"), ["cart", "at", "of", "thread", "2", "1"]);
});

test("plurals are their singulars, and other words stay", () => {
  assert.deepEqual(["queries", "objects", "flushes", "class", "status", "this", "has"].map(stem), [
    ...["query", "object", "flush", "class", "status", "this", "has"],
  ]);
});

test("the words of a question are left out, unless there are no others", () => {
  assert.deepEqual(telling(["why", "is", "my", "row", "row"]), ["row"]);
  assert.deepEqual(telling(["how", "to"]), ["how", "to"]);
});

test("a typo is a letter that is missing, too many, another, or two that are swapped", () => {
  assert.equal(typos("rolback", "rollback", 2), 1);
  assert.equal(typos("commmit", "commit", 2), 1);
  assert.equal(typos("seesion", "session", 2), 1);
  assert.equal(typos("savepiont", "savepoint", 2), 1);
  assert.equal(typos("commit", "commit", 2), 0);
  assert.equal(typos("flush", "commit", 2), 3);
  assert.equal(typos("a", "abcd", 2), 3);
});

test("short words and numbers have none", () => {
  assert.deepEqual(["get", "2.1", "flush", "rollback"].map(forgiven), [0, 0, 1, 2]);
});

test("of the words that are near, the nearest is meant, and then the most frequent", () => {
  const known = new Map([["session", 9], ["sessions", 1], ["mission", 5], ["version", 2]]);
  assert.equal(meant("sesion", known), "session");
  assert.equal(meant("session", known), "session");
  assert.equal(meant("zorblax", known), "zorblax");
  assert.equal(meant("commits", new Map([["commite", 1], ["commita", 3]])), "commita");
});
