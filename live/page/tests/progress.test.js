// What is solved: kept by the browser, merged, saved to a file and loaded from one.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Progress, after, fileName, fromFile, merge, solved, sound, stateOf, toFile } from "../progress.js";

const BOOK = "Ares III";
const passed = { state: "passed", tries: 2, hints: 0, solution: false };
const failed = { state: "failed", tries: 5, hints: 1, solution: true };

/** What a browser's storage does, without a browser. */
function storage() {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, String(value)),
  };
}

test("a failure after it was passed leaves it passed, and counts as a try", () => {
  let one = after(undefined, { verdict: "failed" });
  assert.deepEqual(one, { state: "failed", tries: 1, hints: 0, solution: false });
  one = after(one, { verdict: "passed" });
  one = after(one, { verdict: "failed" });
  assert.deepEqual(one, { state: "passed", tries: 3, hints: 0, solution: false });
});

test("a hint or the solution is no try", () => {
  const one = after(after(undefined, { hints: 2 }), { solution: true });
  assert.deepEqual(one, { state: "failed", tries: 0, hints: 2, solution: true });
  assert.equal(after(one, { hints: 1 }).hints, 2);
  assert.deepEqual([undefined, one, failed, passed].map(stateOf), ["todo", "todo", "failed", "passed"]);
});

test("two accounts put together: passed wins, and the larger numbers", () => {
  const both = { state: "passed", tries: 5, hints: 1, solution: true };
  assert.deepEqual(merge({ "a/b": passed }, { "a/b": failed }), { "a/b": both });
  assert.deepEqual(merge({ "a/b": failed }, { "a/b": passed }), { "a/b": both });
  assert.deepEqual(merge({ "a/b": passed }, { "a/c": failed }), { "a/b": passed, "a/c": failed });
  const hinted = { state: "failed", tries: 0, hints: 1, solution: false };
  assert.deepEqual(merge({ "a/b": hinted }, { "a/b": hinted }), { "a/b": hinted });
});

test("of what somebody else wrote, what is progress is taken", () => {
  const odd = {
    "a/b": { ...passed, more: 1 },
    "a/c": { state: "won", tries: -3, hints: "2", solution: 1 },
    "a/d": null,
    "<b>": passed,
  };
  const nothing = { state: "failed", tries: 0, hints: 0, solution: false };
  assert.deepEqual(sound(odd), { "a/b": passed, "a/c": nothing });
  for (const rubbish of [null, 1, "x", [], undefined]) assert.deepEqual(sound(rubbish), {});
});

test("the file is called after the learner, or after the day", () => {
  const now = new Date("2026-01-02T23:04:05Z");
  assert.equal(fileName("Beth Johanssen", now), "session-progress-beth-johanssen.json");
  assert.equal(fileName(" ../José, 2/3 \\ ", now), "session-progress-josé-2-3.json");
  for (const nobody of ["", " ", "/", "…"]) assert.equal(fileName(nobody, now), "session-progress-2026-01-02.json");
});

test("solved is what is passed", () => {
  assert.equal(solved({ "a/b": passed, "a/c": failed }, ["a/b", "a/c", "a/d"]), 1);
});

test("a file comes back as it was saved", () => {
  const text = toFile({ "a/b": passed }, "Beth", new Date("2026-01-02T03:04:05Z"), BOOK);
  const said = JSON.parse(text);
  assert.deepEqual(Object.keys(said), ["format", "book", "who", "saved", "exercises"]);
  assert.equal(said.saved, "2026-01-02T03:04:05.000Z");
  assert.deepEqual(fromFile(text, BOOK), { who: "Beth", exercises: { "a/b": passed } });
  assert.deepEqual(fromFile('{"format": 1, "exercises": {}}', BOOK), { who: "", exercises: {} });
});

test("a file that is no such thing is refused in a sentence", () => {
  const whole = { format: 1, book: BOOK, who: "", exercises: {} };
  const file = (change) => JSON.stringify({ ...whole, ...change });
  for (const text of ["", "{", "[]", "null", "1", file({ format: "1" }), file({ exercises: [] })]) {
    assert.throws(() => fromFile(text, BOOK), /^Error: This is not a file with progress\. Nothing/, text);
  }
  assert.throws(() => fromFile(file({ exercises: null }), BOOK), /not a file with progress/);
  assert.throws(() => fromFile(file({ book: "Another" }), BOOK), /another book/);
  assert.throws(() => fromFile(file({ format: 2 }), BOOK), /newer version/);
});

test("two tabs do not overwrite each other", () => {
  const kept = storage();
  const [one, two] = [new Progress(kept, "/docs/"), new Progress(kept, "/docs/")];
  one.note("a/b", { verdict: "passed" });
  two.note("a/c", { verdict: "failed" });
  two.note("a/b", { verdict: "failed" });
  assert.deepEqual(Object.keys(one.read()), ["a/b", "a/c"]);
  assert.equal(one.read()["a/b"].state, "passed");
  assert.equal(one.read()["a/b"].tries, 2);
  one.forget();
  assert.deepEqual(two.read(), {});
});

test("two books at one host do not mix", () => {
  const kept = storage();
  new Progress(kept, "/one/").note("a/b", { verdict: "passed" });
  assert.deepEqual(new Progress(kept, "/two/").read(), {});
  assert.equal(new Progress(kept, "/two/").isMeant({ key: "exercise-progress:/one/" }), false);
  assert.equal(new Progress(kept, "/one/").isMeant({ key: "exercise-progress:/one/" }), true);
  assert.equal(new Progress(kept, "/one/").isMeant({ key: null }), true); // all was cleared
});

test("a browser that keeps nothing keeps it for the page", () => {
  const refuses = () => {
    throw new Error("denied");
  };
  for (const kept of [null, { getItem: refuses, setItem: refuses }, { getItem: () => null, setItem: refuses }]) {
    const progress = new Progress(kept, "/");
    progress.who = "Beth";
    assert.equal(progress.who, "");
    assert.deepEqual(progress.read(), {});
    progress.note("a/b", { verdict: "passed" });
    progress.add({ "a/c": failed });
    assert.equal(solved(progress.read(), ["a/b", "a/c"]), 1);
    progress.forget();
    assert.deepEqual(progress.read(), {});
  }
});

test("what is damaged counts as nothing, and is written anew", () => {
  for (const rubbish of ["", "{", "null", "[]", '{"exercises": 1}']) {
    const kept = storage();
    kept.setItem("exercise-progress:/", rubbish);
    const progress = new Progress(kept, "/");
    assert.deepEqual(progress.read(), {});
    progress.note("a/b", { verdict: "passed" });
    assert.equal(progress.read()["a/b"].state, "passed");
  }
});
