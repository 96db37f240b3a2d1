import assert from "node:assert/strict";
import { test } from "node:test";

import { cacheName, concerns, isFixed, isProgram, otherBuilds, pageAddresses } from "../rules.js";

const SCOPE = "https://host.example/docs/session/";

test("other builds are this site's own, not those of a site above or below", () => {
  const names = [
    cacheName(SCOPE, "new"),
    cacheName(SCOPE, "old"),
    cacheName("https://host.example/", "old"),
    cacheName(`${SCOPE}more/`, "old"),
    "snapshot",
  ];
  assert.deepEqual(otherBuilds(names, SCOPE, "new"), [cacheName(SCOPE, "old")]);
});

test("a page is looked for under all names by which hosts give it", () => {
  assert.deepEqual(pageAddresses(`${SCOPE}?q=1#top`), [`${SCOPE}index.html`]);
  assert.deepEqual(pageAddresses(`${SCOPE}search.html?q=1`), [`${SCOPE}search.html`]);
  const address = `${SCOPE}chapters/transactions`;
  assert.deepEqual(pageAddresses(address), [address, `${address}.html`, `${address}/index.html`]);
});

test("only what is asked for below the site, and may be answered, is the worker's business", () => {
  const asked = { method: "GET", url: `${SCOPE}a.css`, cache: "default", mode: "no-cors" };
  assert.ok(concerns(asked, SCOPE));
  assert.ok(!concerns({ ...asked, method: "POST" }, SCOPE));
  assert.ok(!concerns({ ...asked, url: "https://host.example/docs/a.css" }, SCOPE));
  assert.ok(!concerns({ ...asked, url: `${SCOPE}sw.js` }, SCOPE));
  assert.ok(!concerns({ ...asked, cache: "only-if-cached" }, SCOPE));
});

test("what runs the examples has its content in its address", () => {
  assert.ok(isFixed("_static/live/0123/live.js"));
  assert.ok(!isFixed("_static/live-pages/index.json?v=1"));
});

test("programs are what browsers compile", () => {
  assert.ok(isProgram({ destination: "script", url: `${SCOPE}a.js` }));
  assert.ok(isProgram({ destination: "", url: `${SCOPE}a.wasm` }));
  assert.ok(!isProgram({ destination: "", url: `${SCOPE}core.pack` }));
});
