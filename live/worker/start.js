// Starts Python: from the snapshot that this browser took of an earlier start, or from the packs.

import { loadPyodide } from "pyodide";
import { forget, restored } from "./snapshot.js";

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

/**
 * Begin to fetch and compile all that a start needs, at once: Pyodide would do it in turns.
 *
 * @param {string} base URL of the folder with the packs, with a slash at its end
 */
export function fetchAll(base) {
  const parts = {
    module: WebAssembly.compileStreaming(fetched(`${base}pyodide.asm.wasm`)),
    core: fetched(`${base}core.pack`).then(
      (response) => new Response(response.body.pipeThrough(new DecompressionStream("gzip"))),
    ),
    create: import(`${base}pyodide.asm.mjs`).then((loaded) => loaded.default),
  };
  // Whoever waits for them says what is wrong.
  for (const part of Object.values(parts)) part.catch(() => {});
  return parts;
}

/** @returns {Promise<Response>} an answer that is one */
async function fetched(url) {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return response;
}

/**
 * @param {string} base URL of the folder with the packs, with a slash at its end
 * @param {(stage: string, text: string) => void} status
 * @returns {Promise<{python: object, from: "snapshot" | "zip"}>}
 */
export async function startPython(base, status) {
  const parts = fetchAll(base);
  status("loading", "Fetching Python …");
  const snapshot = await restored(base);
  if (snapshot) {
    try {
      const python = await load(base, parts, { _loadSnapshot: snapshot }, snapshot.length);
      python.runPython("import random; random.seed()");
      return { python, from: "snapshot" };
    } catch (error) {
      console.info("Python starts without its snapshot:", error);
      await forget(base);
      return await fromPacks(base, fetchAll(base), status);
    }
  }
  return await fromPacks(base, parts, status);
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
 * @param {object} parts from `fetchAll`
 * @param {object} options more of Pyodide's own
 * @param {number} memory bytes that the module needs to begin with; 0 for as many as it has
 */
export async function load(base, parts, options = {}, memory = 0) {
  const usual = { fetch: self.fetch, instantiate: WebAssembly.instantiateStreaming };
  // Pyodide asks for its two files by these names: it gets what is on its way already.
  self.fetch = (url, ...rest) => {
    if (String(url).endsWith("/core.pack")) return parts.core;
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
        // Without it a snapshot larger than the first memory is refused: "offset is out of bounds".
        if (memory) module.growMemory(memory);
        return module;
      },
      ...options,
    });
    python.catch(() => {});
    await Promise.all(Object.values(parts));
    return await python;
  } finally {
    self.fetch = usual.fetch;
    WebAssembly.instantiateStreaming = usual.instantiate;
  }
}
