// What everybody would write first: Pyodide as it comes, the wheel as it comes, then the examples.

import { loadPyodide } from "./pyodide.mjs";

self.onmessage = async ({ data: page }) => {
  const [python, wheel, astronauts, examples] = await Promise.all([
    loadPyodide(),
    fetch("sqlalchemy.zip").then((answer) => answer.arrayBuffer()),
    fetch("astronauts.py").then((answer) => answer.text()),
    fetch(page || "first.json").then((answer) => answer.text()),
  ]);
  python.unpackArchive(wheel, "zip");
  python.FS.writeFile("astronauts.py", astronauts);
  python.globals.set("sources", examples);
  const said = python.runPython(`
import contextlib, io, json, time
names = {"__name__": "__main__"}
begin = time.perf_counter()
with contextlib.redirect_stdout(io.StringIO()) as said:
    for source in json.loads(sources):
        try:
            exec(compile(source, "<example>", "single"), names)
        except Exception as error:
            print(type(error).__name__)
json.dumps([said.getvalue()[-200:], time.perf_counter() - begin])
`);
  self.postMessage(JSON.parse(said));
};
