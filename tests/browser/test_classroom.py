"""Promise: the live pages work for a class too, whose browsers do not trust the laptop's address.

There a browser has no service worker, no Cache Storage, no shared memory and no clipboard.
"""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from browser import exercising
from browser.conftest import UNTRUSTED
from browser.live import (
    assert_begun_anew,
    begin_endless,
    block,
    edit,
    press,
    reload,
    run,
    run_all,
    started,
)
from browser.test_look import PHONE, overflow
from exercises.book import Book
from exercises.checking import code_of
from serving import serving, told
from unzipped import Classroom, first_run

SMALL, CHAPTER = "chapters/glossary.html", "chapters/connecting.html"
#: In the second of them.
EXERCISE = "connecting/given_back"


@pytest.fixture(scope="module")
def address(classroom: Classroom) -> Iterator[str]:
    """Return where another machine finds the classroom, or a name that is trusted as little.

    The server was started as a teacher does it, and nothing appears on the teacher's screen.
    """
    with serving("--port", 0, "--share", server=classroom.folder / "serve.py") as (process, own):
        by_name = f"http://{UNTRUSTED}:{urlsplit(own).port}/"
        found = [line for line in told(process) if line.startswith("http://")]
        yield [*found, by_name][0].rstrip("/")
        process.terminate()
        assert process.communicate(timeout=10)[1] == ""


def has(page: Page) -> list[str]:
    """Return what a page has of all that browsers give to those alone that they trust."""
    found: list[str] = page.evaluate(
        """() => Object.entries({
            trust: isSecureContext, isolation: crossOriginIsolated, caches: "caches" in self,
            clipboard: "clipboard" in navigator, worker: "serviceWorker" in navigator,
            memory: "SharedArrayBuffer" in self,
        }).filter(([, has]) => has).map(([name]) => name)"""
    )
    return found


def test_a_page_runs_with_nothing_of_all_that(
    browser: Browser, address: str, classroom: Classroom
) -> None:
    """On a phone, without a complaint, and with no other files than thirty are served at once."""
    with started(browser, f"{address}/{CHAPTER}", viewport=PHONE) as (page, complaints):
        asked: set[str] = set()
        page.context.on("request", lambda request: asked.add(request.url))
        assert has(page) == []
        reload(page, complaints)
        assert run(page, 1) == "match"
        assert {url.removeprefix(f"{address}/") for url in asked} <= {
            *first_run(classroom.site, CHAPTER)
        }
        assert set(run_all(page)) == {"match"}
        assert not overflow(page)
        assert not complaints


def test_an_endless_loop_is_stopped(browser: Browser, address: str) -> None:
    """Python begins anew, and what was typed is there."""
    with started(browser, f"{address}/{SMALL}") as (page, complaints):
        begin_endless(page)
        press(page, "stop")
        expect(block(page, 3)).to_have_attribute("data-state", "idle")
        assert_begun_anew(page)
        assert not complaints


def test_an_exercise_is_checked_and_its_progress_kept(browser: Browser, address: str) -> None:
    """At the next visit, on the front page, and in the file that is handed in."""
    [solved] = Book().find(EXERCISE)
    with exercising.opened(browser, f"{address}/{CHAPTER}") as (page, complaints):
        exercising.answer(page, solved.name, code_of(solved.solution))
        assert exercising.check(page, solved.name) == "passed"
        reload(page, complaints)
        assert exercising.state(page, solved.name) == "passed"
        page.goto(f"{address}/index.html")
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save progress").click()
        kept = json.loads(saved.value.path().read_text(encoding="utf-8"))
        assert kept["exercises"][solved.key]["state"] == "passed"
        assert not complaints


def test_a_link_to_an_edit_is_in_the_address_bar(browser: Browser, address: str) -> None:
    """There is no clipboard for it; whoever opens it sees the edit."""
    with started(browser, f"{address}/{SMALL}") as (page, complaints):
        edit(page, 1, "print('from Martinez')")
        press(page, "share", 1)
        expect(block(page, 1).locator(".live-note")).to_contain_text("is in the address bar")
        link = page.url
        assert not complaints
    with started(browser, link) as (page, complaints):
        expect(block(page, 1).locator(".cm-content")).to_have_text("print('from Martinez')")
        assert not complaints


def test_code_is_copied(browser: Browser, address: str) -> None:
    """The button above each block still copies, and what was copied can be pasted."""
    with started(browser, f"{address}/{SMALL}") as (page, complaints):
        copied = page.locator("[data-live-block='1'] pre").first
        lines = [line[4:] for line in copied.inner_text().splitlines() if line.startswith(">>> ")]
        page.locator("[data-live-block='1'] button.copybtn").click(force=True)
        page.locator('[data-action="prompt"]').click()
        page.locator(".live-prompt-input").press("Control+v")
        assert page.locator(".live-prompt-input").input_value().split("\n")[0] == lines[0]
        assert not complaints
