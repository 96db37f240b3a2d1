// A memory is packed without its empty pages, and comes back as it was.

import assert from "node:assert/strict";
import { test } from "node:test";

import { pack, unpack } from "../snapshot.js";

const PAGE = 4096;

test("a memory comes back as it was, and its empty pages take no room", () => {
  const memory = new Uint8Array(10 * PAGE);
  memory[3 * PAGE + 5] = 7;
  memory[10 * PAGE - 1] = 9;
  const packed = pack(memory);
  assert.ok(packed.length < 3 * PAGE);
  assert.deepEqual(unpack(packed), memory);
});

test("a last page that is not whole comes back too", () => {
  const memory = new Uint8Array(2 * PAGE + 64);
  memory[2 * PAGE + 60] = 1;
  assert.deepEqual(unpack(pack(memory)), memory);
});

test("a memory of zeros is its length", () => {
  const memory = new Uint8Array(4 * PAGE);
  assert.deepEqual(unpack(pack(memory)), memory);
});

test("what is damaged is refused", () => {
  const memory = new Uint8Array(4 * PAGE).fill(3);
  const packed = pack(memory);
  assert.throws(() => unpack(packed.slice(0, -PAGE)), /damaged/);
  packed[packed.length - 7] = 4;
  assert.throws(() => unpack(packed), /damaged/);
});
