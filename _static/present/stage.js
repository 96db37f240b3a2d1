// Shows one screen of a page and hides all else, by one attribute that a stylesheet heeds and that leaves
// nothing behind. The elements stay where they are, so what runs in them goes on.

import { screens } from "./fit.js";
import { columnsOf, companionsOf, isNear, isTied, partsOf } from "./reading.js";

const OFF = "data-off-slide";
const COLUMNS = "data-present-columns";
/** Code is as large as 80 characters allow; where a block has longer lines, as those allow. */
const WIDTHS = [80, 90, 100, 112];
const root = document.documentElement;

/**
 * @typedef {object} Slide
 * @property {import("./reading.js").Section} section
 * @property {Element[]} shown What it shows, its heading included.
 * @property {Element|null} first The first of its pieces.
 * @property {number} part From 1.
 * @property {number} parts How many its section has.
 * @property {HTMLTemplateElement[]} notes
 */

export class Stage {
  /**
   * @param {HTMLElement} article
   * @param {import("./reading.js").Section[]} sections
   * @param {Element[]} kept What is never hidden: the bar and its company.
   */
  constructor(article, sections, kept) {
    Object.assign(this, { article, sections, kept });
    this.off = new Set();
    this.undo = [];
    // All at once, so that the page is laid out once.
    this.wide = sections.flatMap(({ pieces }) => pieces).filter((piece) => widthOf(piece) > WIDTHS[0]);
    for (const piece of this.wide) piece.setAttribute(COLUMNS, widthOf(piece));
  }

  /** @returns {Slide[]} The page in screens of the size that there is now. */
  divide() {
    this.#restore();
    this.#hide([this.article]);
    const style = getComputedStyle(this.article);
    const room = this.article.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
    return this.sections.flatMap((section) => this.#divideSection(section, room));
  }

  #divideSection(section, room) {
    const { heading, pieces } = section;
    const head = heading && !section.inside && pieces.length ? top(pieces[0]) - top(heading) : 0;
    const parts = pieces.flatMap((piece) => {
      const whole = section.inside || bottom(piece) - top(piece) <= room - head;
      return (whole ? [piece] : partsOf(piece)).map((part) => ({ part, piece }));
    });
    const measured = parts.map(({ part }) => ({
      top: top(part),
      bottom: bottom(part),
      tied: isTied(part),
      near: isNear(part),
    }));
    const groups = parts.length ? screens(measured, room - head) : [[0, -1]];
    return groups.map(([from, to], i) => {
      const group = parts.slice(from, to + 1);
      const company = group.flatMap(({ part, piece }) => companionsOf(part, piece));
      const own = new Set(group.map(({ piece }) => pieces.indexOf(piece)));
      const last = i === groups.length - 1;
      const begun = (at) => own.has(at) && (i === 0 || pieces[at] !== parts[from - 1].piece);
      // Where the example it is about comes a screen later, it stands on both.
      const belongs = ({ at, block }) => begun(at) || begun(block) || (last && at >= pieces.length);
      return {
        section,
        shown: [...(heading ? [heading] : []), ...company, ...group.map(({ part }) => part)],
        first: group[0]?.part ?? heading,
        part: i + 1,
        parts: groups.length,
        notes: section.notes.filter(belongs).map(({ element }) => element),
      };
    });
  }

  /** @param {Slide} slide */
  show(slide) {
    this.#restore();
    this.#hide(slide.shown);
    this.article.scrollTop = 0;
    const { heading } = slide.section;
    // One size of code on a screen, that of its widest block, or of the piece that this is a part of.
    const coded = slide.shown.filter((each) => each !== heading && columnsOf(each));
    const measured = coded.map((each) => Number(each.closest(`[${COLUMNS}]`)?.getAttribute(COLUMNS)));
    const width = Math.max(...coded.map(widthOf), ...measured.filter(Boolean));
    if (width > WIDTHS[0]) for (const each of coded) this.#set(each, COLUMNS, width);
    const divider = slide.shown.length === 1 && slide.shown[0] === heading;
    root.toggleAttribute("data-present-divider", divider);
    if (!heading) return;
    this.#set(heading, "tabindex", "-1");
    if (slide.parts > 1) this.#set(heading, "data-slide-part", `${slide.part}/${slide.parts}`);
    heading.focus({ preventScroll: true });
  }

  /** The page as it was. */
  clear() {
    this.#restore();
    for (const element of this.off) element.removeAttribute(OFF);
    this.off.clear();
    for (const piece of this.wide) piece.removeAttribute(COLUMNS);
    root.removeAttribute("data-present-divider");
  }

  #set(element, name, value) {
    const before = element.getAttribute(name);
    if (before !== null && name === "tabindex") return;
    this.undo.push(() => (before === null ? element.removeAttribute(name) : element.setAttribute(name, before)));
    element.setAttribute(name, value);
  }

  #restore() {
    for (const undo of this.undo.splice(0)) undo();
  }

  /** Hide all but some elements, what is in them, and what they are in. */
  #hide(shown) {
    const keep = new Set([...shown, ...this.kept]);
    const way = new Set();
    for (const element of keep) {
      for (let up = element.parentElement; up && !way.has(up); up = up.parentElement) way.add(up);
    }
    const off = new Set();
    const walk = (element) => {
      for (const child of element.children) {
        if (keep.has(child)) continue;
        if (way.has(child)) walk(child);
        else off.add(child);
      }
    };
    walk(document.body);
    for (const element of this.off) if (!off.has(element)) element.removeAttribute(OFF);
    for (const element of off) if (!this.off.has(element)) element.setAttribute(OFF, "");
    this.off = off;
  }
}

/** @returns {number} The characters for which a piece's code is set: those of its longest line, or more. */
function widthOf(piece) {
  const longest = columnsOf(piece);
  return WIDTHS.find((width) => width >= longest) ?? WIDTHS.at(-1);
}

function top(element) {
  return element.getBoundingClientRect().top;
}

function bottom(element) {
  return element.getBoundingClientRect().bottom;
}
