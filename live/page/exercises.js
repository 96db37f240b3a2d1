// The exercises of a page: what is pressed in them, what is kept of it, and how it is told.

import { ExerciseView } from "./exercise.js";
import { element } from "./icons.js";
import { offer } from "./offer.js";
import { solved, stateOf } from "./progress.js";
import { checking } from "./state.js";

/** The editor is opened when an exercise is so near to the window, in pixels. */
const NEAR = "500px 0px";
const NOT_TRIED = "You have not tried yet: show it all the same?";
const CHANGED =
  "The book has changed this exercise since you wrote this. Your answer is kept; Reset shows what " +
  "the exercise begins with now.";
const OTHER_LINES =
  "The book has changed the lines of this exercise since you put them in order. They are again as at first.";
const SAY_FIRST = "Say first what you expect: then it runs.";

export class Exercises {
  /** Whether an answer is put where the reader did not type it. */
  #putting = false;

  /**
   * @param {object} settings
   * @param {URL} settings.page The address of the page's data, which names the page.
   * @param {import("./progress.js").Progress} settings.progress
   * @param {import("./edits.js").Edits} settings.edits Keeps the answers that are not finished.
   * @param {(text: string) => void} settings.say Says something aloud.
   * @param {(exercise: string, answer: string) => void} settings.check Has Python check an answer.
   * @param {() => boolean} settings.stop
   * @param {boolean} settings.eager Whether things may be fetched before they are asked for.
   */
  constructor(settings) {
    Object.assign(this, settings);
    const name = this.page.pathname.split("/live-pages/").at(-1);
    const chapter = name.replace(/\.json$/, "").replace(/^chapters\//, "");
    const roots = [...document.querySelectorAll("[data-exercise]")];
    this.views = roots.map((root) => new ExerciseView(root, (...pressed) => this.#act(...pressed)));
    this.keys = this.views.map(({ id }) => `${chapter}/${id}`);
    this.#restore();
    this.#count();
    if (this.eager) this.#openWhenNear();
  }

  #key(view) {
    return this.keys[this.views.indexOf(view)];
  }

  #view(key) {
    return this.views[this.keys.indexOf(key)];
  }

  /** @returns {string} What an exercise is called here: `Exercise 2`. */
  name(key) {
    return this.#view(key).name;
  }

  // ---- What is shown

  /** Show the page as it is: which answers wait, which is being checked, what is solved. */
  show(page) {
    const known = this.progress.read();
    this.views.forEach((view, i) => {
      view.show(stateOf(known[this.keys[i]]), checking(page, this.keys[i]));
    });
    if (this.line) this.line.textContent = this.#told();
  }

  /** A line below the heading of the section that holds them. */
  #count() {
    const section = this.views[0]?.root.closest("section");
    const heading = section?.querySelector(":scope > :is(h1, h2, h3)");
    if (!heading) return;
    section.dataset.counted = ""; // the room that the style has kept is taken
    this.line = element("p", "exercise-count", this.#told());
    heading.after(this.line);
  }

  #told() {
    return `${solved(this.progress.read(), this.keys)} of ${this.keys.length} solved`;
  }

  #openWhenNear() {
    const near = (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        observer.unobserve(target);
        this.views.find(({ root }) => root === target).open();
      }
    };
    const observer = new IntersectionObserver(near, { rootMargin: NEAR });
    for (const { root } of this.views) observer.observe(root);
  }

  // ---- What was kept

  #restore() {
    for (const view of this.views) this.#restoreOne(view);
  }

  #restoreOne(view) {
    const kept = this.edits.get(draftOf(view));
    if (!kept) return;
    const fits = view.answer.write(kept.source) !== false;
    if (!fits) this.edits.drop(draftOf(view));
    if (kept.hash !== view.hash) view.say(fits ? CHANGED : OTHER_LINES);
    view.showReset(fits);
  }

  // ---- What is pressed

  #act(action, view, detail) {
    const acts = {
      check: () => this.#check(view),
      hint: () => this.#hint(view),
      solution: () => this.#solution(view),
      reset: () => this.#reset(view),
      undo: () => this.#undo(view),
      changed: () => this.#changed(view, detail),
      stop: () => this.stop(),
      say: () => this.say(detail),
    };
    acts[action]();
  }

  #check(view) {
    if (view.root.dataset.busy) return;
    const answer = view.answer.read();
    if (view.kind === "predict" && answer.split("\n").includes("")) {
      view.say(SAY_FIRST);
      this.say(`${view.name}: ${SAY_FIRST}`);
      view.answer.focus();
      return;
    }
    view.taken = null;
    view.showReset(answer !== view.answer.starter);
    this.check(this.#key(view), answer);
  }

  #hint(view) {
    const told = view.hint();
    if (!told) return;
    this.progress.note(this.#key(view), { hints: view.hinted });
    this.say(`${view.name}: ${told}`);
  }

  #solution(view) {
    const show = () => {
      const shown = view.toggleSolution();
      if (shown) this.progress.note(this.#key(view), { solution: true });
      this.say(`${view.name}: the solution is ${shown ? "shown below" : "hidden"}.`);
    };
    const tried = this.progress.read()[this.#key(view)]?.tries > 0;
    if (tried || !view.solution.hidden) show();
    else {
      const [after, back] = [view.tools, view.buttons.solution];
      offer({ after, back, text: NOT_TRIED, answers: { "Show it": show, "Not yet": () => {} } });
    }
  }

  /** What was there before can be brought back, until something is typed or checked. */
  #reset(view) {
    view.taken = view.answer.read();
    this.#put(view, view.answer.starter);
    view.clear();
    view.say("");
    view.showReset(false);
    this.say(`${view.name} is again as it begins. Undo reset brings your answer back.`);
  }

  #undo(view) {
    this.#put(view, view.taken);
    view.taken = null;
    view.showReset(true);
    this.say(`Your answer to ${view.name.toLowerCase()} is back.`);
  }

  #put(view, text) {
    this.#putting = true;
    view.answer.write(text);
    this.#putting = false;
    this.#keep(view, text);
  }

  #changed(view, text) {
    if (this.#putting) return;
    view.taken = null;
    this.#keep(view, text);
    view.showReset(text !== view.answer.starter);
    if ([CHANGED, SAY_FIRST].includes(view.note.textContent)) view.say("");
  }

  #keep(view, text) {
    if (text === view.answer.starter) this.edits.drop(draftOf(view));
    else this.edits.set(draftOf(view), view.hash, text);
  }

  // ---- What comes of it

  /**
   * An answer was checked, or its check was stopped.
   *
   * @param {string} key
   * @param {{state: string, output: string, record: string, note: string}} result
   * @returns {string} What is said of it aloud.
   */
  done(key, result) {
    const view = this.#view(key);
    if (result.state === "stopped") {
      view.say(result.note);
      return `${view.name}: ${result.note}`;
    }
    this.progress.note(key, { verdict: result.state });
    const next = result.state === "passed" ? this.#next(view) : null;
    view.found(result, next);
    const left = next ? ` ${this.#told()}.` : "";
    return `${view.name}: ${result.note}${left}`;
  }

  /** The worker is gone, and with it what it was checking. */
  lost(key, text) {
    this.#view(key).say(text);
  }

  /** @returns {{href: string, text: string}} Where to go on: to the next one that is not solved. */
  #next(view) {
    const known = this.progress.read();
    const at = this.views.indexOf(view);
    const order = [...this.views.slice(at + 1), ...this.views.slice(0, at)];
    const next = order.find((other) => known[this.#key(other)]?.state !== "passed");
    if (next) return { href: `#${next.root.id}`, text: `Go on with ${next.name.toLowerCase()}` };
    const all = this.views.length > 1 ? `All ${this.views.length} exercises` : "The exercise";
    return { href: "", text: `${all} of this page ${this.views.length > 1 ? "are" : "is"} solved.` };
  }
}

/** What an unfinished answer is kept as, among the edits of the page. */
function draftOf(view) {
  return `exercise ${view.id}`;
}
