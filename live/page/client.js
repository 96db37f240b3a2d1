// The page's end of the line to Python. It starts the worker, hands it one request at a time, and
// says what came of it. What is typed, queued or shown is not its business.

/** So long may Python go on after it was asked to stop, in milliseconds. */
const PATIENCE = 900;
/** So often is it asked. The error that stops it may fall into code that throws errors away. */
const AGAIN = 150;
/** So many times as long may it then take to show what has run, once that has ended. */
const SHOWING = 4;

const UNREACHABLE = "Python could not be fetched. Is there a connection?";
const CRASHED = "Python has ended unexpectedly, perhaps for want of memory.";

/**
 * @typedef {object} Ears Called with what the worker says.
 * @property {(message: {stage: string, text: string, threads: boolean, from: string}) => void} status
 * @property {(message: {id: number, html: string}) => void} output
 * @property {(message: object) => void} done
 * @property {(message: {from: number, matches: string[]}) => void} completions
 * @property {(text: string, detail: string) => void} failed The worker is gone.
 * @property {() => void} replaced It was ended because it did not stop by itself.
 */

export class Client {
  #worker = null;
  #running = 0;
  #last = 0;
  #timer = 0;
  #asking = 0;
  #flag = null;

  /**
   * @param {object} settings
   * @param {() => Worker} settings.open Makes the worker.
   * @param {() => Promise<object>} settings.page Fetches the page's examples.
   * @param {boolean} settings.isolated Whether memory may be shared with the worker.
   * @param {Ears} settings.on
   * @param {number} [settings.patience]
   */
  constructor({ open, page, isolated, on, patience = PATIENCE }) {
    Object.assign(this, { open, page, isolated, on, patience });
  }

  /** Begin to start Python, unless it is there. */
  async start() {
    if (this.#worker) return;
    let worker;
    try {
      worker = this.#worker = this.open();
    } catch (error) {
      this.#fail("This browser cannot run Python.", error);
      return;
    }
    worker.onerror = (event) => {
      event.preventDefault?.();
      if (worker === this.#worker) this.#fail(event.message ? CRASHED : UNREACHABLE, event.message);
    };
    worker.onmessage = ({ data }) => worker === this.#worker && this.#hear(data);
    const shared = this.isolated ? new SharedArrayBuffer(4) : null;
    this.#flag = shared && new Uint8Array(shared);
    try {
      const page = await this.page();
      if (worker !== this.#worker) return;
      worker.postMessage({ kind: "start", page, interrupt: shared });
    } catch (error) {
      if (worker === this.#worker) this.#fail(UNREACHABLE, error);
    }
  }

  /** @param {{kind: "run"|"prompt"}} request What to run, when nothing else runs. */
  run(request) {
    if (this.#flag) this.#flag[0] = 0;
    this.#running = ++this.#last;
    this.#worker.postMessage({ ...request, id: this.#running });
  }

  /** Ask for the names that a text could go on with. The answer's number is the one returned. */
  complete(source, position) {
    this.#worker?.postMessage({ kind: "complete", id: ++this.#last, source, position });
    return this.#last;
  }

  /** Stop what runs: at best it ends by itself and keeps its names; otherwise Python ends. */
  stop() {
    if (this.#timer || !this.#worker) return;
    if (!this.#flag || !this.#running) {
      this.#replace();
      return;
    }
    const flag = this.#flag;
    const ask = () => (flag[0] = 2); // SIGINT
    ask();
    this.#asking = setInterval(ask, AGAIN);
    this.#replaceIn(this.patience);
  }

  /** End Python. */
  end() {
    clearTimeout(this.#timer);
    clearInterval(this.#asking);
    this.#worker?.terminate();
    this.#worker = this.#flag = null;
    this.#timer = this.#running = 0;
  }

  #replaceIn(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#replace(), milliseconds);
  }

  #replace() {
    this.end();
    this.on.replaced();
  }

  #fail(text, detail) {
    this.end();
    this.on.failed(text, String(detail ?? ""));
  }

  #hear(message) {
    if (message.kind === "failed") {
      this.#fail(message.text, message.detail);
      return;
    }
    if (message.kind === "done") {
      if (message.id !== this.#running) return;
      clearTimeout(this.#timer);
      clearInterval(this.#asking);
      this.#running = this.#timer = 0;
      if (this.#flag) this.#flag[0] = 0; // it came too late; what runs next is not meant
    }
    if (message.kind === "stopped") {
      // What the reader wrote has ended. A slow machine is still at the record, and the names are
      // worth that wait.
      if (!this.#timer || message.id !== this.#running) return;
      clearInterval(this.#asking);
      this.#replaceIn(this.patience * SHOWING);
      return;
    }
    if (message.kind === "output" && message.id !== this.#running) return;
    this.on[message.kind]?.(message);
  }
}
