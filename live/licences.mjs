// Collects the licences of what the live pages hand out that is not the book's own.

import { existsSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

/** Licences by their SPDX names, as pikepdf (MPL) and Python 3.11 (PSF) have them. */
const TEXTS = path.join(path.dirname(fileURLToPath(import.meta.url)), "licences");

/**
 * Name the npm packages that files belong to.
 * @param {string[]} files paths, with node_modules in those of packages
 * @returns {string[]} names, each once, in order
 */
export function packagesOf(files) {
  const names = files
    .map((file) => file.split("node_modules/").at(-1) !== file && file.split("node_modules/").at(-1))
    .filter(Boolean)
    .map((rest) => rest.split("/").slice(0, rest.startsWith("@") ? 2 : 1).join("/"));
  return [...new Set(names)].sort();
}

/**
 * Name the Python distributions in a zip: those whose METADATA is in it.
 * @param {Buffer} zip its end lists the names of its files as plain text
 * @returns {string[]} for example "sqlalchemy-2.1.9.dist-info"
 */
export function distributionsIn(zip) {
  const found = zip.toString("latin1").matchAll(/([\w.]+-[\w.]+\.dist-info)\/METADATA/g);
  return [...new Set([...found].map((match) => match[1]))].sort();
}

/**
 * Write what LICENSES.txt says.
 * @param {{inputs: string[], modules: string, sitePackages: string, core: string}} found the files
 *     that were bundled; the folders of npm's and of Python's packages; the pack of Python's modules
 * @returns {Promise<string>} the text
 */
export async function licences({ inputs, modules, sitePackages, core }) {
  const parts = ["What is in this folder that others wrote, and under which licence.\n"];
  for (const name of packagesOf([...inputs, "node_modules/pyodide/pyodide.asm.wasm"])) {
    const folder = path.join(modules, name);
    const about = JSON.parse(await readFile(path.join(folder, "package.json")));
    const where = about.homepage ?? about.repository?.url ?? about.repository ?? "";
    const said = await texts(folder);
    parts.push(heading(`${name} ${about.version}`, about.license, where));
    parts.push(...(said.length ? said : await ours(about.license)));
  }
  for (const name of distributionsIn(gunzipSync(await readFile(core)))) {
    const folder = path.join(sitePackages, name);
    const about = await readFile(path.join(folder, "METADATA"), "utf8");
    const field = (key) => about.match(new RegExp(`^${key}: (.+)$`, "m"))?.[1];
    const licence = field("License-Expression") ?? field("License") ?? "";
    const title = `${field("Name")} ${field("Version")}`;
    const below = [folder, path.join(folder, "licenses")];
    parts.push(heading(title, licence, field("Home-page") ?? ""));
    for (const each of below) parts.push(...(await texts(each)));
  }
  parts.push(
    "Pyodide's source, of this version: https://github.com/pyodide/pyodide\n" +
      "pyodide.asm.mjs is Pyodide's, without names that nothing here uses; live/runtime/lean.mjs in the\n" +
      "book's repository takes them out. Pyodide's own, whole: https://www.npmjs.com/package/pyodide\n",
    heading("Python", "PSF-2.0", "https://docs.python.org/3/license.html"),
    "Pyodide is CPython, compiled; its standard library is in the two packs. The address also has the\n" +
      "licences of what CPython took from others (zlib, libffi, expat and more).\n",
    ...(await ours("PSF-2.0")),
    heading("SQLite", "public domain", "https://sqlite.org/copyright.html"),
    "It is compiled into pyodide.asm.wasm. Its authors have dedicated it to the public domain.\n",
    heading("Emscripten", "MIT or NCSA", "https://github.com/emscripten-core/emscripten/blob/main/LICENSE"),
    "It compiled Pyodide, and its runtime and C library (musl, MIT) are in pyodide.asm.mjs and .wasm.\n",
  );
  return parts.join("\n");
}

function heading(title, licence, where) {
  const line = [title, licence, where].filter(Boolean).join(" – ");
  return `\n${"=".repeat(72)}\n${line}\n`;
}

/** @returns {Promise<string[]>} the text of a licence whose package does not bring it, if it is here */
async function ours(licence) {
  const file = path.join(TEXTS, `${licence}.txt`);
  return existsSync(file) ? [await readFile(file, "utf8")] : [];
}

/** @returns {Promise<string[]>} the licence files of a folder, if there are any */
async function texts(folder) {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  const said = names.filter((name) => /^(licen[cs]e|copying|notice)/i.test(name)).sort();
  return Promise.all(said.map((name) => readFile(path.join(folder, name), "utf8")));
}
