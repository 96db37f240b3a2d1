// A memory is packed without its empty pages, and comes back as it was.

import assert from "node:assert/strict";
import { test } from "node:test";

import { pack, unpack } from "../snapshot.js";

const PAGE = 4096;
const HEAD = 48;

/** @returns {Uint8Array} a snapshot as Pyodide makes it, of so many bytes of memory. */
function snapshot(size, fill = () => {}) {
  const made = new Uint8Array(HEAD + size);
  new Uint32Array(made.buffer)[1] = HEAD;
  made[0] = 77;
  made[HEAD - 1] = 88;
  fill(made.subarray(HEAD));
  return made;
}

/** @returns {Uint8Array} the snapshot that comes back, over a memory that was used to `fresh`. */
function restored(packed, fresh = 0) {
  const { length, head, place } = unpack(packed);
  const memory = new Uint8Array(length).fill(5, 0, fresh);
  place(memory, fresh);
  return new Uint8Array([...head, ...memory]);
}

test("a memory comes back as it was, and its empty pages take no room", () => {
  const made = snapshot(10 * PAGE, (memory) => {
    memory[3 * PAGE + 5] = 7;
    memory[4 * PAGE + 5] = 8;
    memory[10 * PAGE - 1] = 9;
  });
  const packed = pack(made);
  assert.ok(packed.length < 4 * PAGE);
  assert.deepEqual(restored(packed), made);
});

test("what a module had written before is gone", () => {
  const made = snapshot(6 * PAGE, (memory) => memory.fill(1, 2 * PAGE, 3 * PAGE));
  for (const fresh of [PAGE, 2 * PAGE, 4 * PAGE + 64, 6 * PAGE]) {
    assert.deepEqual(restored(pack(made), fresh), made);
  }
});

test("a last page that is not whole comes back too", () => {
  const made = snapshot(2 * PAGE + 64, (memory) => memory.fill(1, 2 * PAGE + 60));
  assert.deepEqual(restored(pack(made)), made);
});

test("a memory of zeros is its length", () => {
  const made = snapshot(4 * PAGE);
  assert.deepEqual(restored(pack(made)), made);
});

test("what is damaged is refused", () => {
  const packed = pack(snapshot(4 * PAGE, (memory) => memory.fill(3)));
  assert.throws(() => unpack(packed.slice(0, -PAGE)), /damaged/);
  packed[packed.length - 7] = 4;
  assert.throws(() => unpack(packed), /damaged/);
});

test("wherever a single byte is damaged, it is noticed", () => {
  const packed = pack(snapshot(2 * PAGE + 64, (memory) => memory.fill(3)));
  for (let at = 0; at < packed.length; at++) {
    packed[at] ^= 1;
    assert.throws(() => unpack(packed), /damaged/, `byte ${at} of ${packed.length}`);
    packed[at] ^= 1;
  }
  unpack(packed);
});
