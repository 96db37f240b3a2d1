"""Promise: a page stands still when its live blocks come up, and waits for little."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from browser.test_look import visit

PAGES = [
    "index.html",
    "chapters/transactions.html",
    # An exercise that predicts, and one that puts lines in order.
    "chapters/object-states.html",
    "chapters/isolation.html",
    "chapters/teaching.html",
    "chapters/cheat-sheet.html",
    "chapters/for-authors.html",
    # A section right below its goals, and as many records as have a button for all of them.
    "chapters/glossary.html",
]
WINDOWS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "narrow": {"viewport": {"width": 375, "height": 812}},
    "phone": {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True},
}
#: How much may move in all, as a browser counts it: 0.1 is the limit of what is called good.
STILL = 0.02
#: Kilobytes of script, as they are served, that the first paint may wait for.
SMALL = 8

#: Keep what moved without the reader's doing: how much, and from where to where.
WATCH = """
  window.shifts = [];
  const place = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(" ");
  const named = (node) => node?.outerHTML?.slice(0, 90) ?? String(node?.textContent);
  window.watching = new PerformanceObserver((list) => keep(list.getEntries()));
  const keep = (entries) => {
    for (const { value, hadRecentInput, sources } of entries) {
      if (hadRecentInput) continue;
      const moved = sources.map(({ node, previousRect, currentRect }) =>
        `${named(node)}: ${place(previousRect)} -> ${place(currentRect)}`);
      window.shifts.push({ value, moved });
    }
  };
  window.shifted = () => { keep(watching.takeRecords()); return window.shifts };
  watching.observe({ type: "layout-shift", buffered: true });
"""
#: The page's script has come, and each exercise near the window has what it is answered with.
UP = """() => {
  const live = document.querySelector("script[data-live-page]");
  if (live && !document.body.dataset.liveStatus) return false;
  const isNear = (element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > -400 && top < innerHeight + 400;
  };
  const answered = ":scope > [data-role=starter] :is(.cm-editor, form, .exercise-lines)";
  return [...document.querySelectorAll("[data-exercise]")].filter(isNear)
    .every((each) => each.querySelector(answered) || each.querySelector(".exercise-lines"));
}"""
FRAMES = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => done())))"""
DOWN = "() => { scrollBy({ top: innerHeight, behavior: 'instant' }); return scrollY }"
#: Where each column of each table begins, and where the last ends.
COLUMNS = """all => all.map(({ rows: [head] }) =>
  [...head.cells].flatMap((cell) => {
    const { left, right } = cell.getBoundingClientRect();
    return [left, right].map(Math.round);
  }))"""
BLOCKING = """() => performance.getEntriesByType("resource")
  .filter(({ renderBlockingStatus }) => renderBlockingStatus === "blocking")
  .map(({ name, encodedBodySize }) => [new URL(name).pathname, encodedBodySize])"""


def settle(page: Page) -> None:
    """Wait until all that is to come up here has come up, and has been painted."""
    page.wait_for_function(UP, timeout=120_000)
    page.evaluate(FRAMES)


def watched(browser: Browser, url: str, window: dict[str, Any], steps: bool = True) -> list[str]:
    """Open a page, scroll through it, and return what moved, when it is more than may."""
    with visit(browser, "about:blank", **window) as (page, _):
        page.add_init_script(WATCH)
        page.goto(url)
        settle(page)
        before = -1
        while steps and (now := page.evaluate(DOWN)) != before:
            settle(page)
            before = now
        shifts = page.evaluate("shifted()")
    if sum(each["value"] for each in shifts) <= STILL:
        return []
    return [f"{each['value']:.4f} {line}" for each in shifts for line in each["moved"]]


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("page", PAGES)
def test_nothing_moves(browser: Browser, address: str, page: str, window: str) -> None:
    """Not when the page comes up, and not when what it has further down does."""
    assert not watched(browser, f"{address}/{page}", WINDOWS[window])


@pytest.mark.parametrize("window", WINDOWS)
def test_nothing_moves_where_one_arrives_at_an_exercise(
    browser: Browser, address: str, window: str
) -> None:
    """Who follows a link to an exercise sees it come up: its room has been kept."""
    for chapter in ("transactions", "object-states", "isolation"):
        url = f"{address}/chapters/{chapter}.html"
        with visit(browser, url, **WINDOWS[window]) as (page, _):
            names = page.locator("[data-exercise]").evaluate_all("all => all.map(({id}) => id)")
        assert names
        for name in names:
            moved = watched(browser, f"{url}#{name}", WINDOWS[window], steps=False)
            assert not moved, f"{chapter}#{name}: {moved}"


@pytest.mark.parametrize("window", WINDOWS)
def test_rows_that_are_still_to_come_move_no_column(
    browser: Browser, address: str, window: str
) -> None:
    """A long table is shown before all of it has come: its columns have their widths by then."""
    for chapter in ("for-authors", "reading", "errors", "migration-table"):
        url = f"{address}/chapters/{chapter}.html"
        with visit(browser, url, **WINDOWS[window]) as (page, _):
            tables = page.locator("table:has(> colgroup)")
            assert tables.count()
            whole = tables.evaluate_all(COLUMNS)
            tables.evaluate_all(
                "all => all.forEach(({ tBodies: [body] }) => body.replaceChildren(body.rows[0]))"
            )
            assert tables.evaluate_all(COLUMNS) == whole, chapter


def test_it_is_seen_when_something_moves(browser: Browser, address: str) -> None:
    """The measure measures: a line put in above the text moves all of it."""
    with visit(browser, "about:blank", viewport={"width": 1280, "height": 800}) as (page, _):
        page.add_init_script(WATCH)
        page.goto(f"{address}/index.html")
        settle(page)
        page.evaluate("() => document.querySelector('article').style.paddingTop = '200px'")
        page.evaluate(FRAMES)
        assert sum(each["value"] for each in page.evaluate("shifted()")) > STILL


@pytest.mark.parametrize("page", PAGES)
def test_the_first_paint_waits_for_little(browser: Browser, address: str, page: str) -> None:
    """For the one stylesheet and the two scripts that must come before anything is seen."""
    with visit(browser, f"{address}/{page}") as (opened, _):
        blocking = dict(opened.evaluate(BLOCKING))
    styles = [path for path in blocking if path.endswith(".css")]
    scripts = [path for path in blocking if not path.endswith(".css")]
    assert len(styles) == 1, styles
    assert {path.rpartition("/")[2] for path in scripts} <= {"theme.js", "early.js"}
    assert sum(blocking[path] for path in scripts) < SMALL * 1000


@pytest.mark.parametrize("page", PAGES)
def test_no_font_is_fetched(browser: Browser, address: str, page: str) -> None:
    """Text has the reader's own fonts, and icons are drawn."""
    with visit(browser, f"{address}/{page}") as (opened, _):
        fetched = opened.evaluate("performance.getEntriesByType('resource').map(({name}) => name)")
    assert fetched
    assert not [name for name in fetched if "woff" in name]
