import assert from "node:assert/strict";
import { test } from "node:test";

import { showing, stretch, toSee, topmost } from "../../_static/present/place.js";

/** An element, as far as it matters: what is in it, and where it is. */
function element(top, height, ...children) {
  const made = {
    contains: (other) => other === made || children.some((child) => child.contains(other)),
    getBoundingClientRect: () => ({ top, height }),
    querySelectorAll: () => children.flatMap((child) => [child, ...child.querySelectorAll("*")]),
  };
  return made;
}

test("an element is on the screen that shows it, what it is in, or a part of it", () => {
  const [line, first, second] = [element(0, 1), element(0, 1), element(0, 1)];
  const [block, list] = [element(0, 1, line), element(0, 1, first, second)];
  const whole = [{ shown: [list] }, { shown: [block] }];
  const parts = [{ shown: [first] }, { shown: [second] }, { shown: [block] }];
  assert.deepEqual([line, second, list].map((each) => showing(whole, each)), [1, 0, 0]);
  assert.deepEqual([line, second, list].map((each) => showing(parts, each)), [2, 1, 0]);
  assert.equal(showing(parts, element(0, 1)), -1);
});

test("the topmost is the first that is not cut", () => {
  const [cut, whole] = [element(-40, 30), element(5, 30)];
  const block = element(-60, 200, cut, element(0, 0), whole);
  assert.equal(topmost([element(-90, 20), block, element(150, 20)], 0), whole);
  assert.equal(topmost([element(-90, 20)], 0), undefined);
});

test("a screen that is longer than the monitor has parts, by the steps of the keys", () => {
  assert.deepEqual(stretch(0, 500, 500), { part: 1, parts: 1 });
  assert.deepEqual(stretch(0, 500, 508), { part: 1, parts: 1 });
  assert.deepEqual(stretch(0, 500, 600), { part: 1, parts: 2 });
  assert.deepEqual(stretch(100, 500, 600), { part: 2, parts: 2 });
  const steps = [0, 400, 800, 1000].map((top) => stretch(top, 500, 1500));
  assert.deepEqual(steps.map(({ part }) => part), [1, 2, 3, 4]);
  assert.ok(steps.every(({ parts }) => parts === 4));
});

test("what has run is seen whole, as far as there is room", () => {
  const view = { top: 0, bottom: 500 };
  const at = (top, bottom) => ({ top, bottom });
  assert.equal(toSee(view, at(100, 400), at(200, 400)), 0);
  assert.equal(toSee(view, at(300, 600), at(400, 600)), 100, "its end");
  assert.equal(toSee(view, at(-50, 300), at(100, 300)), -50, "its buttons");
  assert.equal(toSee(view, at(-50, 700), at(450, 700)), 200, "too high: the result");
  assert.equal(toSee(view, at(-50, 900), at(100, 900)), 100, "even that: its beginning");
});
