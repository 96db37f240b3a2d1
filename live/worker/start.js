// Starts Python: from the snapshot that this browser took of an earlier start, or from the packs.

import { loadPyodide } from "pyodide";
import { complete, inTwo } from "./core.js";
import { forget, found, unpack } from "./snapshot.js";

// Packages come from our own packs, so there is nothing to look up; and nothing that a lock file of
// Pyodide's could add. Its numbers are only compared with the runtime's own.
const NO_PACKAGES = {
  info: {
    abi_version: "2026_0",
    arch: "wasm32",
    platform: "emscripten_5_0_3",
    python: "3.14.2",
    version: "314.0.7",
  },
  packages: {},
};

/** What `load` puts another in the place of for a while. */
const browserFetch = self.fetch.bind(self);

/** A snapshot is announced before it is there. */
const NOTHING = new Uint8Array();

/**
 * Begin to fetch and compile all that a start needs, at once: Pyodide would do it in turns.
 *
 * @param {string} base URL of the folder with the packs, with a slash at its end
 */
export function fetchAll(base) {
  return { ...fetchRuntime(base), ...fetchCore(base) };
}

/** Begin with what every start needs. */
function fetchRuntime(base, given = null) {
  return {
    module: quiet(compiled(base, given)),
    create: quiet(import(`${base}pyodide.asm.mjs`).then((loaded) => loaded.default)),
  };
}

/** @returns {Promise<WebAssembly.Module>} the runtime; the page's, if it could be had there */
async function compiled(base, given) {
  return (await given) ?? WebAssembly.compileStreaming(fetched(`${base}pyodide.asm.wasm`));
}

/** Begin to fetch Python's modules, which a snapshot has in its memory already. */
function fetchCore(base) {
  const parts = fetched(`${base}core.pack`).then(({ body }) =>
    inTwo(body.pipeThrough(new DecompressionStream("gzip"))),
  );
  const core = quiet(parts.then(({ begin }) => begin));
  return { core, whole: quiet(parts.then(({ whole }) => whole)) };
}

/** Whoever waits for it says what is wrong. */
function quiet(promise) {
  promise.catch(() => {});
  return promise;
}

/** @returns {Promise<Response>} an answer that is one */
async function fetched(url) {
  const response = await browserFetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return response;
}

/**
 * @param {string} base URL of the folder with the packs, with a slash at its end
 * @param {(stage: string, text: string) => void} status
 * @param {Promise<WebAssembly.Module | null>} given the runtime, which the page fetches
 * @returns {Promise<{python: object, from: "snapshot" | "zip"}>}
 */
export async function startPython(base, status, given) {
  const runtime = fetchRuntime(base, given);
  status("loading", "Fetching Python …");
  const kept = await found(base);
  if (kept) {
    try {
      const snapshot = unpack(kept);
      const core = NOTHING; // kernel/core.py fetches it when it is needed
      const python = await load(base, { ...runtime, core, snapshot }, { _loadSnapshot: NOTHING });
      python.runPython("import random; random.seed()");
      return { python, from: "snapshot" };
    } catch (error) {
      console.info("Python starts without its snapshot:", error);
      await forget(base);
      return await fromPacks(base, fetchAll(base), status);
    }
  }
  return await fromPacks(base, { ...runtime, ...fetchCore(base) }, status);
}

async function fromPacks(base, parts, status) {
  parts.module.then(() => status("python", "Starting Python …"), () => {});
  const python = await load(base, parts);
  status("sqlalchemy", "Importing SQLAlchemy …");
  python.runPython("import kernel.start");
  return { python, from: "zip" };
}

/**
 * Load Pyodide from parts that are being fetched. A download that fails is an error here, where
 * Pyodide itself would wait for ever.
 *
 * @param {string} base
 * @param {object} parts from `fetchAll`; and, where there is one, a snapshot that `unpack` gave
 * @param {object} options more of Pyodide's own
 */
export async function load(base, parts, options = {}) {
  const usual = { fetch: self.fetch, instantiate: WebAssembly.instantiateStreaming };
  // Pyodide asks for its two files by these names: it gets what is on its way already.
  self.fetch = (url, ...rest) => {
    if (String(url).endsWith("/core.pack")) return Promise.resolve(parts.core).then((zip) => new Response(zip));
    if (String(url).endsWith("/pyodide.asm.wasm")) return Promise.resolve(new Response());
    return usual.fetch.call(self, url, ...rest);
  };
  WebAssembly.instantiateStreaming = async (_, imports) => {
    const module = await parts.module;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  try {
    // The first of them that fails is the reason; Pyodide itself is waited for last.
    const python = loadPyodide({
      packages: [],
      lockFileContents: NO_PACKAGES,
      indexURL: base,
      packageBaseUrl: base,
      stdLibURL: `${base}core.pack`,
      createPyodideModule: async (settings) => {
        const module = await (await parts.create)(settings);
        if (parts.snapshot) prepare(module, await parts.snapshot);
        return module;
      },
      ...options,
    });
    python.catch(() => {});
    await Promise.all(Object.values(parts));
    if (parts.whole) complete(await python, await parts.whole);
    return await python;
  } finally {
    self.fetch = usual.fetch;
    WebAssembly.instantiateStreaming = usual.instantiate;
  }
}

/** Have a module take its memory from our pages, where Pyodide would have it in one piece. */
function prepare(module, { length, head, place }) {
  const fresh = module.HEAPU8.length;
  module.growMemory(length);
  const { API } = module;
  const usual = API.restoreSnapshot;
  API.restoreSnapshot = () => {
    const config = usual(head); // it reads the head, and finds no memory behind it
    place(module.HEAPU8, fresh);
    return config;
  };
}
