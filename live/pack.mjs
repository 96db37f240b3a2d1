// Runs pack.py in Pyodide under Node: what the browser's Python loads is compiled by itself.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";

/**
 * Write core.pack and rest.zip.
 * @param {{pyodide: string, sitePackages: string, root: string, out: string, modules: string[],
 *     packages: string[], first: string}} settings folders, and what pack.py says of the others
 * @returns {Promise<{python: string, sqlalchemy: string}>} the versions that were packed
 */
export async function pack({ pyodide, sitePackages, root, out, modules, packages, first }) {
  const { loadPyodide } = await import(pathToFileURL(path.join(pyodide, "pyodide.mjs")));
  const python = await loadPyodide({ indexURL: pyodide });
  const started = python.runPython("import sys; list(sys.modules)");
  const mounts = { "/pyodide": pyodide, "/site": sitePackages, "/root-of-project": root, "/out": out };
  for (const [place, folder] of Object.entries(mounts)) {
    python.mountNodeFS(place, path.resolve(folder));
  }
  const source = await readFile(new URL("pack.py", import.meta.url), "utf8");
  python.runPython(source);
  python.globals.set("settings", python.toPy({ modules, packages, first, started }));
  const places = `"/pyodide/python_stdlib.zip", "/site", "/root-of-project", "/out"`;
  python.runPython(`pack(${places}, **settings)`);
  return {
    python: python.runPython("import platform; platform.python_version()"),
    sqlalchemy: python.runPython("import sqlalchemy; sqlalchemy.__version__"),
  };
}
