// The service worker: with a network it stays out of the way, without one it answers from what it
// keeps. So what is read online is always the server's own build, and what is read offline one whole
// build that was kept. extensions/offline.py puts the name of the build before this file.

import { Keeper } from "./keeping.js";
import { concerns, isProgram, pageAddresses } from "./rules.js";

/** So long a page that is kept waits for the network, in milliseconds: trains have bad networks. */
const PATIENCE = 4000;

const scope = self.registration.scope;
const keeper = new Keeper(scope, self.bookBuild, {
  caches: self.caches,
  fetch: (url, options) => fetch(url, options),
  async digest(body) {
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
    return Array.from(bytes.slice(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
  },
});
/** The pages, and their workers, that came from the cache: what belongs to them comes from there too. */
const offline = new Set();
/** Those that came from the network since this worker started; of others nothing is known. */
const online = new Set();

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

async function takeOver() {
  await self.registration.navigationPreload?.enable();
  await keeper.dropOthers();
  await self.clients.claim();
}

self.addEventListener("message", (event) => {
  if (event.data?.kind === "rest") keeper.rest();
  if (event.data?.kind === "keep") event.waitUntil(keep(event.source, event.data.runtime));
});

/** Keep what is missing, and tell the page how it went. */
async function keep(page, runtime) {
  let complete = false;
  let reason = "";
  try {
    complete = await keeper.fill();
    if (complete) await succeed(runtime);
  } catch (error) {
    reason = `${error.name}: ${error.message}`;
  }
  page?.postMessage({ kind: "kept", complete, reason });
}

/**
 * Take the place of an older build's worker. It stays while pages are open that may need its files;
 * it need not when the only one, which asks, runs what this build runs.
 */
async function succeed(runtime) {
  const isActive = self.serviceWorker ? self.serviceWorker.state === "activated" : !self.registration.waiting;
  if (isActive) return keeper.dropOthers();
  const all = await self.clients.matchAll({ includeUncontrolled: true, type: "window" });
  const open = all.filter((client) => client.url.startsWith(scope));
  if (open.length < 2 && (await keeper.has(runtime))) await self.skipWaiting();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (!concerns(request, scope)) return;
  // What a worker answers, the browser compiles again each time, even when it came from the network:
  // so programs are left to the browser where that is known to work.
  if (online.has(event.clientId) && self.navigator.onLine && isProgram(request)) {
    if (event.resultingClientId) online.add(event.resultingClientId);
    return;
  }
  event.respondWith(request.mode === "navigate" ? answerPage(event) : answerFile(event));
});

async function answerPage(event) {
  const network = askNetwork(event);
  const answer = await Promise.race([network.catch(() => null), later(PATIENCE)]);
  if (answer && answer.status < 500) {
    online.add(event.resultingClientId);
    return answer;
  }
  const kept = await findPage(event.request.url).catch(() => null);
  if (!kept) return network;
  event.waitUntil(network.catch(() => {}));
  offline.add(event.resultingClientId);
  return kept;
}

async function askNetwork({ preloadResponse, request }) {
  return (await preloadResponse) ?? fetch(request);
}

function later(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, null));
}

/** @returns {Promise<Response|undefined>} The page, or, in a build that is whole, the one that says it is not there. */
async function findPage(address) {
  for (const url of pageAddresses(address)) {
    const found = await keeper.find((cache) => cache.match(url, { ignoreVary: true }));
    if (found) return found;
  }
  if (!(await keeper.isComplete())) return undefined;
  const page = await keeper.find((cache) => cache.match(keeper.url("404.html")));
  return page && new Response(page.body, { status: 404, headers: page.headers });
}

async function answerFile(event) {
  const { request, clientId, resultingClientId } = event;
  if (offline.has(clientId)) {
    if (resultingClientId) offline.add(resultingClientId);
    return (await findFile(request)) ?? fetch(request);
  }
  const answer = await fetch(request).catch((error) => error);
  if (answer.ok || answer.type === "opaqueredirect") return answer;
  // Also what the server had when an older page was loaded, and has no more.
  const kept = await findFile(request).catch(() => null);
  if (answer instanceof Error) online.clear();
  if (kept) return kept;
  if (answer instanceof Error) throw answer;
  return answer;
}

/** A query says which content is wanted (style.css?v=1a2b), so only that one will do. */
function findFile(request) {
  const options = { ignoreVary: true, ignoreSearch: !new URL(request.url).search };
  return keeper.find((cache) => cache.match(request, options));
}
