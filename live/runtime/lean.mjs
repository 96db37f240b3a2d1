// Takes out of Pyodide's own script what its start does in vain here: it makes some 15,000 names and
// numbers ready for libraries that could be loaded later, and for a screen. The pages load none and
// a worker has none. What is left is as it was; LICENSES.txt says that it was changed.

const EXPORTS = "function assignWasmExports(wasmExports){";
/** One export of the module that becomes a variable and a property: `_f=Module["_f"]=wasmExports["f"];` */
const EXPORT = /([\w$]+)=(?:Module\["([\w$]+)"\]=)?wasmExports\["([\w$]+)"\](?:\.value>>>0)?;?/g;
/** What is replaced, each of it once. */
const REPLACED = [
  // Every exported function gets a number in the table that libraries call through; those that need
  // one get it when it is asked for.
  ["assignWasmExports(wasmExports);updateGOT(origExports);", "assignWasmExports(wasmExports);"],
  // Each function for drawing with WebGL is compiled into a module of its own.
  [
    "if(entry.value==-1){",
    'if(symName.startsWith("emscripten_gl"))entry.value=0;else if(entry.value==-1){',
  ],
  // A function that gets a number is looked for among the table's 8,700 first, for each of which that makes
  // an object. One of JavaScript's cannot be there, and the start has no others.
  [
    "if(!functionsInTableMap){functionsInTableMap=new WeakMap;updateTableMap(0,wasmTable.length)}",
    "functionsInTableMap??=new WeakMap;if(/^\\d+$/.test(func.name)&&!functionsInTableMap.has(wasmTable))" +
      "{functionsInTableMap.set(wasmTable,0);updateTableMap(0,wasmTable.length)}",
  ],
];

/**
 * Make Pyodide's script shorter.
 * @param {string} source of pyodide.asm.mjs
 * @param {string} others source of all else that may use its names
 * @returns {string} a script that does the same, sooner
 * @throws {Error} when it is not the script that this was written for
 */
export function lean(source, others) {
  const begin = source.indexOf(EXPORTS);
  const end = source.indexOf("}", begin);
  const declared = source.lastIndexOf("var ", begin);
  const names = source.slice(declared + "var ".length, begin);
  if (begin < 0 || !/^[\w$,]+;$/.test(names)) throw other("where its exports are assigned");
  const before = source.slice(0, declared);
  const after = source.slice(end);
  const used = new Set(`${before}${after}${others}`.match(/[\w$]+/g));
  const kept = new Set();
  const body = source.slice(begin + EXPORTS.length, end);
  const assignments = body.replaceAll(EXPORT, (all, name, property, exported) => {
    if (![name, property, exported].some((each) => used.has(each))) return "";
    kept.add(name);
    return all;
  });
  const variables = names.slice(0, -1).split(",").filter((name) => kept.has(name) || used.has(name));
  let script = `${before}var ${variables};${EXPORTS}${assignments}${after}`;
  for (const [old, instead] of REPLACED) {
    if (script.split(old).length !== 2) throw other(old);
    script = script.replace(old, () => instead);
  }
  return script;
}

function other(what) {
  return new Error(`live/runtime/lean.mjs was written for another version of Pyodide: look for ${what}.`);
}
