// Runs pack.py in Pyodide under Node: what the browser's Python loads is compiled by itself.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";

/**
 * Write core.pack and rest.zip.
 * @param {{pyodide: string, sitePackages: string, root: string, out: string}} folders
 * @returns {Promise<{python: string, sqlalchemy: string}>} the versions that were packed
 */
export async function pack({ pyodide, sitePackages, root, out }) {
  const { loadPyodide } = await import(pathToFileURL(path.join(pyodide, "pyodide.mjs")));
  const python = await loadPyodide({ indexURL: pyodide });
  const mounts = { "/pyodide": pyodide, "/site": sitePackages, "/root-of-book": root, "/out": out };
  for (const [place, folder] of Object.entries(mounts)) {
    python.mountNodeFS(place, path.resolve(folder));
  }
  const source = await readFile(new URL("pack.py", import.meta.url), "utf8");
  python.runPython(source);
  python.runPython(`pack("/pyodide/python_stdlib.zip", "/site", "/root-of-book", "/out")`);
  return {
    python: python.runPython("import platform; platform.python_version()"),
    sqlalchemy: python.runPython("import sqlalchemy; sqlalchemy.__version__"),
  };
}
