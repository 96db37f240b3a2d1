// The line to Python, with a worker that is told what to say.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Client } from "../client.js";

const later = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms));

/** A client with its worker's side, and all that the page would hear. */
function line({ isolated = false, page = async () => ({ blocks: [] }), patience = 20 } = {}) {
  const workers = [];
  const heard = [];
  const note = (kind) => (...what) => heard.push([kind, ...what]);
  const open = () => {
    const worker = { sent: [], ended: false };
    worker.postMessage = (message) => worker.sent.push(message);
    worker.terminate = () => (worker.ended = true);
    workers.push(worker);
    return worker;
  };
  const kinds = ["status", "output", "done", "completions", "failed", "replaced"];
  const on = Object.fromEntries(kinds.map((kind) => [kind, note(kind)]));
  const client = new Client({ open, page, isolated, on, patience });
  const say = (data) => workers.at(-1).onmessage({ data });
  return { client, workers, heard, say };
}

test("it starts once, with the page", async () => {
  const { client, workers } = line();
  client.start();
  client.start();
  await later();
  assert.equal(workers.length, 1);
  assert.deepEqual(workers[0].sent, [{ kind: "start", page: { blocks: [] }, interrupt: null }]);
});

test("what runs is heard, and what came too late is not", async () => {
  const { client, workers, heard, say } = line();
  await client.start();
  client.run({ kind: "run", block: 1, source: null });
  const { id } = workers[0].sent.at(-1);
  say({ kind: "output", id, html: "a" });
  say({ kind: "done", id, state: "match" });
  say({ kind: "output", id, html: "b" });
  say({ kind: "done", id, state: "match" });
  assert.deepEqual(heard.map(([kind]) => kind), ["output", "done"]);
});

test("stop, without shared memory: the worker is ended at once", async () => {
  const { client, workers, heard } = line();
  await client.start();
  client.run({ kind: "run", block: 1 });
  client.stop();
  assert.equal(workers[0].ended, true);
  assert.deepEqual(heard, [["replaced"]]);
  await client.start();
  assert.equal(workers.length, 2);
});

test("stop, with shared memory: Python is asked, and has time", async () => {
  const { client, workers, heard, say } = line({ isolated: true });
  await client.start();
  const flag = new Uint8Array(workers[0].sent[0].interrupt);
  client.run({ kind: "run", block: 1 });
  client.stop();
  assert.equal(flag[0], 2);
  say({ kind: "done", id: 1, state: "stopped" });
  await later(40);
  assert.equal(workers[0].ended, false);
  assert.deepEqual(heard.map(([kind]) => kind), ["done"]);
  client.run({ kind: "run", block: 1 });
  assert.equal(flag[0], 0);
});

test("stop, with shared memory, is asked for again until something comes of it", async () => {
  const { client, workers, say } = line({ isolated: true, patience: 5000 });
  await client.start();
  const flag = new Uint8Array(workers[0].sent[0].interrupt);
  client.run({ kind: "run", block: 1 });
  client.stop();
  flag[0] = 0; // heard, and the error thrown away
  await later(200);
  assert.equal(flag[0], 2);
  say({ kind: "stopped", id: 1 });
  flag[0] = 0;
  await later(200);
  assert.equal(flag[0], 0);
  say({ kind: "done", id: 1, state: "stopped" });
});

test("stop, with shared memory, of a Python that does not listen", async () => {
  const { client, workers, heard } = line({ isolated: true });
  await client.start();
  client.run({ kind: "run", block: 1 });
  client.stop();
  client.stop();
  await later(40);
  assert.equal(workers[0].ended, true);
  assert.deepEqual(heard, [["replaced"]]);
});

test("stop, with shared memory, of what has ended: Python may show it", async () => {
  const { client, workers, heard, say } = line({ isolated: true });
  await client.start();
  client.run({ kind: "run", block: 1 });
  say({ kind: "stopped", id: 1 }); // nobody has asked for it
  client.stop();
  say({ kind: "stopped", id: 1 });
  await later(40);
  say({ kind: "done", id: 1, state: "stopped" });
  await later(80);
  assert.equal(workers[0].ended, false);
  assert.deepEqual(heard.map(([kind]) => kind), ["done"]);

  client.run({ kind: "run", block: 2 });
  client.stop();
  say({ kind: "stopped", id: 2 }); // and then it hangs all the same
  await later(120);
  assert.equal(workers[0].ended, true);
  assert.equal(heard.at(-1)[0], "replaced");
});

test("a start that fails says so, and can be tried again", async () => {
  let offline = true;
  const page = async () => {
    if (offline) throw new TypeError("no network");
    return {};
  };
  const { client, workers, heard } = line({ page });
  await client.start();
  assert.equal(heard[0][0], "failed");
  assert.match(heard[0][1], /could not be fetched/);
  offline = false;
  await client.start();
  assert.equal(workers[1].sent[0].kind, "start");
});

test("a browser without module workers is told so", async () => {
  const { client, heard } = line();
  client.open = () => {
    throw new Error("no");
  };
  await client.start();
  assert.equal(heard[0][0], "failed");
});

test("a crash, a worker that is not there, and one that gives up", async () => {
  for (const [end, text] of [
    [({ workers }) => workers[0].onerror({ message: "boom" }), /ended unexpectedly/],
    [({ workers }) => workers[0].onerror({}), /could not be fetched/],
    [({ say }) => say({ kind: "failed", text: "No memory.", detail: "d" }), /No memory/],
  ]) {
    const all = line();
    await all.client.start();
    end(all);
    assert.equal(all.heard.length, 1);
    assert.match(all.heard[0][1], text);
    assert.equal(all.workers[0].ended, true);
  }
});

test("a worker that was ended is not heard any more", async () => {
  const { client, workers, heard } = line();
  await client.start();
  client.end();
  workers[0].onmessage({ data: { kind: "status", stage: "ready" } });
  workers[0].onerror({ message: "late" });
  assert.deepEqual(heard, []);
});
