import assert from "node:assert/strict";
import test from "node:test";

import { Engine } from "../../_static/search/engine.js";

const COLUMNS = ["page", "kind", "anchor", "title", "path", "text", "further", "names", "phrases", "messages"];
const ROWS = [
  [0, "page", "", "Transactions", [], "All or nothing.", "", "", [], []],
  [0, "section", "commit", "commit()", [], "A commit makes changes last.", "durable", "begin_nested", [], []],
  [0, "section", "flush-or-commit", "Flush or commit", [], "Two that are taken for one.", "", "", ["flush vs commit"], []],
  [0, "section", "points", "Points to remember", [], "A commit makes a commit.", "", "", [], []],
  [1, "error", "error-locked", "OperationalError: database is locked", ["Transactions"], "Another one writes.", "", "", [], [
    "sqlalchemy.exc.OperationalError: (sqlite3.OperationalError) database is locked",
  ]],
  [2, "term", "term-commit", "commit", ["The words"], "To end a transaction.", "", "", [], []],
];
const engine = new Engine({
  pages: [["chapters/transactions.html", "Transactions"], ["chapters/errors.html", "The error catalogue"], ["chapters/glossary.html", "Glossary"]],
  sections: Object.fromEntries(COLUMNS.map((name, i) => [name, ROWS.map((row) => row[i])])),
});
const found = (question) => engine.ask(question).results.map(({ address }) => address.replace(/.*[/]/, ""));

test("a word leads to where it is explained, and last to where it is repeated", () => {
  const commits = found("commit");
  assert.equal(commits[0], "glossary.html#term-commit");
  assert.equal(commits[1], "transactions.html#commit");
  assert.ok(commits.indexOf("transactions.html#points") > 1);
});

test("a page is found by its title, without an anchor", () => {
  assert.equal(found("transactions")[0], "transactions.html");
});

test("other words of the book's index find a section as its title does", () => {
  assert.equal(found("flush vs commit")[0], "transactions.html#flush-or-commit");
});

test("a message comes first, in a group of its own", () => {
  const { results } = engine.ask("(sqlite3.OperationalError) database is locked");
  assert.equal(results[0].address, "chapters/errors.html#error-locked");
  assert.equal(results[0].group, "errors");
});

test("names of code are found whole, in pieces, while they are typed, and by words that are not shown", () => {
  for (const question of ["begin_nested()", "nested", "begin_n", "durab", "Session.begin_nested"]) {
    assert.equal(found(question)[0], "transactions.html#commit", question);
  }
});

test("a typo is told", () => {
  assert.deepEqual(engine.ask("comit").corrected, [["comit", "commit"]]);
  assert.equal(found("comit")[0], "glossary.html#term-commit");
  assert.deepEqual(engine.ask("com").corrected, []);
});

test("a result says where it is, and why it was found", () => {
  const [first] = engine.ask("another writes").results;
  assert.equal(first.page, "The error catalogue");
  assert.deepEqual(first.path, ["Transactions", "OperationalError: database is locked"]);
  assert.deepEqual(first.context.filter(({ marked }) => marked).map(({ text }) => text), ["Another", "writes"]);
});

test("nothing is found for nothing, and for what is nowhere", () => {
  assert.deepEqual(engine.ask(""), { results: [], total: 0, corrected: [] });
  assert.deepEqual(found("zorblax"), []);
});
