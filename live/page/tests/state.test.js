// The queue and the states: what runs, in which order, and what an edit makes of the rest.

import assert from "node:assert/strict";
import { test } from "node:test";

import { checking, fresh, needsRestart, next, ran, status, step } from "../state.js";

const states = (page) => page.blocks.map((block) => block.state).join(" ");

/** A page of five blocks, of which the third is native, with Python ready. */
function ready(natives = [false, false, true, false, false]) {
  return step(fresh(natives), { type: "ready" });
}

/** Run what is in the queue; each ends as `ends` says, by its number, or matches. */
function work(page, ends = {}) {
  while (next(page)) {
    const { block } = next(page);
    page = step(page, { type: "send" });
    page = step(page, { type: "done", state: ends[block] ?? "match" });
  }
  return page;
}

const run = (page, block) => step(page, { type: "run", block });

test("a block runs after those above it, and native ones are passed over", () => {
  const page = run(ready(), 4);
  assert.deepEqual(page.queue, [{ block: 1 }, { block: 2 }, { block: 4 }]);
  assert.equal(states(page), "queued queued native queued idle");
  assert.equal(states(work(page)), "match match native match idle");
});

test("what has run is not run again for those below it", () => {
  const page = work(run(ready(), 2));
  assert.deepEqual(run(page, 5).queue, [{ block: 4 }, { block: 5 }]);
});

test("a block that is asked for again runs again, alone", () => {
  const page = work(run(ready(), 4));
  assert.deepEqual(run(page, 2).queue, [{ block: 2 }]);
});

test("one that waits or runs is not queued twice", () => {
  let page = step(run(ready(), 2), { type: "send" });
  page = run(run(page, 2), 2);
  assert.deepEqual(page.queue, [{ block: 2 }]);
  assert.equal(states(page), "running queued native idle idle");
});

test("before Python is there, all waits", () => {
  const page = run(step(fresh([false]), { type: "starting" }), 1);
  assert.equal(next(page), null);
  assert.equal(status(page), "starting");
  assert.deepEqual(next(step(page, { type: "ready" })), { block: 1 });
});

test("an error lets what waits go", () => {
  const page = work(run(ready(), 5), { 2: "error" });
  assert.equal(states(page), "match error native idle idle");
  assert.deepEqual(page.queue, []);
});

test("a difference stops nothing", () => {
  assert.equal(states(work(run(ready(), 5), { 2: "differs" })), "match differs native match match");
});

test("an edit makes the block and those below it stale, as far as they ran", () => {
  const page = step(work(run(ready(), 4)), { type: "edit", block: 2, edited: true });
  assert.equal(states(page), "match stale native stale idle");
  assert.deepEqual(run(page, 4).queue, [{ block: 2 }, { block: 4 }]);
});

test("an edit of a block that runs counts when it has run", () => {
  let page = step(run(ready(), 1), { type: "send" });
  page = step(page, { type: "edit", block: 1, edited: true });
  assert.equal(states(page), "running idle native idle idle");
  assert.equal(states(step(page, { type: "done", state: "match" })), "stale idle native idle idle");
});

test("an edit above a block that runs makes it stale too", () => {
  let page = work(run(ready(), 2));
  page = step(run(page, 4), { type: "send" });
  page = step(page, { type: "edit", block: 1, edited: true });
  assert.equal(states(step(page, { type: "done", state: "match" })), "stale stale native stale idle");
});

test("a stale one that was queued in vain is stale again", () => {
  let page = step(work(run(ready(), 4)), { type: "edit", block: 1, edited: true });
  page = work(run(page, 4), { 1: "error" });
  assert.equal(states(page), "error stale native stale idle");
});

test("reset: the block has not run, and those that saw its edit are stale", () => {
  let page = step(ready(), { type: "edit", block: 1, edited: true });
  page = step(work(run(page, 2), { 1: "differs" }), { type: "reset", block: 1 });
  assert.equal(states(page), "idle stale native idle idle");
  assert.equal(page.blocks[0].edited, false);
});

test("reset of a block that nobody edited leaves the others as they are", () => {
  const page = step(work(run(ready(), 2)), { type: "reset", block: 1 });
  assert.equal(states(page), "idle match native idle idle");
});

test("stopped: what ran has not run, and nothing waits", () => {
  let page = step(run(ready(), 4), { type: "send" });
  page = step(page, { type: "stop" });
  assert.equal(states(page), "running idle native idle idle");
  page = step(page, { type: "done", state: "stopped" });
  assert.equal(states(page), "idle idle native idle idle");
  assert.equal(status(page), "ready");
});

test("when Python is gone, nothing has run; edits stay", () => {
  let page = step(ready(), { type: "edit", block: 2, edited: true });
  page = step(run(work(run(page, 4)), 5), { type: "send" });
  page = step(page, { type: "gone" });
  assert.equal(states(page), "idle idle native idle idle");
  assert.equal(page.blocks[1].edited, true);
  assert.equal(status(page), "off");
  assert.equal(status(step(page, { type: "failed" })), "failed");
});

test("a block that turns out to be native is passed over", () => {
  const page = work(run(ready(), 5), { 2: "native" });
  assert.equal(states(page), "match native native match match");
  assert.deepEqual(ran(page), [1, 4, 5]);
});

test("a prompt waits its turn and changes no block", () => {
  let page = step(run(ready(), 1), { type: "send" });
  page = step(page, { type: "prompt", prompt: "1 + 1" });
  assert.equal(next(page), null);
  page = step(page, { type: "done", state: "match" });
  assert.deepEqual(next(page), { prompt: "1 + 1" });
  page = step(step(page, { type: "send" }), { type: "done", state: "error" });
  assert.equal(states(page), "match idle native idle idle");
});

test("all runs on from where it is, unless something would run out of order", () => {
  assert.equal(needsRestart(ready()), false);
  assert.equal(needsRestart(work(run(ready(), 2))), false);
  assert.equal(needsRestart(work(step(ready(), { type: "run-all" }))), true);
  const edited = step(work(run(ready(), 4)), { type: "edit", block: 2, edited: true });
  assert.equal(needsRestart(edited), true);
  const reset = step(work(run(ready(), 4)), { type: "reset", block: 2 });
  assert.equal(needsRestart(reset), true);
});

test("a step leaves the page before it as it was", () => {
  const page = ready();
  run(page, 5);
  assert.equal(states(page), "idle idle native idle idle");
});

test("an answer waits for what waits already, and for nothing else", () => {
  const check = (page, exercise, answer) => step(page, { type: "check", exercise, answer });
  let page = step(run(ready(), 1), { type: "send" });
  page = check(check(page, "a/b", "x = 1"), "a/c", "y");
  assert.equal(checking(page, "a/b"), "queued");
  assert.equal(status(page), "busy");
  page = check(page, "a/b", "x = 2");
  assert.deepEqual(page.queue, [{ exercise: "a/b", answer: "x = 1" }, { exercise: "a/c", answer: "y" }]);
  page = step(step(page, { type: "done", state: "match" }), { type: "send" });
  assert.equal(checking(page, "a/b"), "running");
  assert.equal(checking(page, "a/c"), "queued");
  page = step(page, { type: "done", state: "failed" });
  assert.equal(checking(page, "a/b"), "");
  assert.deepEqual(next(page), { exercise: "a/c", answer: "y" });
  assert.equal(states(page), "match idle native idle idle");
});

test("a check that is stopped, or whose Python ends, lets what waits go", () => {
  const check = (page) => step(page, { type: "check", exercise: "a/b", answer: "x" });
  const sent = step(check(ready()), { type: "send" });
  for (const event of [{ type: "done", state: "stopped" }, { type: "gone" }, { type: "failed" }]) {
    const page = step(run(sent, 2), event);
    assert.equal(checking(page, "a/b"), "");
    assert.deepEqual(page.queue, []);
    assert.equal(states(page), "idle idle native idle idle");
  }
  assert.equal(needsRestart(step(sent, { type: "done", state: "passed" })), false);
});
