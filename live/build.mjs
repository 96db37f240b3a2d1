// Builds what the live pages load: node live/build.mjs --out _static/live --site-packages FOLDER
//
// `python -m extensions.bundle` calls it with what conf.py says is carried into the browser.
// It all lands in one folder, whose name is a hash of everything in it: a browser may keep each
// file for ever, and what is built twice from the same sources is the same.

import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { constants, gzip } from "node:zlib";

import { licences } from "./licences.mjs";
import { lean } from "./runtime/lean.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.dirname(HERE);
/** What the page loads; the editor becomes a file of its own. */
const PAGE = { live: "page/main.js" };
/** What runs Python: in one piece, for each file more is one more way to the server and back. */
const WORKER = { worker: "worker/worker.js" };
/** Scripts in one piece: what serves the site without a network (extensions/offline.py puts it at the
    site's root), for not every browser takes a module there; and what must not wait for the page. */
const SCRIPTS = { sw: "service-worker/sw.js", early: "page/early.js" };

/**
 * Bundle the JavaScript. What is only imported on demand becomes a file of its own.
 * @param {{source: string, modules: string, out: string}} folders where live/ lies, where
 *     node_modules lies, and where the files go
 * @returns {Promise<string[]>} the files that went in, relative to the root
 */
async function bundle({ source, modules, out }) {
  // Loaded here, so that a missing node_modules is one line below, and not a stack.
  const esbuild = await import(path.join(modules, "esbuild/lib/main.js"));
  const common = {
    absWorkingDir: ROOT,
    nodePaths: [modules],
    outdir: out,
    bundle: true,
    minify: true,
    platform: "browser",
    target: "es2022",
    charset: "utf8",
    legalComments: "none", // LICENSES.txt has them in full
    logLevel: "silent",
    metafile: true,
  };
  const at = (file) => path.join(source, file);
  const all = (entries) => Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, at(file)]));
  const page = await esbuild.default.build({
    ...common,
    entryPoints: all(PAGE),
    chunkNames: "[name]-[hash]",
    format: "esm",
    splitting: true,
  });
  const worker = await esbuild.default.build({
    ...common,
    entryPoints: all(WORKER),
    format: "esm",
    external: ["node:*", "ws"], // Pyodide asks for these under Node alone
  });
  const classic = await esbuild.default.build({
    ...common,
    entryPoints: all(SCRIPTS),
    format: "iife",
  });
  return [page, worker, classic].flatMap(({ metafile }) => Object.keys(metafile.inputs));
}

/** Take Pyodide's module as it is, and its script without what is not needed here. */
async function takeRuntime(pyodide, out) {
  const read = (name) => readFile(path.join(pyodide, name), "utf8");
  const script = lean(await read("pyodide.asm.mjs"), await read("pyodide.mjs"));
  await writeFile(path.join(out, "pyodide.asm.mjs"), script);
  const wasm = "pyodide.asm.wasm";
  await writeFile(path.join(out, wasm), await readFile(path.join(pyodide, wasm)));
}

/**
 * Read a folder.
 * @param {string} folder
 * @returns {Promise<Map<string, Buffer>>} the content of each file in it, in the order of the names
 */
export async function contents(folder) {
  const names = (await readdir(folder)).sort();
  const read = names.map(async (name) => [name, await readFile(path.join(folder, name))]);
  return new Map(await Promise.all(read));
}

/**
 * Name a version by everything in it.
 * @param {Map<string, Buffer>} files name and content
 * @returns {string} twelve hexadecimal digits
 */
export function versionOf(files) {
  const hash = createHash("sha256");
  for (const [name, content] of files) hash.update(`${name}\0${content.length}\0`).update(content);
  return hash.digest("hex").slice(0, 12);
}

/**
 * Write compressed twins, for a server that hands them out; the zips are compressed already.
 * @param {string} folder
 * @param {Map<string, Buffer>} files name and content
 * @returns {Promise<Object<string, {bytes: number, gzip: number}>>} what each file takes
 */
async function compress(folder, files) {
  const sizes = {};
  for (const [name, content] of files) {
    sizes[name] = { bytes: content.length, gzip: content.length };
    if (!/\.(wasm|m?js)$/.test(name)) continue;
    const packed = await promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION });
    await writeFile(path.join(folder, `${name}.gz`), packed);
    sizes[name].gzip = packed.length;
  }
  return sizes;
}

/**
 * Build a version into `out/VERSION`, and remove all others there.
 * @param {{out: string, sitePackages: string, source: string, modules: string,
 *     carried: {modules: string[], packages: string[], first: string}}} settings folders, npm's
 *     packages among them; and what of Python the pages import, as pack.py says
 * @returns {Promise<string>} the version
 */
export async function build({ out, sitePackages, source = HERE, modules, carried }) {
  const folder = path.join(out, "unfinished");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const pyodide = path.join(modules, "pyodide");
  const { pack } = await import(path.join(source, "pack.mjs"));
  const [inputs, packed] = await Promise.all([
    bundle({ source, modules, out: folder }),
    pack({ pyodide, sitePackages, root: ROOT, out: folder, ...carried }),
    takeRuntime(pyodide, folder),
  ]);
  const core = path.join(folder, "core.pack");
  await writeFile(
    path.join(folder, "LICENSES.txt"),
    await licences({ inputs, modules, sitePackages, core }),
  );
  for (const name of await readdir(folder)) await chmod(path.join(folder, name), 0o644);
  const files = await contents(folder);
  const version = versionOf(files);
  const said = { version, ...packed, ...(await npmVersions(modules)) };
  said.files = await compress(folder, files);
  await writeFile(path.join(folder, "version.json"), JSON.stringify(said, null, 1) + "\n");
  const others = (await readdir(out)).filter((name) => path.join(out, name) !== folder);
  for (const name of others) await rm(path.join(out, name), { recursive: true });
  await rename(folder, path.join(out, version));
  return version;
}

/** @returns {Promise<{pyodide: string, codemirror: string}>} the versions of what npm brought */
async function npmVersions(modules) {
  const read = async (name) => JSON.parse(await readFile(path.join(modules, name, "package.json")));
  return {
    pyodide: (await read("pyodide")).version,
    codemirror: (await read("@codemirror/view")).version,
  };
}

async function main() {
  const several = { type: "string", multiple: true, default: [] };
  const { values } = parseArgs({
    options: {
      out: { type: "string", default: path.join(ROOT, "_static/live") },
      "site-packages": { type: "string" },
      source: { type: "string", default: HERE },
      modules: { type: "string", default: path.join(ROOT, "node_modules") },
      carry: several,
      package: several,
      first: { type: "string", default: "" },
    },
  });
  const { carry, package: packages, first, ...places } = values;
  const { out, source, modules, "site-packages": sitePackages } = Object.fromEntries(
    Object.entries(places).map(([name, folder]) => [name, path.resolve(folder)]),
  );
  const carried = { modules: carry, packages, first };
  const version = await build({ out, sitePackages, source, modules, carried });
  console.log(`The live pages' script is built: version ${version}.`);
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  // The message alone: an error in Pyodide would be shown beside a line of a million characters.
  await main().catch((error) => {
    console.error(`The live pages' script could not be built. ${error.message}`);
    process.exitCode = 1;
  });
}
