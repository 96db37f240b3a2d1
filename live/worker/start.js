// Starts Python: from the snapshot that this browser took of an earlier start, or from the zips.

import { loadPyodide } from "pyodide";
import { forget, restored } from "./snapshot.js";

// Packages come from our own zips, so there is nothing to look up; and nothing that a lock file of
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
 * @param {string} base URL of the folder with the packs, with a slash at its end
 * @param {(stage: string, text: string) => void} status
 * @returns {Promise<{python: object, from: "snapshot" | "zip"}>}
 */
export async function startPython(base, status) {
  status("loading", "Fetching Python …");
  const snapshot = await restored(base);
  if (snapshot) {
    try {
      const python = await load(base, { _loadSnapshot: snapshot }, snapshot.length);
      python.runPython("import random; random.seed()");
      return { python, from: "snapshot" };
    } catch (error) {
      console.info("Python starts without its snapshot:", error);
      await forget(base);
    }
  }
  const python = await load(base);
  status("sqlalchemy", "Importing SQLAlchemy …");
  python.runPython("import kernel.start");
  return { python, from: "zip" };
}

/**
 * Load Pyodide; a download that fails is an error here, where Pyodide itself would wait for ever.
 * @param {string} base
 * @param {object} options more of Pyodide's own
 * @param {number} memory bytes that the module needs to begin with; 0 for as many as it has
 */
export async function load(base, options = {}, memory = 0) {
  const create = (await import(/* a file of its own, not bundled */ `${base}pyodide.asm.mjs`)).default;
  let refuse;
  const failed = new Promise((_, reject) => (refuse = reject));
  const instantiate = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (source, imports) => {
    try {
      return await instantiate(await source, imports);
    } catch (error) {
      refuse(error);
      throw error;
    }
  };
  try {
    return await Promise.race([
      failed,
      loadPyodide({
        packages: [],
        lockFileContents: NO_PACKAGES,
        indexURL: base,
        packageBaseUrl: base,
        stdLibURL: `${base}core.zip`,
        createPyodideModule: async (settings) => {
          const module = await create(settings);
          // Without it a snapshot larger than the first memory is refused: "offset is out of bounds".
          if (memory) module.growMemory(memory);
          return module;
        },
        ...options,
      }),
    ]);
  } finally {
    WebAssembly.instantiateStreaming = instantiate;
  }
}
