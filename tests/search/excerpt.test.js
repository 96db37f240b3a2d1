import assert from "node:assert/strict";
import test from "node:test";

import { excerpt, marked } from "../../_static/search/excerpt.js";

const said = (pieces) => pieces.map(({ text, marked: isMarked }) => (isMarked ? `[${text}]` : text)).join("");
const LONG = `${"Nothing of that here. ".repeat(12)}A commit ends the transaction, and all objects expire. ${"More of it. ".repeat(20)}`;

test("words are marked whole, in any form that is found", () => {
  assert.equal(said(marked("It commits; begin_nested() does not.", ["commit", "nested"])), "It [commits]; [begin_nested]() does not.");
});

test("nothing is lost or added", () => {
  const text = "a <b> “c” & d_e";
  assert.equal(marked(text, ["c"]).map((piece) => piece.text).join(""), text);
});

test("a short text stays whole", () => {
  assert.equal(said(excerpt("One commit.", ["commit"])), "One [commit].");
});

test("of a long one the line with most of the words is shown, from its sentence's beginning", () => {
  const line = said(excerpt(LONG, ["commit", "transaction", "expire"]));
  assert.match(line, /^… A \[commit\] ends the \[transaction\], and all objects \[expire\]\..* …$/);
  assert.ok(line.length < 190);
});

test("where no word is found, it is the beginning", () => {
  assert.match(said(excerpt(LONG, ["zorblax"])), /^Nothing of that here\./);
});

test("a text without spaces is cut all the same", () => {
  assert.ok(said(excerpt("x".repeat(999), ["x"])).length < 200);
});
