import assert from "node:assert/strict";
import { test } from "node:test";

import { inTwo } from "../core.js";

/** What `live/pack.py` writes, as far as it is looked at here: a head, the length, the rest. */
function pack(length, size) {
  const bytes = new Uint8Array(size).map((_, at) => at % 251);
  bytes.set(new TextEncoder().encode(String(length).padStart(10, "0")), 40);
  return bytes;
}

function stream(bytes, step, fails = false) {
  const pieces = [];
  for (let at = 0; at < bytes.length; at += step) pieces.push(bytes.subarray(at, at + step));
  return new ReadableStream({
    pull(controller) {
      if (pieces.length) controller.enqueue(pieces.shift());
      else if (fails) controller.error(new Error("the line is down"));
      else controller.close();
    },
  });
}

for (const step of [1, 7, 50, 64, 1000]) {
  test(`the beginning and all of it, in pieces of ${step}`, async () => {
    const bytes = pack(60, 300);
    const { begin, whole } = inTwo(stream(bytes, step));
    assert.deepEqual(await begin, bytes.slice(0, 60));
    assert.deepEqual(await whole, bytes);
  });
}

test("the beginning is there before the rest has come", async () => {
  const bytes = pack(60, 300);
  let more;
  const { begin, whole } = inTwo(
    new ReadableStream({
      start(controller) {
        controller.enqueue(bytes.slice(0, 80));
        more = () => {
          controller.enqueue(bytes.slice(80));
          controller.close();
        };
      },
    }),
  );
  assert.deepEqual(await begin, bytes.slice(0, 60));
  more();
  assert.deepEqual(await whole, bytes);
});

test("more than was made room for", async () => {
  const bytes = pack(60, (1 << 24) + 100);
  const { whole } = inTwo(stream(bytes, 1 << 20));
  assert.equal(Buffer.compare(await whole, bytes), 0);
});

test("what breaks off is an error in both", async () => {
  const { begin, whole } = inTwo(stream(pack(200, 100), 30, true));
  await assert.rejects(begin, /the line is down/);
  await assert.rejects(whole, /the line is down/);
});

test("what ends too early, and what is no pack", async () => {
  await assert.rejects(inTwo(stream(pack(200, 100), 30)).begin, /not whole/);
  const other = inTwo(stream(new Uint8Array(100), 30));
  await assert.rejects(other.begin, /how long/);
  await assert.rejects(other.whole, /how long/);
});
