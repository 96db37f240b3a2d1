// Presents a page: a section a screen, in large type. Joins the parts: what is pressed becomes an action,
// an action changes where one is, and the stage shows it. Leaving takes everything back.

import { fromFragment, toFragment } from "./address.js";
import { Bar } from "./bar.js";
import { endOf } from "./end.js";
import { actionOf, isTheirs, swipe } from "./keys.js";
import { read, write } from "./kept.js";
import { Notes, htmlOf } from "./notes.js";
import { sectionsOf } from "./reading.js";
import * as running from "./running.js";
import { Stage } from "./stage.js";
import { elapsed, parsed, reset, started, toggled, told } from "./timer.js";

const FIELDS = "input, textarea, select, [contenteditable]:not([contenteditable='false'])";
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
  #touch = null;

  constructor(opener) {
    this.opener = opener;
    this.article = document.querySelector("article.bd-article");
    this.end = endOf(this.article);
    this.sections = [...sectionsOf(this.article), this.end.section];
    this.bar = new Bar((action, detail) => this.act(action, detail));
    this.notes = new Notes((action) => this.act(action));
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
    const holds = ({ shown }) => shown.some((each) => each.contains(target));
    const found = this.slides.findIndex(holds);
    if (found >= 0) return found;
    const within = this.slides.findIndex(({ section }) => section.heading?.parentElement === target.closest("section"));
    return Math.max(0, within);
  }

  #go(to) {
    this.at = to;
    const slide = this.slides[to];
    this.bar.say("");
    this.stage.show(slide);
    const { section, part } = slide;
    this.bar.place(to + 1, this.slides.length, [section.above, section.title].filter(Boolean).join(" · "));
    history.replaceState(history.state, "", toFragment(section.id, part));
    this.#tell();
  }

  /** Divide the page anew, and stay at the same place. */
  #again() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      if (current !== this) return;
      const { first, section } = this.slides[this.at];
      this.slides = this.stage.divide();
      const at = this.slides.findIndex(({ shown }) => shown.includes(first));
      this.#go(at >= 0 ? at : this.#find({ id: section.id, part: 1 }));
    });
  }

  #size() {
    root.style.setProperty("--present-scale", 1 + this.steps / 10);
  }

  // ---- What is pressed

  act(action, detail) {
    if (action !== "blank" && !this.bar.blank.hidden) this.bar.blank.hidden = true;
    this[`do_${action}`]?.(detail);
  }

  do_next() {
    const { scrollTop, clientHeight, scrollHeight } = this.article;
    if (scrollTop + clientHeight < scrollHeight - 8) this.#scroll(1);
    else if (this.at < this.slides.length - 1) this.#go(this.at + 1);
    else if (this.end.next) location.assign(this.end.next);
    else this.bar.say("This is the last screen of the book.");
  }

  do_previous() {
    if (this.article.scrollTop > 8) this.#scroll(-1);
    else if (this.at > 0) this.#go(this.at - 1);
    else this.bar.say("This is the first screen.");
  }

  #scroll(way) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const top = way * this.article.clientHeight * 0.8;
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
    const blocks = [...this.article.querySelectorAll("[data-live-block]")];
    const seen = blocks.filter((block) => !block.closest("[data-off-slide]") && block.checkVisibility());
    this.bar.say(running.runNext(seen));
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
    document.addEventListener("keydown", (event) => this.#key(event), { signal });
    addEventListener("resize", () => this.#again(), { signal });
    addEventListener("hashchange", () => this.#hash(), { signal });
    this.article.addEventListener("touchstart", (event) => this.#touched(event), { signal, passive: true });
    this.article.addEventListener("touchend", (event) => this.#lifted(event), { signal, passive: true });
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

  #key(event) {
    // The theme takes Escape for its search on every page, and hinders it wherever it is pressed.
    const taken = event.defaultPrevented && event.key !== "Escape";
    if (taken || event.isComposing) return;
    if (this.bar.dialog.open) {
      if (event.key === "Escape") this.bar.dialog.close();
      return;
    }
    const focused = this.#focused(event.target);
    if (event.key === "Escape" && focused === "field") {
      if (document.querySelector(".cm-tooltip-autocomplete, .live-names:not([hidden])")) return; // that first
      event.preventDefault();
      this.slides[this.at].section.heading?.focus({ preventScroll: true });
      return;
    }
    if (isTheirs(event.key, focused)) return;
    if (event.key === "Escape" && event.target.closest?.(".live-dock")) return; // it closes itself
    const action = actionOf(event, this.letters);
    if (!action) return;
    event.preventDefault();
    this.act(action);
  }

  #focused(target) {
    if (target.closest?.(FIELDS)) return "field";
    if (target.closest?.("button, a[href], summary, [role=button], [role=tab]")) return "button";
    const scroller = target.closest?.(".live-panel, .present-under, .live-prompt-log, pre[tabindex='0']");
    return scroller ? "scroller" : "";
  }

  /** A link within the page leads to the screen that has what it leads to. */
  #hash() {
    const asked = fromFragment(location.hash);
    const id = decodeURIComponent(location.hash.slice(1));
    if (asked) this.#go(this.#find(asked));
    else if (id && document.getElementById(id)) this.#go(this.#find({ id, part: 1 }));
  }

  #touched({ touches, target }) {
    const wide = target.closest("pre, table, .pst-scrollable-table-container, .cm-scroller");
    const busy = target.closest(FIELDS) || (wide && wide.scrollWidth > wide.clientWidth + 1);
    this.#touch = touches.length === 1 && !busy ? { x: touches[0].clientX, y: touches[0].clientY } : null;
  }

  #lifted({ changedTouches }) {
    const [{ clientX: x, clientY: y }] = changedTouches;
    const action = this.#touch && swipe(this.#touch, { x, y });
    this.#touch = null;
    if (action && !getSelection().toString()) this.act(action);
  }

  /** What has run is to be seen, from its end. */
  #seen(block) {
    if (block.closest("[data-off-slide]")) return;
    requestAnimationFrame(() => block.scrollIntoView({ block: "nearest", behavior: "instant" }));
  }

  // ---- What is told

  #tick() {
    this.bar.time(told(elapsed(this.timer, Date.now())), this.timer.since !== null);
  }

  #tell() {
    const slide = this.slides[this.at];
    const name = ({ section, part, parts }) => (parts > 1 ? `${section.title} (${part} of ${parts})` : section.title);
    const next = this.slides[this.at + 1];
    const note = htmlOf(slide.notes);
    const following = next ? name(next) : (this.end.nextTitle ?? "");
    this.notes.tell({
      page: this.sections[0].title,
      at: `${this.at + 1} of ${this.slides.length}`,
      above: slide.section.above,
      heading: name(slide),
      note,
      next: following,
      timer: this.timer,
      theme: root.dataset.theme,
    });
    const { under } = this.bar;
    root.toggleAttribute("data-present-under", !under.hidden);
    under.innerHTML = note || "<p>No note for this screen.</p>";
    if (following) {
      const after = document.createElement("p");
      after.className = "present-following";
      after.textContent = `Next: ${following}`;
      under.append(after);
    }
  }
}
