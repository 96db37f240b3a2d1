import assert from "node:assert/strict";
import { test } from "node:test";

import { elapsed, parsed, reset, started, toggled, told } from "../../_static/present/timer.js";

test("it runs from its start", () => {
  assert.equal(elapsed(started(1000), 4500), 3500);
});

test("while it stands nothing passes, and it goes on where it stood", () => {
  const standing = toggled(started(0), 5000);
  assert.equal(elapsed(standing, 60_000), 5000);
  assert.equal(elapsed(toggled(standing, 60_000), 61_000), 6000);
});

test("nought is nought, whether it runs or stands", () => {
  assert.equal(elapsed(reset(started(0), 9000), 10_000), 1000);
  assert.equal(elapsed(reset(toggled(started(0), 9000), 9500), 10_000), 0);
});

test("a clock that is set back takes nothing away", () => {
  assert.equal(elapsed(started(10_000), 4000), 0);
});

test("it is told as clocks tell it", () => {
  assert.deepEqual([0, 59_999, 65_000, 3_845_000].map(told), ["0:00", "0:59", "1:05", "1:04:05"]);
});

test("what was kept comes back, and nothing else", () => {
  const standing = toggled(started(0), 5000);
  assert.deepEqual(parsed(JSON.stringify(standing)), standing);
  for (const text of [null, "", "{}", "7", '{"since": "now", "before": 0}', '{"since": null}']) {
    assert.equal(parsed(text), null);
  }
});
