import assert from "node:assert/strict";
import { test } from "node:test";

import { Keeper } from "../keeping.js";
import { cacheName } from "../rules.js";

const SCOPE = "https://host.example/docs/";

/** Caches as a browser has them, as far as the keeper uses them. */
class Caches {
  #all = new Map();

  async open(name) {
    if (!this.#all.has(name)) this.#all.set(name, new Map());
    const kept = this.#all.get(name);
    const url = (request) => request.url ?? request;
    return {
      match: async (request) => kept.get(url(request))?.clone(),
      put: async (request, response) => void kept.set(url(request), response),
      keys: async () => [...kept.keys()].map((key) => ({ url: key })),
    };
  }

  async keys() {
    return [...this.#all.keys()];
  }

  async delete(name) {
    return this.#all.delete(name);
  }
}

/** A host with a build; `asked` tells what was fetched. The hash of a text is the text itself. */
function host(build, files, caches = new Caches()) {
  const asked = [];
  const server = { build, files, asked, caches, failing: {} };
  server.fetch = async (url) => {
    const name = url.slice(SCOPE.length);
    asked.push(name);
    if (name === "offline.json") {
      return Response.json({ build: server.build, files: Object.entries(server.files) });
    }
    if (name in server.failing) throw server.failing[name];
    const text = server.files[name];
    return new Response(text, { status: text === undefined ? 404 : 200 });
  };
  server.digest = async (body) => new TextDecoder().decode(body);
  server.keeper = () => new Keeper(SCOPE, build, server);
  return server;
}

async function text(keeper, name) {
  return (await keeper.find((cache) => cache.match(SCOPE + name)))?.text();
}

test("everything is kept, and asked for once", async () => {
  const server = host("one", { "index.html": "page", "a.css?v=1": "style" });
  assert.equal(await server.keeper().fill(), true);
  assert.equal(await text(server.keeper(), "a.css?v=1"), "style");
  assert.equal(await server.keeper().fill(), true);
  assert.deepEqual(server.asked, ["offline.json", "index.html", "a.css?v=1"]);
});

test("what fails is left for the next time, and what is there is of use", async () => {
  const server = host("one", { "index.html": "page", "a.css": "style" });
  server.failing = { "a.css": new TypeError("no network") };
  assert.equal(await server.keeper().fill(), false);
  assert.equal(await text(server.keeper(), "index.html"), "page");
  server.failing = {};
  assert.equal(await server.keeper().fill(), true);
  assert.deepEqual(server.asked.slice(3), ["a.css"]);
});

test("a new build takes what has not changed from the old one, which goes when told to", async () => {
  const old = host("one", { "index.html": "old page", "a.css?v=1": "style" });
  await old.keeper().fill();
  const fresh = host("two", { "index.html": "new page", "a.css?v=1": "style" }, old.caches);
  const keeper = fresh.keeper();
  await keeper.dropOthers();
  assert.equal(await text(keeper, "index.html"), "old page"); // whole, as long as this one is not
  assert.equal(await keeper.fill(), true);
  assert.deepEqual(fresh.asked, ["offline.json", "index.html"]);
  await keeper.dropOthers();
  assert.deepEqual(await fresh.caches.keys(), [cacheName(SCOPE, "two")]);
  assert.equal(await text(keeper, "a.css?v=1"), "style");
});

test("a file of a newer build is not kept, and ends the work", async () => {
  const server = host("one", { "index.html": "page", "b.html": "page", "c.html": "page", "d.html": "page" });
  const keeper = server.keeper();
  await (await keeper.open()).put(`${SCOPE}offline.json`, await server.fetch(`${SCOPE}offline.json`));
  server.build = "two";
  server.files = { ...server.files, "index.html": "newer" };
  await assert.rejects(keeper.fill());
  assert.equal(await text(keeper, "index.html"), undefined);
  assert.equal(await keeper.isComplete(), false);
});

test("what a host changes on its way is kept, as long as the build is the same", async () => {
  const server = host("one", { "index.html": "page" });
  server.digest = async () => "with a script of the host's";
  assert.equal(await server.keeper().fill(), true);
});

test("a full disk ends the work", async () => {
  const full = Object.assign(new Error("full"), { name: "QuotaExceededError" });
  const server = host("one", { "a.html": "a", "b.html": "b", "c.html": "c", "d.html": "d" });
  server.failing = { "a.html": full };
  await assert.rejects(server.keeper().fill(), full);
  assert.equal(await server.keeper().isComplete(), false);
});

test("resting begins no other file, and filling again goes on", async () => {
  const server = host("one", { a: "a", b: "b", c: "c", d: "d", e: "e" });
  const keeper = server.keeper();
  const fetch = server.fetch;
  keeper.fetch = (url) => {
    if (url.endsWith("/c")) keeper.rest();
    return fetch(url);
  };
  assert.equal(await keeper.fill(), false);
  keeper.fetch = fetch;
  assert.equal(await keeper.fill(), true);
});
