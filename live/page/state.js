// The page as plain data, and what each event makes of it. Nothing here knows the document.

/**
 * @typedef {"idle"|"queued"|"running"|"match"|"differs"|"error"|"stale"|"native"} BlockState
 * @typedef {object} Block
 * @property {BlockState} state What `data-state` says.
 * @property {BlockState} before What it was before it was queued.
 * @property {boolean} native Whether the build says that it cannot run in a browser.
 * @property {boolean} edited Whether the reader has another code in it than the page.
 * @property {boolean} changed Whether it was edited while it ran.
 * @property {boolean} dirty Whether the namespace has the traces of an edit of it.
 *
 * @typedef {{block: number}|{prompt: string}|{exercise: string, answer: string}} Item Something that
 *   runs; blocks count from 1, and an exercise has the name that it has in the whole book.
 *
 * @typedef {object} Page
 * @property {Block[]} blocks
 * @property {Item[]} queue What waits, in the order in which it will run.
 * @property {Item|null} running
 * @property {"off"|"starting"|"ready"|"failed"} python
 */

/** States of a block that has run in the namespace as it is now. */
const RAN = new Set(["match", "differs", "error"]);

/**
 * @param {boolean[]} natives For each block, whether the build says that it cannot run here.
 * @returns {Page} A page on which nothing has run.
 */
export function fresh(natives) {
  const blocks = natives.map((native) => {
    const state = native ? "native" : "idle";
    return { state, before: state, native, edited: false, changed: false, dirty: false };
  });
  return { blocks, queue: [], running: null, python: "off" };
}

/** @returns {"off"|"starting"|"ready"|"busy"|"failed"} What `data-live-status` says of a page. */
export function status(page) {
  return page.python === "ready" && (page.running || page.queue.length) ? "busy" : page.python;
}

/** @returns {Item|null} What Python can be given now. */
export function next(page) {
  return page.python === "ready" && !page.running ? (page.queue[0] ?? null) : null;
}

/**
 * Whether all of the page can run only in a new namespace: something would run a second time, or
 * has run in another order than the page's.
 *
 * @param {Page} page
 */
export function needsRestart({ blocks, running }) {
  const own = blocks.filter((block) => !block.native);
  const first = own.findIndex((block) => !RAN.has(block.state));
  const mixed = first >= 0 && own.slice(first).some((block) => RAN.has(block.state));
  const again = own.some((block) => ["stale", "error"].includes(block.state) || block.dirty);
  return !running && own.length > 0 && (first < 0 || mixed || again);
}

/** @returns {"running"|"queued"|""} Whether an answer to an exercise is being checked. */
export function checking({ queue, running }, exercise) {
  if (running?.exercise === exercise) return "running";
  return queue.some((item) => item.exercise === exercise) ? "queued" : "";
}

/** @returns {number[]} The blocks that have run, from 1. */
export function ran(page) {
  return page.blocks.flatMap(({ state }, i) => (RAN.has(state) ? [i + 1] : []));
}

/**
 * @param {Page} page It is left as it is.
 * @param {{type: string, block?: number, prompt?: string, exercise?: string, answer?: string,
 *   state?: string, edited?: boolean}} event
 *   `run` (block), `run-all`, `prompt` (prompt), `check` (exercise, answer), `send`, `done` (state),
 *   `edit` (block, edited), `reset` (block), `stop`, `starting`, `ready`, `gone`, `failed`.
 * @returns {Page} The page after the event.
 */
export function step(page, event) {
  const after = structuredClone(page);
  STEPS[event.type](after, event);
  return after;
}

const STEPS = {
  run(page, { block }) {
    enqueue(page, page.blocks.slice(0, block).keys(), block);
  },

  "run-all"(page) {
    enqueue(page, page.blocks.keys());
  },

  prompt(page, { prompt }) {
    page.queue.push({ prompt });
  },

  /** An exercise needs nothing that has run; it waits for what waits already. */
  check(page, { exercise, answer }) {
    if (!checking(page, exercise)) page.queue.push({ exercise, answer });
  },

  /** The first in the queue goes to Python. */
  send(page) {
    page.running = page.queue.shift();
    const block = page.blocks[page.running.block - 1];
    if (block) Object.assign(block, { state: "running", changed: false });
  },

  /** What ran has ended. Where it is broken off, what waits for it does not run. */
  done(page, { state }) {
    const block = page.blocks[page.running?.block - 1];
    page.running = null;
    if (block) {
      block.state = state === "stopped" ? "idle" : block.changed ? "stale" : state;
      block.dirty = block.edited || block.changed || state === "stopped";
      block.changed = false;
    }
    if (state === "stopped" || (block && state === "error")) release(page);
  },

  /** The code of a block is another now. */
  edit(page, { block: number, edited }) {
    const block = page.blocks[number - 1];
    block.edited = edited;
    if (block.state === "running") block.changed = true;
    if (RAN.has(block.state)) block.state = "stale";
    stale(page, number);
  },

  /** A block has the page's own code again; those below are stale if they saw the other. */
  reset(page, { block: number }) {
    const block = page.blocks[number - 1];
    if (block.state === "running") block.changed = true;
    else if (block.state !== "queued" && !block.native) block.state = "idle";
    if (block.dirty) stale(page, number);
    block.edited = false;
  },

  /** What waits does not run. */
  stop: release,

  starting(page) {
    page.python = "starting";
  },

  ready(page) {
    page.python = "ready";
  },

  /** Python has ended, and its namespace with it. */
  gone(page) {
    release(page);
    page.python = "off";
    page.running = null;
    for (const block of page.blocks) {
      Object.assign(block, { state: block.native ? "native" : "idle", changed: false, dirty: false });
    }
  },

  /** Python has ended without being asked. */
  failed(page) {
    STEPS.gone(page);
    page.python = "failed";
  },
};

/** Put blocks into the queue: those that have not run, and the one that is asked for. */
function enqueue(page, indices, asked = 0) {
  for (const i of indices) {
    const block = page.blocks[i];
    const wanted = i + 1 === asked ? RAN.has(block.state) : false;
    if (wanted || block.state === "idle" || block.state === "stale") {
      block.before = block.state;
      block.state = "queued";
      page.queue.push({ block: i + 1 });
    }
  }
}

/** Empty the queue; its blocks are again what they were. */
function release(page) {
  for (const { block } of page.queue) {
    const waiting = page.blocks[block - 1];
    if (waiting) waiting.state = RAN.has(waiting.before) ? "idle" : waiting.before;
  }
  page.queue = [];
}

/** The blocks below one, as far as they have run, have seen what is no longer there. */
function stale(page, number) {
  for (const block of page.blocks.slice(number)) {
    if (RAN.has(block.state)) block.state = "stale";
    if (block.state === "queued" && RAN.has(block.before)) block.before = "stale";
    if (block.state === "running") block.changed = true;
  }
}
