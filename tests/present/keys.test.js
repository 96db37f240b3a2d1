import assert from "node:assert/strict";
import { test } from "node:test";

import { KEYS, PASSED_ON, actionOf, isTheirs, swipe } from "../../_static/present/keys.js";

const press = (key, more = {}) => actionOf({ key, ...more });

test("a clicker, the arrows and the space bar turn the page", () => {
  for (const key of ["PageDown", "ArrowRight", " "]) assert.equal(press(key), "next");
  for (const key of ["PageUp", "ArrowLeft"]) assert.equal(press(key), "previous");
  assert.equal(press(" ", { shiftKey: true }), "previous");
  assert.equal(press("Home"), "first");
  assert.equal(press("End"), "last");
});

test("letters, also where Caps Lock is on", () => {
  assert.equal(press("r"), "run");
  assert.equal(press("R"), "run");
  assert.equal(press("t"), "timer");
  assert.equal(press("T", { shiftKey: true }), "reset");
  assert.equal(press("R", { shiftKey: true }), "");
  assert.equal(press("?", { shiftKey: true }), "help");
  assert.equal(press("+", { shiftKey: true }), "larger");
  assert.equal(press("="), "larger");
});

test("with Ctrl, Alt or Meta a key is the browser's", () => {
  for (const held of ["ctrlKey", "altKey", "metaKey"]) {
    for (const key of ["r", "ArrowLeft", "Home", "-", "0"]) assert.equal(press(key, { [held]: true }), "");
  }
});

test("without the keys of one character, those with a name remain", () => {
  for (const key of ["r", "s", "?", "+", "-", "0", "b", "."]) assert.equal(actionOf({ key }, false), "");
  for (const key of ["PageDown", "ArrowLeft", "Escape", " "]) assert.notEqual(actionOf({ key }, false), "");
});

test("what is no key of ours does nothing", () => {
  for (const key of ["x", "p", "Enter", "Tab", "F5", "ArrowUp", "toString", "constructor"]) {
    assert.equal(press(key), "");
  }
});

test("each action that is told of has a key", () => {
  const named = { "→": "ArrowRight", "←": "ArrowLeft", "Page Down": "PageDown", "Page Up": "PageUp", Space: " ", Esc: "Escape" };
  for (const [action, names] of KEYS) {
    for (const name of names) {
      const [, shift, last] = /^(Shift\+)?(.+)$/.exec(name);
      assert.equal(press(named[last] ?? last, { shiftKey: Boolean(shift) }), action, name);
    }
  }
});

test("the notes' window hands on what acts on the class's screen", () => {
  for (const key of ["r", "h", "s", "u", "+", "-", "0", "t", "b", "?", "ArrowRight", "End"]) assert.ok(PASSED_ON.has(press(key)), key);
  for (const key of ["n", "f", "Escape", "x"]) assert.ok(!PASSED_ON.has(press(key)), key);
});

test("whoever types has all keys, and a button those that press it", () => {
  for (const key of ["r", " ", "PageDown", "Escape"]) assert.ok(isTheirs(key, "field"));
  assert.ok(isTheirs(" ", "button") && isTheirs("Enter", "button"));
  assert.ok(!isTheirs("PageDown", "button") && !isTheirs("r", "button"));
  assert.ok(isTheirs("PageDown", "scroller") && !isTheirs("r", "scroller") && !isTheirs("Escape", "scroller"));
  assert.ok(!isTheirs(" ", ""));
});

test("a swipe goes across, far enough", () => {
  const from = { x: 200, y: 300 };
  assert.equal(swipe(from, { x: 100, y: 310 }), "next");
  assert.equal(swipe(from, { x: 300, y: 290 }), "previous");
  assert.equal(swipe(from, { x: 160, y: 300 }), "");
  assert.equal(swipe(from, { x: 100, y: 400 }), "");
});
