// Pyodide's script loses what nothing uses, and another script than that is refused.

import assert from "node:assert/strict";
import { test } from "node:test";

import { lean } from "../lean.mjs";

/** @returns {string} what the script has that matters here, with these two lines of it. */
const script = (got = "updateGOT(origExports);", missing = "if(entry.value==-1){link(entry)}") =>
  'async function make(Module){var start=()=>_used(1);function createWasm(wasmExports){' +
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

test("another script is refused, and the message says what to look for", () => {
  assert.throws(() => lean("export default 1", ""), /another version of Pyodide/);
  assert.throws(() => lean(script("nothing();"), ""), /look for assignWasmExports/);
  assert.throws(() => lean(script(undefined, ""), ""), /look for if\(entry/);
});
