"""Promise: a check can be stopped, and neither a crash nor a failed start loses an answer."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.exercising import (
    answer,
    check,
    code,
    exercise,
    note,
    opened,
    press,
    state,
    verdict,
    wait_until_checked,
)
from browser.hosting import hosted
from browser.live import press as press_page
from browser.live import run, states, wait_for_status
from building import Build

CREW = "chapters/crew.html"
CHOOSE, TYPE, MEND = "where", "how-many", "a-typo"
#: Presses Stop before Python can have begun.
AT_ONCE = """name => [`[data-exercise=${name}] [data-action=check]`, "[data-action=stop]"].forEach(
    each => document.querySelector(each).click())"""


@pytest.fixture
def plain(small_book: Build) -> Iterator[str]:
    """Return the address of the small book at a host that sends no headers of isolation."""
    with hosted(small_book.site, headers={}) as address:
        yield address


def stop_endless(page: Page) -> None:
    """Check an answer that never ends, and stop it; what was typed is still there."""
    answer(page, MEND, "while True:\n    pass")
    press(page, MEND, "check")
    expect(exercise(page, MEND)).to_have_attribute("data-busy", "running", timeout=60_000)
    expect(exercise(page, MEND).locator(".exercise-mark")).to_have_text("Checking …")
    expect(page.locator(".live-line")).to_have_text("Exercise 5: checking …")
    press_page(page, "stop")
    wait_until_checked(page, MEND)
    assert code(page, MEND) == "while True:\n    pass"
    expect(note(page, MEND)).to_contain_text("Stopped.")
    assert state(page, MEND) == "todo"
    answer(page, MEND, 'lastname = "Watney"')
    assert check(page, MEND) == "passed"
    expect(note(page, MEND)).to_be_hidden()


def test_stop_restart_and_waiting_are_as_everywhere(browser: Browser, small: str) -> None:
    """Stop keeps the page's names; an answer waits for what runs; memory that ends is told."""
    with opened(browser, f"{small}/{CREW}") as (page, complaints):
        assert run(page, 1) == "match"
        stop_endless(page)
        assert states(page)[0] == "match"
        page.evaluate(AT_ONCE, MEND)
        wait_until_checked(page, MEND)
        answer(page, MEND, "lastname = 'x' * 10**10")
        press(page, MEND, "check")
        wait_until_checked(page, MEND)
        assert re.search("memory|OverflowError|MemoryError", exercise(page, MEND).inner_text())
        press_page(page, "run-all")
        press(page, CHOOSE, "hint")
        answer(page, TYPE, "True\nWatney")
        press(page, TYPE, "check")
        assert verdict(page, TYPE) == "passed"
        press_page(page, "restart")
        wait_for_status(page, "ready")
        assert state(page, TYPE) == "passed"
        assert not complaints


def test_stop_without_the_headers(browser: Browser, plain: str) -> None:
    """Python is replaced; the next check starts it."""
    with opened(browser, f"{plain}/{CREW}") as (page, complaints):
        assert not page.evaluate("crossOriginIsolated")
        stop_endless(page)
        assert not complaints


def test_a_crash_and_a_failed_start(browser: Browser, small: str) -> None:
    """They are told, nothing that was typed is lost, and Try again checks it."""
    crash = "import ctypes\nctypes.string_at(0xFFFFFFF0, 1 << 20)"
    with opened(browser, f"{small}/{CREW}") as (page, _):
        page.route("**/pyodide.asm.mjs", lambda route: route.fulfill(status=404))
        answer(page, MEND, 'lastname = "Watney"')
        press(page, MEND, "check")
        wait_for_status(page, "failed")
        assert state(page, MEND) == "todo"
        page.unroute("**/pyodide.asm.mjs")
        press_page(page, "try-again")
        expect(exercise(page, MEND)).to_have_attribute("data-state", "passed", timeout=60_000)
        answer(page, MEND, crash)
        press(page, MEND, "check")
        wait_for_status(page, "failed")
        expect(note(page, MEND)).to_contain_text("Python has")
        assert code(page, MEND) == crash
