// Brings a build's files into a cache, a few at a time: not one of them is of another build.

import { LIST, cacheName, isFixed, otherBuilds } from "./rules.js";

/** So many files are asked for at the same time. */
const AT_ONCE = 3;
/** Under this name, relative to the site's root, a cache says that everything is in it. */
const COMPLETE = "offline-complete";

/** The server has a newer build by now, whose own worker will come. */
class Replaced extends Error {}

/** The files of one build, in a cache of their own. */
export class Keeper {
  /**
   * @param {string} scope The address of the site's root.
   * @param {string} build What the build is called.
   * @param {{caches: CacheStorage, fetch: typeof fetch, digest: (body: ArrayBuffer) => Promise<string>}} tools
   *     The browser's, or a test's; `digest` gives the first 16 hexadecimal digits of SHA-256.
   */
  constructor(scope, build, { caches, fetch, digest }) {
    Object.assign(this, { scope, build, caches, fetch, digest, resting: false });
    /** The work that is going on, and whether all of it is known to be done. */
    Object.assign(this, { busy: null, complete: false });
    this.url = (name) => new URL(name, scope).href;
  }

  /** @returns {Promise<Cache>} This build's cache. */
  open() {
    return this.caches.open(cacheName(this.scope, this.build));
  }

  /** @returns {Promise<boolean>} Whether every file of the build is kept. */
  async isComplete() {
    this.complete ||= Boolean(await (await this.open()).match(this.url(COMPLETE)));
    return this.complete;
  }

  /** @returns {Promise<boolean>} Whether a file is one of the build's. */
  async has(url) {
    const list = await (await this.open()).match(this.url(LIST));
    return (await list?.json())?.files.some(([name]) => this.url(name) === url) ?? false;
  }

  /** Begin no other file. What is there stays; the next `fill` goes on from it. */
  rest() {
    this.resting = true;
  }

  /**
   * Fetch what is missing. A file that cannot be had is left for the next time.
   *
   * @returns {Promise<boolean>} Whether the build is complete now.
   */
  fill() {
    this.resting = false;
    this.busy ??= this.#fill().finally(() => (this.busy = null));
    return this.busy;
  }

  async #fill() {
    if (await this.isComplete()) return true;
    const cache = await this.open();
    const list = await this.#list(cache);
    const kept = new Set((await cache.keys()).map((request) => request.url));
    const missing = list.files.filter(([name]) => !kept.has(this.url(name)));
    const old = await this.#oldFiles();
    let failed = 0;
    const work = async () => {
      while (missing.length && !this.resting) {
        const [name, hash] = missing.shift();
        try {
          await this.#keep(cache, old.get(hash), name, hash);
        } catch (error) {
          // No room, or another build: the others would fare no better.
          if (error instanceof Replaced || error.name === "QuotaExceededError") throw error;
          failed += 1;
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (missing.length || failed) return false;
    await cache.put(this.url(COMPLETE), new Response(this.build));
    return true;
  }

  /** @returns {Promise<{build: string, files: [string, string][]}>} The build's list, also kept. */
  async #list(cache) {
    const kept = await cache.match(this.url(LIST));
    if (kept) return kept.json();
    const list = await this.#fetchList();
    await cache.put(this.url(LIST), Response.json(list));
    return list;
  }

  /** @throws {Replaced} When the server has another build than this. */
  async #fetchList() {
    const response = await this.fetch(this.url(LIST), { cache: "no-cache" });
    if (!response.ok) throw new Error(`${response.status} ${LIST}`);
    const list = await response.json();
    if (list.build !== this.build) throw new Replaced(list.build);
    return list;
  }

  /** @returns {Promise<Map<string, [Cache, string]>>} Where older builds keep a content, by hash. */
  async #oldFiles() {
    const found = new Map();
    for (const name of otherBuilds(await this.caches.keys(), this.scope, this.build)) {
      const cache = await this.caches.open(name);
      const list = await (await cache.match(this.url(LIST)))?.json();
      for (const [file, hash] of list?.files ?? []) found.set(hash, [cache, this.url(file)]);
    }
    return found;
  }

  async #keep(cache, [old, oldUrl] = [], name, hash) {
    const copy = await old?.match(oldUrl);
    if (copy) {
      await cache.put(this.url(name), copy);
      return;
    }
    const response = await this.fetch(this.url(name), { cache: isFixed(name) ? "default" : "no-cache" });
    if (!response.ok) throw new Error(`${response.status} ${name}`);
    const body = await response.arrayBuffer();
    // A host may change files on their way, so another content is not yet another build.
    if ((await this.digest(body)) !== hash) await this.#fetchList();
    // A new response, for one that was redirected must not answer for a page.
    const headers = new Headers(response.headers);
    for (const header of ["content-encoding", "content-length"]) headers.delete(header);
    await cache.put(this.url(name), new Response(body, { headers }));
  }

  /** Drop all other builds, once this one is complete. */
  async dropOthers() {
    if (!(await this.isComplete())) return;
    for (const name of otherBuilds(await this.caches.keys(), this.scope, this.build)) {
      await this.caches.delete(name);
    }
  }

  /**
   * Find what is kept: of this build, or, while this one is not complete, of one that is.
   *
   * @param {(cache: Cache) => Promise<Response|undefined>} look How to look into one cache.
   * @returns {Promise<Response|undefined>} The answer.
   */
  async find(look) {
    const own = await this.open();
    if (!(await this.isComplete())) {
      for (const name of otherBuilds(await this.caches.keys(), this.scope, this.build)) {
        const cache = await this.caches.open(name);
        if (!(await cache.match(this.url(COMPLETE)))) continue;
        const found = await look(cache);
        if (found) return found;
      }
    }
    return look(own);
  }
}
