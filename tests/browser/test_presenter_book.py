"""Promise: presenter mode needs no live pages: it works in a book that is built with LIVE=0."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

import book
from browser.hosting import hosted
from browser.presenting import article, begun, line, title, where
from browser.test_look import DESKTOP, visit
from building import sphinx
from live.serve import ISOLATED, POLICY

#: What the keys that need a live page say instead.
TOLD = {
    "r": "Nothing runs here: this copy of the book was built without Python in the page.",
    "s": "There is no session panel: nothing runs on this page.",
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a small book that nothing runs in."""
    folder = tmp_path_factory.mktemp("without-live")
    shutil.copytree(book.ROOT / "tests/live/exercises", folder / "source")
    build = sphinx(folder / "source", folder, "-b", "html", "-D", "live=0")
    assert build.returncode == 0, build.output
    assert not list(build.site.rglob("*.wasm"))
    with hosted(build.site, "/", ISOLATED | POLICY) as address:
        yield address


@pytest.mark.parametrize("way", ["button", "key"])
def test_a_page_without_live_blocks_is_presented(way: str, browser: Browser, address: str) -> None:
    """By the button and by its key: screens go on and back, and leaving leaves no trace."""
    settings = {"viewport": DESKTOP, "reduced_motion": "reduce"}
    with visit(browser, f"{address}/chapters/crew.html", **settings) as (page, complaints):
        assert page.locator("[data-live-block]").count() == 0
        before = article(page)
        if way == "button":
            page.get_by_role("button", name="Present this page").click()
        else:
            page.keyboard.press("p")
        begun(page)
        assert title(page) == "The crew"
        first, count = where(page)
        assert first == 1
        assert count > 3
        page.keyboard.press("PageDown")
        assert where(page) == (2, count)
        for key, told in TOLD.items():
            page.keyboard.press(key)
            assert line(page) == told
        for key in ["u", "?", "Escape"]:
            page.keyboard.press(key)
        assert where(page) == (2, count)
        page.keyboard.press("ArrowLeft")
        assert where(page) == (1, count)
        page.keyboard.press("Escape")
        expect(page.locator("html[data-presenting]")).to_have_count(0)
        assert article(page) == before
        assert not complaints


def test_without_live_blocks_too_a_class_can_vote(browser: Browser, address: str) -> None:
    """What the examples print is hidden; the key that would run one shows it."""
    hidden = "all => all.map((each) => getComputedStyle(each).visibility)"
    with visit(browser, f"{address}/chapters/crew.html#present") as (page, complaints):
        begun(page)
        before = article(page)
        printed = page.locator("article section > .doctest .go")
        page.keyboard.press("h")
        assert set(printed.evaluate_all(hidden)) == {"hidden"}
        while not page.locator("article .doctest").first.is_visible():
            page.keyboard.press("PageDown")
        page.keyboard.press("r")
        assert line(page) == "This was recorded: it does not run here."
        assert printed.first.evaluate("(each) => getComputedStyle(each).visibility") == "visible"
        page.keyboard.press("h")
        assert set(printed.evaluate_all(hidden)) == {"visible"}
        page.keyboard.press("Home")
        assert article(page) == before
        assert not complaints
