"""What the tests of presenter mode share: how a page is presented, and what a screen shows."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, expect

import book
from browser.test_look import visit

PROJECTOR = {"width": 1024, "height": 768}


@contextmanager
def presented(
    browser: Browser, url: str, fragment: str = "present", **settings: Any
) -> Iterator[tuple[Page, list[str]]]:
    """Open a page as a presentation; yield it and what the browser complained of."""
    given = {"viewport": PROJECTOR, "color_scheme": "light", "reduced_motion": "reduce"}
    with visit(browser, f"{url}#{fragment}", **{**given, **settings}) as (page, complaints):
        begun(page)
        yield page, complaints


def begun(page: Page) -> None:
    """Wait until a page is presented."""
    page.locator("html[data-presenting] .present-where").wait_for()


def go(page: Page, section: str) -> None:
    """Go to a screen of the page by its address, and wait until the page has heard of it."""
    page.evaluate(
        """(at) => new Promise((done) => {
            if (location.hash === at) return done();
            addEventListener("hashchange", () => done(), { once: true });
            location.hash = at;
        })""",
        f"#present-{section}",
    )


def where(page: Page) -> tuple[int, int]:
    """Return the number of the screen, and how many there are."""
    number, count = page.locator(".present-where").inner_text().split(" of ")
    return int(number), int(count)


def title(page: Page) -> str:
    """Return the heading of the screen, which has the focus."""
    heading = page.locator("article :is(h1, h2, h3, h4, .exercise-title):visible").first
    expect(heading).to_be_focused()
    return heading.inner_text().partition("\n")[0].strip().removesuffix("#").strip()


def line(page: Page) -> str:
    """Return what is said below the screen."""
    return page.locator(".present-line").inner_text()


def article(page: Page) -> str:
    """Return all of the page's own elements, as they stand.

    But for the tab stops of code: the page gives them anew to what is too wide, at its next frame.
    """
    html: str = page.evaluate("() => document.querySelector('article').outerHTML")
    return re.sub(r'(<pre [^>]*)tabindex="-?\d"', r"\1", html)


#: Goes from the first screen to the last, and notes of each what it shows.
WALK = (book.ROOT / "tests/present/walk.js").read_text(encoding="utf-8").partition("\n")[2]


def walked(page: Page) -> list[dict[str, Any]]:
    """Go through all screens; return what was on each."""
    seen: list[dict[str, Any]] = page.evaluate(WALK)
    return seen
