// What is pressed before the page's script is there, with a page and a browser of a few lines.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { listen } from "../early.js";

const RUN = "[data-live-block] > .live-tools [data-action=run]";
const later = () => new Promise((resolve) => setTimeout(resolve));

/** A page with its script's element, and what its listeners are called with. */
function page() {
  const ears = {};
  const script = { src: "https://book.example/live/1/live.js", dataset: { livePage: "live-pages/a.json?v=1" } };
  return {
    ears,
    script,
    baseURI: "https://book.example/a.html",
    documentElement: { dataset: {} },
    addEventListener: (kind, call) => (ears[kind] = call),
    removeEventListener: (kind) => delete ears[kind],
    querySelector: () => script,
    // The second of its blocks is native.
    querySelectorAll: () => [1, 3, 4, 5].map((number) => ({ dataset: { liveBlock: String(number) } })),
  };
}

/** A press on the button of a block, or beside it. */
function press(document, block) {
  const button = { setAttribute() {}, closest: () => ({ dataset: { liveBlock: String(block) } }) };
  document.ears.click?.({ target: { closest: (what) => (block && what === RUN ? button : null) } });
}

/** What a worker was told of one kind. */
const told = (worker, kind) => worker.sent.filter((message) => message.kind === kind);

const workers = [];
const fetched = [];
let answer;

beforeEach(() => {
  workers.length = fetched.length = 0;
  answer = { ok: true, json: async () => ({ blocks: [] }) };
  globalThis.Worker = class {
    constructor(url, options) {
      Object.assign(this, { url: String(url), options, sent: [] });
      workers.push(this);
    }
    postMessage(message) {
      this.sent.push(message);
    }
    terminate() {}
  };
  globalThis.fetch = async (url) => {
    fetched.push(String(url));
    return answer;
  };
});

afterEach(() => {
  delete globalThis.Worker;
  delete globalThis.fetch;
  delete globalThis.localStorage;
  delete globalThis.location;
});

/** What Python is given to run by a page on which a block was pressed, before it says anything. */
async function ranEarly(block) {
  const document = page();
  const early = listen(document);
  press(document, block);
  const say = (data) => workers[0].onmessage({ data });
  const ran = () => told(workers[0], "run").map((request) => request.block);
  await later();
  return { document, early, say, ran };
}

test("nothing is fetched before something is pressed", () => {
  const document = page();
  const early = listen(document);
  press(document, 0);
  assert.deepEqual([early.block, early.client, workers, fetched], [0, null, [], []]);
});

test("the first press starts Python with the page's examples, and of several blocks the last is kept", async () => {
  const document = page();
  const early = listen(document);
  press(document, 3);
  press(document, 2);
  await later();
  assert.equal(early.end().block, 3);
  assert.deepEqual(fetched, [
    "https://book.example/live-pages/a.json?v=1",
    "https://book.example/live/1/pyodide.asm.wasm",
  ]);
  assert.deepEqual(
    workers.map(({ url }) => url),
    ["https://book.example/live/1/worker.js"],
  );
  assert.deepEqual(told(workers[0], "start"), [{ kind: "start", page: { blocks: [] }, interrupt: null }]);
  press(document, 5);
  assert.equal(early.block, 3);
});

test("what Python says is kept for the page's script", () => {
  const document = page();
  const early = listen(document);
  press(document, 1);
  workers[0].onmessage({ data: { kind: "status", stage: "ready" } });
  assert.deepEqual(early.heard, [{ kind: "status", stage: "ready" }]);
});

test("the blocks that are wanted run, one after the other, and what they print is kept", async () => {
  const { document, early, say, ran } = await ranEarly(3);
  assert.deepEqual(ran(), [1], "before Python is ready");
  say({ kind: "status", stage: "ready" });
  say({ kind: "output", id: 1, html: "" });
  say({ kind: "done", id: 1, state: "match" });
  say({ kind: "done", id: 2, state: "match" });
  assert.deepEqual([ran(), early.sent], [[1, 3], [1, 3]]);
  press(document, 1);
  assert.deepEqual(ran(), [1, 3]);
  press(document, 5);
  say({ kind: "done", id: 3, state: "error" });
  assert.deepEqual(ran(), [1, 3, 4], "after an error the page's script decides");
  assert.deepEqual(
    early.heard.map(({ kind, id }) => id ?? kind),
    ["status", 1, 2, 3],
  );
});

test("where there is code of the reader's, kept or in the address, nothing runs before it is known", async () => {
  globalThis.localStorage = { "live-edit:/live-pages/a.json:2": "{}" };
  assert.deepEqual((await ranEarly(1)).ran(), []);
  globalThis.localStorage = { "live-edit:/live-pages/b.json:2": "{}" };
  workers.length = 0;
  assert.deepEqual((await ranEarly(1)).ran(), [1]);
  globalThis.location = { hash: "#live-edit-x" };
  workers.length = 0;
  assert.deepEqual((await ranEarly(1)).ran(), []);
});

test("the runtime is compiled here, while the worker begins; where it cannot be, the worker sees to it", async () => {
  const usual = WebAssembly.compileStreaming;
  for (const [compile, module] of [[async () => "compiled", "compiled"], [async () => Promise.reject(new Error()), null]]) {
    WebAssembly.compileStreaming = compile;
    workers.length = 0;
    const document = page();
    listen(document);
    press(document, 1);
    await later();
    assert.deepEqual(told(workers[0], "module"), [{ kind: "module", module }]);
  }
  WebAssembly.compileStreaming = usual;
});

test("what is not sent when the page's script comes is left to that", async () => {
  const document = page();
  const early = listen(document);
  press(document, 1);
  early.end();
  await later();
  assert.deepEqual([early.sent, told(workers[0], "run"), told(workers[0], "start").length], [[], [], 1]);
});

test("a start that fails leaves nothing but the press: the page's script tries again", async () => {
  const document = page();
  const early = listen(document);
  answer = { ok: false, status: 404, url: "a.json" };
  press(document, 4);
  await later();
  assert.deepEqual([early.block, early.client, early.page, early.heard], [4, null, null, []]);
});

test("a worker that comes to nothing does not speak for the next one", async () => {
  const pages = [];
  globalThis.fetch = (url) => new Promise((resolve) => String(url).includes(".json") && pages.push(resolve));
  const document = page();
  const early = listen(document);
  press(document, 1);
  workers[0].onerror({});
  press(document, 1);
  pages[0](answer);
  await later();
  assert.deepEqual([workers.map(({ sent }) => sent), early.sent], [[[], []], []], "nothing before the page is there");
  pages[1](answer);
  await later();
  assert.deepEqual(
    workers.map(({ sent }) => sent.map(({ kind }) => kind)),
    [[], ["start", "run"]],
  );
});

test("without workers the press alone is kept", () => {
  delete globalThis.Worker;
  const document = page();
  const early = listen(document);
  press(document, 4);
  assert.deepEqual([early.block, early.client, fetched], [4, null, []]);
});

test("where the page's script does not come, the page says so to its styles", () => {
  const document = page();
  listen(document);
  document.ears.error({ target: { dataset: {} } });
  assert.ok(!("liveFailed" in document.documentElement.dataset));
  document.ears.error({ target: document.script });
  assert.ok("liveFailed" in document.documentElement.dataset);
});
