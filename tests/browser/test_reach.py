"""Promise: whoever has no mouse, or is made ill by what moves, has the whole book.

What the live pages, the exercises and the presenter's view add has tests of its own; here it is
the book: each stop of the Tab key, and what is still moving where the reader has asked for calm.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from browser.test_look import DESKTOP, PHONE, visit

#: A page of each kind: the front page, a chapter, a catalogue, a glossary, one with wide tables,
#: the search.
KINDS = [
    *("index", "chapters/transactions", "chapters/errors", "chapters/glossary"),
    *("chapters/teaching", "search"),
]
#: Stops of the Tab key that are looked at from a page's beginning, and from its middle.
STOPS = 60

#: The element that has the focus: what it is, whether a part of it is to be seen, and its look.
STOP = """async () => {
  // What has the focus has been scrolled to at the next frame.
  await new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame)));
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const { left, top, width, height } = element.getBoundingClientRect();
  const at = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]];
  const seen = at.some(([x, y]) => {
    const hit = document.elementFromPoint(left + width * x, top + height * y);
    return hit && (element.contains(hit) || hit.contains(element));
  });
  // A card's link shows it by what it spreads over the card.
  const look = () => [null, "::after"].map((part) => {
    const { outline, boxShadow, backgroundColor, borderColor, color, textDecoration } =
      getComputedStyle(element, part);
    return [outline, boxShadow, backgroundColor, borderColor, color, textDecoration];
  }).join();
  const focused = look();
  element.blur();
  const other = look() !== focused;
  element.focus({ preventScroll: true, focusVisible: true });
  const tag = element.outerHTML.slice(0, 120);
  return { tag, seen, told: other };
}"""

#: What moves, or takes its time to change, although the reader has asked for calm.
MOVING = """() => {
  const slow = (durations) => durations.split(",").some((each) => parseFloat(each) > 0.02);
  const moving = [];
  for (const element of document.querySelectorAll("*")) {
    for (const part of [null, "::before", "::after"]) {
      const style = getComputedStyle(element, part);
      const changes = style.transitionProperty !== "none" && slow(style.transitionDuration);
      const turns = style.animationName !== "none" && slow(style.animationDuration);
      const glides = style.scrollBehavior === "smooth";
      if (changes || turns || glides) moving.push(element.outerHTML.slice(0, 100) + (part ?? ""));
    }
  }
  return moving;
}"""


def walk(page: Page) -> Iterator[dict[str, Any]]:
    """Press Tab again and again; yield each stop, until the page ends or it has been enough."""
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            return
        yield stop


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("name", KINDS)
def test_the_focus_is_always_to_be_seen(
    name: str, size: dict[str, int], browser: Browser, address: str
) -> None:
    """Nothing that stays in its place hides it (WCAG 2.4.11), and it looks focused (2.4.7)."""
    settings = {"viewport": size, "reduced_motion": "reduce"}
    with visit(browser, f"{address}/{name}.html", **settings) as (page, complaints):
        stops = list(walk(page))
        # From the middle on, the place has been scrolled to; bars stay where they are.
        page.evaluate(
            """() => {
              const links = [...document.querySelectorAll("article a[href]:not(.headerlink)")];
              (links[Math.floor(links.length / 2)] ?? document.querySelector("a")).focus();
            }"""
        )
        stops += walk(page)
        assert len(stops) > 10
        assert not [stop["tag"] for stop in stops if not stop["seen"]]
        assert not [stop["tag"] for stop in stops if not stop["told"]]
        assert not complaints


@pytest.mark.parametrize("name", KINDS)
def test_nothing_moves_where_calm_is_asked_for(name: str, browser: Browser, address: str) -> None:
    """What shows that work is going on may stand still: its words say it, too."""
    settings = {"viewport": DESKTOP, "reduced_motion": "reduce"}
    with visit(browser, f"{address}/{name}.html", **settings) as (page, complaints):
        assert page.evaluate(MOVING) == []
        assert not complaints
    settings["reduced_motion"] = "no-preference"
    with visit(browser, f"{address}/{name}.html", **settings) as (page, _):
        assert page.evaluate(MOVING), "the measure sees nothing that moves"
