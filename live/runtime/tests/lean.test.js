// Pyodide's script loses what nothing uses, and another script than that is refused.

import assert from "node:assert/strict";
import { test } from "node:test";

import { lean } from "../lean.mjs";

const LOOKED = "if(!functionsInTableMap){functionsInTableMap=new WeakMap;updateTableMap(0,wasmTable.length)}";

/** @returns {string} what the script has that matters here, with these lines of it. */
const script = (
  got = "updateGOT(origExports);",
  missing = "if(entry.value==-1){link(entry)}",
  looked = LOOKED,
) =>
  'async function make(Module){var start=()=>_used(1);function createWasm(wasmExports){' +
  `var place=func=>{${looked}return functionsInTableMap.get(func)||0};` +
  `assignWasmExports(wasmExports);${got}}for(var[symName,entry]of GOT){${missing}}` +
  "var _used,_unused,_number,wasmTable;function assignWasmExports(wasmExports){" +
  '_used=Module["_used"]=wasmExports["used"];_unused=Module["_unused"]=wasmExports["unused"];' +
  '_number=Module["_number"]=wasmExports["number"].value>>>0;' +
  'wasmTable=wasmExports["table"]}var wasmImports={};start(wasmTable)}';

test("names that nothing uses are gone, and so is their number in the table", () => {
  const made = lean(script(), "");
  assert.match(made, /var _used,wasmTable;/);
  assert.match(
    made,
    /\{_used=Module\["_used"\]=wasmExports\["used"\];wasmTable=wasmExports\["table"\]\}/,
  );
  assert.doesNotMatch(made, /unused|number|updateGOT/);
});

test("what the loader uses stays, by whichever of its names", () => {
  for (const use of ["module._unused()", 'call("unused")']) {
    assert.match(lean(script(), use), /_unused=Module/);
  }
});

test("functions for drawing are not made", () => {
  const made = lean(script(), "");
  assert.match(made, /startsWith\("emscripten_gl"\)\)entry\.value=0;else if\(entry\.value==-1\)/);
});

test("the table is looked through once, and for a function of the module alone", () => {
  const made = lean(script(), "");
  const source = made.match(/var place=(func=>\{.+?\|\|0\});/)[1];
  const of = new Function(
    "wasmTable",
    `var functionsInTableMap, looked = 0;
     var updateTableMap = (from, count) => {
       looked++;
       for (let i = from; i < from + count; i++) functionsInTableMap.set(wasmTable[i], i);
     };
     return { place: ${source}, looked: () => looked };`,
  );
  // What a module exports is called by its number.
  const table = [7, 8, 9].map((number) => Object.defineProperty(() => {}, "name", { value: `${number}` }));
  const { place, looked } = of(table);
  assert.equal(place(() => {}), 0);
  assert.equal(place(function named() {}), 0);
  assert.equal(looked(), 0);
  assert.equal(place(table[2]), 2);
  assert.equal(place(table[1]), 1);
  assert.equal(looked(), 1);
});

test("another script is refused, and the message says what to look for", () => {
  assert.throws(() => lean("export default 1", ""), /another version of Pyodide/);
  assert.throws(() => lean(script("nothing();"), ""), /look for assignWasmExports/);
  assert.throws(() => lean(script(undefined, ""), ""), /look for if\(entry/);
  assert.throws(() => lean(script(undefined, undefined, ""), ""), /look for if\(!functionsInTableMap/);
});
