// Runs the search engine beside the page, so that typing never waits for it.

import { Engine } from "./engine.js";

const engine = fetch(new URL("../../search.json", import.meta.url)).then(async (response) => {
  if (!response.ok) throw new Error(`${response.status} search.json`);
  return new Engine(await response.json());
});

engine.then(
  () => postMessage({ kind: "ready" }),
  (error) => postMessage({ kind: "failed", reason: String(error) }),
);

addEventListener("message", async ({ data: { id, question } }) => {
  postMessage({ kind: "answer", id, answer: (await engine).ask(question) });
});
