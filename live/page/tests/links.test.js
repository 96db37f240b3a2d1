// A link carries an edit, unharmed, and a damaged one brings nothing.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fromFragment, isEdit, toFragment } from "../links.js";

const SOURCES = {
  short: "x = 1\n",
  empty: "",
  unicode: 'name = "Тарас 🚀"\n\tprint(name)',
  long: "session.add(mark)\n".repeat(500),
};

for (const [name, source] of Object.entries(SOURCES)) {
  test(`there and back: ${name}`, async () => {
    const fragment = await toFragment({ block: 12, hash: "abc123", source });
    assert.match(fragment, /^#live-edit-12-abc123-z[\w-]+$/);
    assert.ok(isEdit(fragment));
    assert.deepEqual(await fromFragment(fragment), { block: 12, hash: "abc123", source });
  });
}

test("a browser that cannot compress makes a link that all can read", async () => {
  const { CompressionStream } = globalThis;
  delete globalThis.CompressionStream;
  const fragment = await toFragment({ block: 1, hash: "a", source: SOURCES.unicode });
  globalThis.CompressionStream = CompressionStream;
  assert.match(fragment, /^#live-edit-1-a-t/);
  assert.equal((await fromFragment(fragment)).source, SOURCES.unicode);
});

test("repetition is packed", async () => {
  const fragment = await toFragment({ block: 1, hash: "a", source: SOURCES.long });
  assert.ok(fragment.length < 200);
});

const DAMAGED = ["", "1-a-z", "1-a-zAAAA", "x-a-tAAAA", "1-a-t_w", "1-a-z!!"];

for (const fragment of DAMAGED.map((rest) => `#live-edit-${rest}`)) {
  test(`damaged: ${fragment}`, async () => {
    assert.ok(isEdit(fragment));
    await assert.rejects(fromFragment(fragment));
  });
}

test("one that would fill the memory is refused", async () => {
  const fragment = await toFragment({ block: 1, hash: "a", source: "x".repeat(5_000_000) }).catch(() => "");
  assert.ok(fragment, "packing is not limited");
  await assert.rejects(fromFragment(fragment));
});

test("an ordinary anchor is none", () => {
  assert.equal(isEdit("#see-it-happen"), false);
  assert.equal(isEdit(""), false);
});
