// Writes the library of the search into _static/search, so that the site has it without Node as well:
// node live/vendor.mjs. Run it when package.json names another version.

import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const NAME = "minisearch";

const { default: esbuild } = await import(path.join(ROOT, "node_modules/esbuild/lib/main.js"));
const folder = path.join(ROOT, "node_modules", NAME);
const { version, homepage } = JSON.parse(await readFile(path.join(folder, "package.json")));
const licence = (await readFile(path.join(folder, "LICENSE.txt"), "utf8")).trim().replaceAll("*/", "");
const source = await readFile(path.join(folder, "dist/es/index.js"), "utf8");
const { code } = await esbuild.transform(source, { minify: true, target: "es2022", charset: "utf8", legalComments: "none" });
const head = `/* ${NAME} ${version}, ${homepage}; written by live/vendor.mjs\n\n${licence}\n*/\n`;
const place = process.argv[2] ?? path.join(ROOT, "_static/search", `${NAME}.js`);
await writeFile(place, head + code.replace(/\/\/# sourceMappingURL=.*\n?/, ""));
