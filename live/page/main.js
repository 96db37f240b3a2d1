// Puts the live page together: what is pressed becomes an event, the event changes the page's state
// (state.js), the state is shown, and what can run is handed to Python (client.js).

import { Bar } from "./bar.js";
import { BlockView } from "./block.js";
import { Board } from "./board.js";
import { Client } from "./client.js";
import { Dock } from "./dock.js";
import { Edits, hash, typed } from "./edits.js";
import { Exercises } from "./exercises.js";
import { json, openWorker } from "./opening.js";
import { keepSnapshot, preload, registerServiceWorker, savesData, whenIdle } from "./preload.js";
import { Progress } from "./progress.js";
import { Prompt } from "./prompt.js";
import { Sharing } from "./sharing.js";
import * as state from "./state.js";
import { examples, sentence, summary } from "./words.js";

const script = document.querySelector("script[data-live-page]");
const roots = [...document.querySelectorAll("[data-live-block]")];
const base = new URL("./", import.meta.url).href;

const NO_WEBASSEMBLY =
  "This browser has no WebAssembly, which Python needs here. The page is a book all the same.";
/** While blocks run one after the other, so long passes between two looks at them, in ms. Each look
    takes the page's thread some 20 ms, in which Python would wait to be told what comes next. */
const BATCH = 120;
const NO_EDITOR = "The editor could not be fetched. Is there a connection?";

function begin() {
  const root = new URL(script.dataset.liveRoot || "./", document.baseURI);
  const pageUrl = new URL(script.dataset.livePage, document.baseURI);
  const name = pageUrl.pathname;

  /** What was pressed before this was here. */
  const early = globalThis.liveEarly?.end() ?? { heard: [], sent: [] };
  let page = state.fresh(roots.map((block) => block.dataset.state === "native"));
  const views = roots.map((block) => new BlockView(block, act));
  const hashes = views.map((view) => hash(typed(view.text)));
  const edits = new Edits(localStorageOrNone(), name);
  const drafts = new Map();
  const isNative = (number) => page.blocks[number - 1].native;
  /** What the reader asked for last, and how many blocks have run for it. */
  let asked = null;
  let batch = 0;

  // ---- What is shown

  const bar = new Bar(act);
  const dock = new Dock(localStorageOrNone(), bar.buttons.panel);
  const prompt = new Prompt({
    storage: localStorageOrNone(),
    page: name,
    start: () => start(),
    run: (source) => dispatch({ type: "prompt", prompt: source }),
    complete: (source, at) => (state.status(page) === "ready" ? client.complete(source, at) : 0),
    stop,
  });

  /** What has come and is not shown yet. */
  const results = [];
  let later = 0;

  /** Show the page as it is now; while one block follows the other, a few times a second. */
  function render() {
    if (page.running && page.queue.length) later ||= setTimeout(show, BATCH);
    else show();
  }

  function show() {
    clearTimeout(later);
    later = 0;
    for (const [view, result] of results.splice(0)) showResult(view, result);
    const status = state.status(page);
    if (document.body.dataset.liveStatus !== status) document.body.dataset.liveStatus = status;
    views.forEach((view, i) => view.show(page.blocks[i]));
    exercises.show(page);
    bar.show(status, page.python !== "off");
    const ran = state.ran(page);
    const have = ran.length > 1 ? "have" : "has";
    prompt.tell(page.python === "ready" ? `${sentence(examples(ran))} ${have} run.` : "");
  }

  function dispatch(event) {
    page = state.step(page, event);
    if (page.queue.length && ["off", "failed"].includes(page.python)) start();
    const item = state.next(page);
    if (item) {
      page = state.step(page, { type: "send" });
      send(item);
    }
    render();
  }

  // ---- Python

  /** Keep the site for visits without a network, if it has the worker that does. */
  function keepOffline() {
    if ("liveOffline" in script.dataset) registerServiceWorker(root);
  }

  let fetched = null;
  /** @returns {Promise<object>} The page's examples; asked for again where that failed. */
  function examplesOfPage() {
    fetched ??= (early.page ?? json(fetch(pageUrl))).catch((error) => {
      fetched = early.page = null;
      throw error;
    });
    return fetched;
  }

  const ears = {
    status: heardStatus,
    output: heardOutput,
    done: heardDone,
    completions: (names) => prompt.completions(names),
    failed,
    replaced,
  };
  const line = {
    open: () => openWorker(base),
    page: examplesOfPage,
    isolated: globalThis.crossOriginIsolated === true,
    on: ears,
  };
  const client = early.client ? Object.assign(early.client, line) : new Client(line);

  function start() {
    if (page.python === "starting" || page.python === "ready") return;
    page = state.step(page, { type: "starting" });
    bar.say("Starting …");
    render();
    if (globalThis.WebAssembly && globalThis.Worker) client.start();
    else failed(NO_WEBASSEMBLY, "");
  }

  function heardStatus({ stage, text, from }) {
    bar.say(text);
    if (stage !== "ready") return;
    document.body.dataset.liveStart = from;
    dispatch({ type: "ready" });
    whenIdle(keepOffline);
  }

  function send(item) {
    if (item.block && item.block === early.sent[0]) {
      early.sent.shift(); // Python has it already
      return;
    }
    if (item.prompt !== undefined) {
      client.run({ kind: "prompt", source: item.prompt });
      return;
    }
    if (item.exercise) {
      client.run({ kind: "exercise", ...item });
      bar.progress(`${exercises.name(item.exercise)}: checking …`);
      return;
    }
    const { edited } = page.blocks[item.block - 1];
    client.run({ kind: "run", block: item.block, source: edited ? drafts.get(item.block) : null });
    bar.progress(`Example ${item.block} of ${views.length} is running …`);
  }

  function heardOutput({ html }) {
    if (page.running?.block) views[page.running.block - 1].progress(html);
    else prompt.output(html);
  }

  function heardDone(result) {
    const { running } = page;
    if (result.panel) dock.show(result.panel);
    if (running.block) {
      results.push([views[running.block - 1], result]);
      batch += 1;
    } else if (!running.exercise) {
      prompt.done(result);
    }
    const waiting = page.queue.length;
    dispatch({ type: "done", state: result.state });
    if (running.block) tell(running.block, result, waiting - page.queue.length - (page.running ? 1 : 0));
    else bar.say((running.exercise ? exercises.done(running.exercise, result) : result.note) || "");
    if (running.exercise) show();
    keepSnapshot((name) => openWorker(base, name), () => state.status(page) === "ready");
  }

  function showResult(view, { state: outcome, output, record, note }) {
    if (outcome === "native") {
      view.restore();
      view.say(note);
      return;
    }
    view.transcript(output);
    view.record(record);
    view.say(outcome === "match" ? "" : note);
  }

  /** Say how a block went, or, at the end of several, how all went. */
  function tell(block, { state: outcome, note }, dropped) {
    if (page.running || page.queue.length) return;
    const left = dropped > 0 ? ` ${dropped} that waited for it did not run.` : "";
    if (batch > 1 && outcome !== "error" && outcome !== "stopped") bar.say(summary(page));
    else bar.say(`Example ${block}: ${note}${left}`);
    batch = 0;
  }

  /** What ran is lost; nothing that was typed is. */
  function lost(event, text) {
    early.sent = [];
    show();
    const { running } = page;
    page = state.step(page, event);
    batch = 0;
    prompt.done(null);
    dock.clear();
    bar.say(text);
    if (running?.block) views[running.block - 1].say(text);
    if (running?.exercise) exercises.lost(running.exercise, text);
    render();
  }

  function failed(text, detail) {
    lost({ type: "failed" }, text);
    bar.line.title = detail;
  }

  function replaced() {
    lost({ type: "gone" }, "Stopped. Python began anew: examples run again when they are needed.");
  }

  /** @returns {boolean} Whether there was something to stop. */
  function stop() {
    if (!["busy", "starting"].includes(state.status(page))) return false;
    dispatch({ type: "stop" });
    if (early.sent.length) {
      client.end(); // it has something to run that has not begun, and so cannot end by itself
      replaced();
    } else {
      client.stop();
    }
    return true;
  }

  function restart() {
    client.end();
    lost({ type: "gone" }, "");
    views.forEach((view, i) => page.blocks[i].native || view.restore());
    render();
    start();
  }

  // ---- What is pressed

  const ACTIONS = {
    run: (number) => ask({ type: "run", block: number }),
    "run-all"() {
      if (state.needsRestart(page)) restart();
      ask({ type: "run-all" });
    },
    "try-again": () => (asked ? ask(asked) : start()),
    dismiss: () => bar.close(),
    panel: () => dock.toggle(),
    restart,
    stop,
    edit: toggleEditor,
    changed,
    reset,
    share: (number) => sharing.share(number),
  };

  function act(action, ...rest) {
    show();
    ACTIONS[action]?.(...rest);
  }

  function ask(event) {
    asked = event;
    dispatch(event);
    show();
  }

  async function toggleEditor(number) {
    const view = views[number - 1];
    if (view.editing) {
      view.closeEditor();
      render();
      return;
    }
    if (await openEditor(number)) view.focusEditor();
  }

  /** @returns {Promise<boolean>} Whether it is open; when not, the page says why. */
  async function openEditor(number) {
    const view = views[number - 1];
    try {
      const draft = drafts.get(number);
      await view.edit(draft ?? (await examplesOfPage()).blocks[number - 1].code.trimEnd());
      if (view.note.textContent === NO_EDITOR) view.say("");
      render();
      return true;
    } catch {
      view.say(NO_EDITOR);
      return false;
    }
  }

  /** Keep what was typed at once; only then see whether it is again what the page says. */
  async function changed(number, text) {
    const before = state.ran(page).filter((other) => other > number);
    drafts.set(number, text);
    edits.set(number, hashes[number - 1], text);
    dispatch({ type: "edit", block: number, edited: true });
    tellStale(number, before);
    const data = await examplesOfPage().catch(() => null);
    const own = data?.blocks[number - 1].code;
    if (own?.trimEnd() !== drafts.get(number)?.trimEnd()) return;
    drafts.delete(number);
    edits.drop(number);
    dispatch({ type: "edit", block: number, edited: false });
  }

  /** Say in the blocks below, and once aloud, that they ran before a change. */
  function tellStale(number, before) {
    const said = `Example ${number} was changed after this one ran.`;
    for (const other of before) views[other - 1].say(said);
    if (before.length) bar.say(`Example ${number} is changed; ${examples(before)} ran before that.`);
  }

  function reset(number) {
    const { dirty } = page.blocks[number - 1];
    const before = dirty ? state.ran(page).filter((other) => other > number) : [];
    const view = views[number - 1];
    drafts.delete(number);
    edits.drop(number);
    view.closeEditor();
    view.restore();
    bar.say(`Example ${number} is again as the book has it.`);
    dispatch({ type: "reset", block: number });
    tellStale(number, before);
  }

  /** Put code that was kept, or came with a link, into a block's editor. */
  async function place(number, source) {
    drafts.set(number, source);
    dispatch({ type: "edit", block: number, edited: true });
    await openEditor(number);
  }

  // ---- The page as it begins

  const progress = new Progress(localStorageOrNone(), root.pathname, script.dataset.liveBook);
  const exercises = new Exercises({
    page: pageUrl,
    progress,
    edits,
    say: (text) => bar.say(text),
    check: (exercise, answer) => ask({ type: "check", exercise, answer }),
    stop,
    eager: !savesData(),
  });
  const boards = [...document.querySelectorAll("table[data-progress]")].map((each) => new Board(each, progress));
  addEventListener("storage", (event) => {
    if (!progress.isMeant(event)) return;
    exercises.show(page);
    for (const board of boards) board.show();
  });

  bar.settle();
  document.querySelector(".bd-article").append(prompt.root);
  render();
  const sharing = new Sharing({ views, hashes, edits, drafts, bar, isNative, place });
  sharing.restoreEdits();
  sharing.openLink();
  addEventListener("hashchange", () => sharing.openLink());
  if (early.block) act("run", early.block);
  for (const message of early.heard) ears[message.kind](message);
  if (!savesData()) {
    whenIdle(() => {
      if (page.python === "off") preload(base);
      keepOffline();
    });
  }
}

/** @returns {Storage|null} Some browsers refuse even to show what they would keep things in. */
function localStorageOrNone() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

if (script && roots.length) {
  document.documentElement.dataset.liveHere ??= ""; // early.js may not have come
  begin();
}
