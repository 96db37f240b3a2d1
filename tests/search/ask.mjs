// Asks the search engine, as a page's worker does: node tests/search/ask.mjs INDEX QUESTIONS, both JSON.

import { readFileSync } from "node:fs";

import { Engine } from "../../_static/search/engine.js";

const [index, questions] = process.argv.slice(2).map((name) => JSON.parse(readFileSync(name, "utf8")));
const engine = new Engine(index);
console.log(JSON.stringify(questions.map((question) => engine.ask(question, 10))));
