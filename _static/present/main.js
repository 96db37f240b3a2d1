// Presents a page: a section a screen, in large type. Joins the parts: what is pressed becomes an action,
// an action changes where one is, and the stage shows it. Leaving takes everything back.

import { fromFragment, toFragment } from "./address.js";
import { Bar } from "./bar.js";
import { endOf } from "./end.js";
import { heedKeys, heedTouch } from "./hearing.js";
import { Hiding } from "./hiding.js";
import { read, write } from "./kept.js";
import { Notes } from "./notes.js";
import { SLACK, STEP, scrollToSee, showing, stretch, topmost, viewOf } from "./place.js";
import { sectionsOf } from "./reading.js";
import * as running from "./running.js";
import { Stage } from "./stage.js";
import * as telling from "./telling.js";
import { elapsed, parsed, reset, started, toggled, told } from "./timer.js";

const root = document.documentElement;
/** How much larger or smaller than what suits the monitor: a step is a tenth. */
const [SMALLEST, LARGEST] = [-4, 8];
let current = null;

/** @param {HTMLElement|null} opener What was pressed, to be focused again at the end. */
export async function present(opener) {
  if (current) return;
  current = "beginning";
  try {
    await loadStyle();
    current = new Presentation(opener);
  } catch (error) {
    current = null;
    throw error;
  }
}

function loadStyle() {
  const href = new URL("../present.css", import.meta.url).href;
  if ([...document.styleSheets].some((sheet) => sheet.href === href)) return null;
  const link = document.createElement("link");
  Object.assign(link, { rel: "stylesheet", href });
  return new Promise((loaded, failed) => {
    link.addEventListener("load", loaded);
    link.addEventListener("error", () => {
      link.remove();
      failed(new Error(`${href} could not be fetched`));
    });
    document.head.append(link);
  });
}

class Presentation {
  #frame = 0;
  /** What stood at the top of the screen when somebody last went anywhere, and how far it was scrolled since. */
  #anchor = null;
  #scrolled = 0;

  constructor(opener) {
    this.opener = opener;
    this.article = document.querySelector("article.bd-article");
    this.end = endOf(this.article);
    this.sections = [...sectionsOf(this.article), this.end.section];
    this.bar = new Bar((action, detail) => this.act(action, detail));
    this.notes = new Notes((action) => this.#actFromNotes(action));
    this.hiding = new Hiding();
    this.steps = Number(read("localStorage", "present-type")) || 0;
    this.letters = read("localStorage", "present-letters") !== "off";
    this.panelBefore = running.isPanelOpen();
    this.styledBefore = root.hasAttribute("style");
    const begin = fromFragment(location.hash) ?? this.#inView();

    document.body.append(...this.bar.roots);
    root.toggleAttribute("data-presenting", true);
    const dock = [...document.querySelectorAll(".live-dock")];
    this.stage = new Stage(this.article, this.sections, [...this.bar.roots, ...dock]);
    this.#listen();
    this.#size();
    this.slides = this.stage.divide();
    this.bar.letters.checked = this.letters;
    this.bar.hides(this.hiding.on);
    this.bar.restart.hidden = !running.isLive();
    this.bar.working(running.isBusy());
    this.#keepTime(parsed(read("sessionStorage", "present-timer")) ?? started(Date.now()));
    this.#go(this.#find(begin));
  }

  // ---- Where one is

  /** @returns {{id: string, part: number}} The section that the reader is at. */
  #inView() {
    const line = innerHeight / 3;
    const above = this.sections.filter(({ heading }) => heading && heading.getBoundingClientRect().top <= line);
    const at = above.filter(({ heading }) => !this.end.root.contains(heading)).at(-1);
    return { id: scrollY > 0 ? (at?.id ?? "") : "", part: 1 };
  }

  /** @returns {number} The screen that an address means; the first where it means none. */
  #find({ id, part }) {
    const own = this.slides.findIndex(({ section }) => section.id === id);
    if (own >= 0) return own + Math.min(part, this.slides[own].parts) - 1;
    const target = id && document.getElementById(id);
    return target ? this.#showing(target) : 0;
  }

  /** @returns {number} The screen on which an element is, or 0. */
  #showing(target) {
    const found = showing(this.slides, target);
    if (found >= 0) return found;
    const within = this.slides.findIndex(({ section }) => section.heading?.parentElement === target.closest("section"));
    return Math.max(0, within);
  }

  #go(to) {
    this.#anchor = this.slides[to].first;
    this.bar.say("");
    this.#show(to);
  }

  #show(to) {
    this.at = to;
    const slide = this.slides[to];
    this.stage.show(slide);
    this.#scrolled = 0;
    this.#stretch();
    const { section, part } = slide;
    this.bar.place(to + 1, this.slides.length, [section.above, section.title].filter(Boolean).join(" · "));
    history.replaceState(history.state, "", toFragment(section.id, part));
    this.#tell();
  }

  /**
   * Divide the page anew, and stay at the same place: what was at the top of the screen is shown. That is
   * kept until somebody goes on, so that a panel that is opened and closed leads back to the same screen.
   */
  #again() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      if (current !== this) return;
      const { article, slides, at } = this;
      const { shown, first, section } = slides[at];
      if (Math.abs(article.scrollTop - this.#scrolled) > SLACK) this.#anchor = topmost(shown, viewOf(article).top);
      if (!this.#anchor?.isConnected) this.#anchor = first;
      this.slides = this.stage.divide();
      const found = showing(this.slides, this.#anchor);
      this.#show(found >= 0 ? found : this.#find({ id: section.id, part: 1 }));
      if (this.#anchor !== this.slides[this.at].first) {
        article.scrollTop += this.#anchor.getBoundingClientRect().top - viewOf(article).top;
      }
      this.#scrolled = article.scrollTop;
    });
  }

  /** Say where one is on a screen that is longer than the monitor. */
  #stretch() {
    const { scrollTop, clientHeight, scrollHeight } = this.article;
    this.bar.stretch(stretch(scrollTop, clientHeight, scrollHeight));
  }

  #size() {
    root.style.setProperty("--present-scale", 1 + this.steps / 10);
  }

  // ---- What is pressed

  act(action, detail) {
    if (action !== "blank") this.bar.blank.hidden = true;
    this[`do_${action}`]?.(detail);
  }

  /** What is open on the class's screen gives way to what is pressed elsewhere. */
  #actFromNotes(action) {
    if (action !== "help") this.bar.dialog.close();
    this.act(action);
  }

  do_next() {
    const { scrollTop, clientHeight, scrollHeight } = this.article;
    if (scrollTop + clientHeight < scrollHeight - SLACK) this.#scroll(1);
    else if (this.at < this.slides.length - 1) this.#go(this.at + 1);
    else if (this.end.next) location.assign(this.end.next);
    else this.bar.say("This is the last screen of the book.");
  }

  do_previous() {
    if (this.article.scrollTop > SLACK) this.#scroll(-1);
    else if (this.at > 0) this.#go(this.at - 1);
    else this.bar.say("This is the first screen.");
  }

  #scroll(way) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const top = way * this.article.clientHeight * STEP;
    this.article.scrollBy({ top, behavior: calm ? "instant" : "smooth" });
  }

  do_first() {
    this.#go(0);
  }

  do_last() {
    this.#go(this.slides.length - 1);
  }

  do_go(to) {
    this.bar.dialog.close();
    this.#go(Number(to));
  }

  do_run() {
    const seen = running.examplesIn(this.article).filter((block) => !block.closest("[data-off-slide]"));
    const blocks = seen.filter((block) => block.checkVisibility());
    this.bar.say(this.hiding.reveal(blocks, running.waits) || running.runNext(blocks));
  }

  do_hides() {
    this.bar.say(this.hiding.toggle());
    this.bar.hides(this.hiding.on);
  }

  do_stop() {
    running.stop();
  }

  do_restart() {
    this.bar.dialog.close();
    running.restart();
  }

  do_panel() {
    this.bar.say(running.togglePanel());
  }

  do_notes() {
    this.bar.say(this.notes.open());
  }

  do_under() {
    this.bar.under.hidden = !this.bar.under.hidden;
    this.#tell();
    this.#again();
  }

  do_larger() {
    this.#type(Math.min(LARGEST, this.steps + 1));
  }

  do_smaller() {
    this.#type(Math.max(SMALLEST, this.steps - 1));
  }

  do_normal() {
    this.#type(0);
  }

  #type(steps) {
    this.steps = steps;
    write("localStorage", "present-type", steps);
    this.#size();
    this.#again();
  }

  do_timer() {
    this.#time(toggled(this.timer, Date.now()));
  }

  do_reset() {
    this.#time(reset(this.timer, Date.now()));
  }

  #time(timer) {
    this.#keepTime(timer);
    this.#tell();
  }

  /** It outlives the page: the book's next one goes on with it. */
  #keepTime(timer) {
    this.timer = timer;
    write("sessionStorage", "present-timer", JSON.stringify(timer));
    this.#tick();
  }

  do_blank() {
    this.bar.blank.hidden = !this.bar.blank.hidden;
  }

  do_full() {
    const done = document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.();
    done?.catch(() => this.bar.say("This browser does not fill the monitor."));
  }

  do_help() {
    if (this.bar.dialog.open) {
      this.bar.dialog.close();
      return;
    }
    this.bar.list(this.slides, this.at);
    this.bar.dialog.showModal();
  }

  do_letters(on) {
    this.letters = on;
    write("localStorage", "present-letters", on ? "on" : "off");
  }

  do_leave() {
    const { section, first } = this.slides[this.at];
    current = null;
    this.ended.abort();
    this.unwatch();
    clearInterval(this.ticking);
    cancelAnimationFrame(this.#frame);
    this.notes.end();
    this.stage.clear();
    this.hiding.clear();
    for (const name of ["data-presenting", "data-present-under"]) root.removeAttribute(name);
    root.style.removeProperty("--present-scale");
    if (!this.styledBefore && !root.getAttribute("style")) root.removeAttribute("style");
    for (const each of this.bar.roots) each.remove();
    this.end.remove();
    if (running.isPanelOpen() !== this.panelBefore) running.togglePanel();
    if (document.fullscreenElement) document.exitFullscreen();
    const isEnd = section === this.end.section;
    const to = isEnd ? this.slides[this.at - 1] : { section, first };
    history.replaceState(history.state, "", to.section.id ? `#${to.section.id}` : location.pathname + location.search);
    const behavior = "instant";
    if (!to.section.id && to.first === to.section.pieces[0]) scrollTo({ top: 0, behavior });
    else (to.first === to.section.pieces[0] ? to.section.heading : to.first).scrollIntoView({ block: "start", behavior });
    this.opener?.focus({ preventScroll: true });
  }

  // ---- What is heard

  #listen() {
    this.ended = new AbortController();
    const { signal } = this.ended;
    const act = (action) => this.act(action);
    const left = () => this.slides[this.at].section.heading?.focus({ preventScroll: true });
    heedKeys({ dialog: this.bar.dialog, letters: () => this.letters, left, act }, signal);
    heedTouch(this.article, act, signal);
    addEventListener("resize", () => this.#again(), { signal });
    addEventListener("hashchange", () => this.#hash(), { signal });
    this.article.addEventListener("scroll", () => this.#stretch(), { signal, passive: true });
    // The panel's own button gives the focus to one that is not to be seen here.
    document.addEventListener("click", ({ target }) => {
      if (target.closest('[data-action="panel-close"]')) this.slides[this.at].section.heading?.focus();
    }, { signal });
    this.unwatch = running.watch({
      said: (text) => this.bar.say(text),
      busy: () => this.bar.working(running.isBusy()),
      panel: () => this.#again(),
      ran: (block) => this.#seen(block),
    });
    this.ticking = setInterval(() => this.#tick(), 1000);
  }

  /** A link within the page leads to the screen that has what it leads to. */
  #hash() {
    const asked = fromFragment(location.hash);
    const id = decodeURIComponent(location.hash.slice(1));
    if (asked) this.#go(this.#find(asked));
    else if (id && document.getElementById(id)) this.#go(this.#find({ id, part: 1 }));
  }

  /** What has run is to be seen, with its buttons and its result. */
  #seen(block) {
    if (block.closest("[data-off-slide]")) return;
    requestAnimationFrame(() => {
      scrollToSee(this.article, block);
      this.#stretch();
    });
  }

  // ---- What is told

  #tick() {
    this.bar.time(told(elapsed(this.timer, Date.now())), this.timer.since !== null);
  }

  #tell() {
    const state = telling.told(this.slides, this.at, this.end.nextTitle);
    this.notes.tell({ ...state, page: this.sections[0].title, timer: this.timer, theme: root.dataset.theme });
    const { under } = this.bar;
    root.toggleAttribute("data-present-under", !under.hidden);
    telling.fillUnder(under, state);
  }
}
