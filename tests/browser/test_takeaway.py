"""Promise: what a page offers to take away is saved by one click; and paper shows all of it."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page

from browser.live import PATIENCE
from building import Build

MENU = ".dropdown-download-buttons"
PAGE = "chapters/transactions"
#: What is pressed, and the file that comes.
SAVED = {
    "Script (.py)": "transactions.py",
    "Notebook (.ipynb)": "transactions.ipynb",
    "All in a folder (.zip)": "transactions.zip",
    "Source (.rst)": "transactions.rst",
}


def opened(page: Page, url: str) -> None:
    """Open a page, and the menu at its top."""
    page.goto(url)
    page.locator(f"{MENU} > button").click()
    page.locator(f"{MENU} .dropdown-menu").wait_for(state="visible")


@pytest.mark.parametrize("words", SAVED)
def test_a_click_saves_the_file(
    words: str, browser: Browser, address: str, build: Build, tmp_path: Path
) -> None:
    """Under the name of the page, and whole."""
    with browser.new_context() as context:
        page = context.new_page()
        opened(page, f"{address}/{PAGE}.html")
        link = page.locator(MENU).get_by_role("link", name=words)
        there = str(link.get_attribute("href")).removeprefix("../")
        with page.expect_download() as saved:
            link.click()
        assert saved.value.suggested_filename == SAVED[words]
        saved.value.save_as(tmp_path / SAVED[words])
    assert (tmp_path / SAVED[words]).read_bytes() == (build.site / there).read_bytes()


def test_without_scripts(browser: Browser, address: str, tmp_path: Path) -> None:
    """The menu opens and its links lead there; what needs a script is not offered."""
    with browser.new_context(
        java_script_enabled=False, viewport={"width": 375, "height": 700}
    ) as c:
        page = c.new_page()
        opened(page, f"{address}/{PAGE}.html")
        menu = page.locator(f"{MENU} .dropdown-menu")
        box = menu.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 375
        with page.expect_download() as saved:
            menu.get_by_role("link", name="Notebook").click()
        assert saved.value.suggested_filename == "transactions.ipynb"
        assert page.locator("[data-press]:visible").count() == 0


def test_the_menu_by_keys(browser: Browser, address: str) -> None:
    """Enter opens it, the arrows go through it, Enter saves."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}/{PAGE}.html")
        page.locator(f"{MENU} > button").focus()
        page.keyboard.press("Enter")
        page.locator(f"{MENU} .dropdown-menu").wait_for(state="visible")
        for _ in range(3):
            page.keyboard.press("ArrowDown")
        with page.expect_download() as saved:
            page.keyboard.press("Enter")
        assert saved.value.suggested_filename == "transactions.zip"


#: What is on no paper: what an example did, and what is for scripts, or the teacher's.
ASIDE = (
    ".flight-record, .live-reason, template, .headerlink, [data-role=starter], .exercise-progress, "
    ".exercise-help"
)
PRESSED = "button, textarea, [data-press], .live-tools, .exercise-tools"


def tight(text: str) -> str:
    """Return text without white space."""
    return "".join(text.split())


@pytest.mark.parametrize("name", [PAGE, "chapters/mission-one", "index"])
def test_the_printed_page(name: str, browser: Browser, address: str, build: Build) -> None:
    """It has every line, those of hints and solutions too, and nothing to press."""
    source = BeautifulSoup((build.site / f"{name}.html").read_bytes(), "html.parser")
    for aside in source.select(ASIDE):
        aside.decompose()
    lines = [tight(each.get_text()) for each in source.select(".bd-article :is(p, li, pre, td)")]
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}/{name}.html")
        page.locator(".live-tools").first.wait_for(timeout=PATIENCE)  # its script has come
        page.emulate_media(media="print")
        printed = tight(page.locator(".bd-article").inner_text())
        pressed = page.locator(f":is({PRESSED}):visible")
        assert pressed.all_inner_texts() == []
        below = "(title) => parseFloat(getComputedStyle(title).marginBottom)"
        assert page.locator("h1").first.evaluate(below) < 60, "room for what is not there"
    assert len(lines) > 10
    assert [line for line in lines if line not in printed] == []
