"""Promise: whatever a reader runs can be stopped, and the page remains usable."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.hosting import hosted
from browser.live import (
    ENDLESS,
    assert_begun_anew,
    begin_endless,
    block,
    code,
    edit,
    output,
    press,
    prompted,
    run,
    said,
    send,
    started,
    states,
    wait_for_state,
    wait_until_done,
)
from building import Build

SMALL = "chapters/glossary.html"
#: A page tells when a block comes to rest after Stop was pressed, so that no test needs to wait.
CLOCK = """() => {
    delete window.stopped
    const body = document.body
    document.querySelector("[data-action=stop]").addEventListener("click", () => {
        const begun = performance.now()
        new MutationObserver((_, observer) => {
            if (body.dataset.liveStatus === "busy") return
            window.stopped = performance.now() - begun
            observer.disconnect()
        }).observe(body, {attributeFilter: ["data-live-status"]})
    }, {capture: true, once: true})
}"""
#: Presses Stop before Python can have begun with what Run gave it.
AT_ONCE = """() => ["[data-live-block='3'] [data-action=run]", "[data-action=stop]"].forEach(
    each => document.querySelector(each).click())"""


@pytest.fixture
def plain(build: Build) -> Iterator[str]:
    """Return the address of the site at a host that sends no headers of isolation."""
    with hosted(build.site, headers={}) as address:
        yield address


def stop(page: Page) -> float:
    """Press Stop; return after how many seconds Python was still, or gone."""
    page.evaluate(CLOCK)
    press(page, "stop")
    page.wait_for_function("window.stopped !== undefined")
    return page.evaluate("window.stopped") / 1000


def test_stop_keeps_the_names(browser: Browser, address: str) -> None:
    """A loop, and a thread that waits, end within a second; what was made before is still there."""
    with started(browser, f"{address}/{SMALL}") as (page, complaints):
        assert page.evaluate("crossOriginIsolated")
        run(page, 2)
        edit(page, 3, ENDLESS)
        press(page, "run", 4)
        wait_for_state(page, 3, "running")
        expect(block(page, 4)).to_have_attribute("data-state", "queued")
        assert stop(page) < 1.5
        assert states(page) == ["match", "match", "idle", "idle"]
        assert "Stopped." in said(page)
        expect(block(page, 3).locator(".live-note")).to_have_text("Stopped.")
        assert "while True:" in output(page, 3)
        assert "'Purnell'" in prompted(page, "session.get(Astronaut, 6) and rich.lastname")

        page.evaluate(AT_ONCE)
        wait_until_done(page)
        assert states(page) == ["match", "match", "idle", "idle"]
        assert "Stopped." in said(page)
        assert run(page, 2) == "match"

        for waits in ("Event().wait(600)", "Thread(target=Event().wait, args=[600]).start()"):
            edit(page, 3, f"from threading import Event, Thread\n{waits}\nEvent().wait(600)")
            press(page, "run", 3)
            wait_for_state(page, 3, "running")
            assert stop(page) < 1.5
            assert states(page)[:3] == ["match", "match", "idle"], waits
        edit(page, 3, "import time\ntime.sleep(600)")
        press(page, "run", 3)
        wait_for_state(page, 3, "running")
        assert stop(page) < 1.5
        press(page, "reset", 3)
        assert run(page, 3) == "match"

        send(page, "while True: pass\n")
        expect(page.locator("body")).to_have_attribute("data-live-status", "busy")
        page.locator(".live-prompt-input").press("Control+c")
        wait_until_done(page)
        assert "True" in prompted(page, "'rich' in globals()")
        assert not complaints


def test_stop_without_the_headers_begins_anew(browser: Browser, plain: str) -> None:
    """Python is replaced; blocks have not run, and run again, those above too, when asked to."""
    with started(browser, f"{plain}/{SMALL}") as (page, complaints):
        assert not page.evaluate("crossOriginIsolated")
        begin_endless(page)
        assert stop(page) < 1
        assert_begun_anew(page)
        assert not complaints


def test_a_loop_that_swallows_the_interrupt_ends_all_the_same(
    browser: Browser, address: str
) -> None:
    """Then Python is replaced, with the headers too."""
    stubborn = "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
    with started(browser, f"{address}/{SMALL}") as (page, complaints):
        edit(page, 1, stubborn)
        press(page, "run", 1)
        wait_for_state(page, 1, "running")
        assert stop(page) < 2
        assert "Python began anew" in said(page)
        assert code(page, 1) == stubborn
        press(page, "reset", 1)
        assert run(page, 1) == "match"
        assert not complaints


def test_stop_while_python_starts(browser: Browser, address: str) -> None:
    """Nothing runs then; the next press of Run starts again."""
    with started(browser, f"{address}/{SMALL}") as (page, complaints):
        page.route("**/core.*", lambda route: None)  # it never comes
        press(page, "run", 1)
        expect(page.locator("body")).to_have_attribute("data-live-status", "starting")
        press(page, "stop")
        expect(page.locator("body")).to_have_attribute("data-live-status", "off")
        assert states(page) == ["idle"] * 4
        page.unroute("**/core.*")
        assert run(page, 1) == "match"
        assert not [each for each in complaints if not each.startswith("failed: ")]


def test_endless_output_is_cut(browser: Browser, address: str) -> None:
    """The page answers while it comes, shows a note where it is cut, and Stop works."""
    with started(browser, f"{address}/{SMALL}") as (page, complaints):
        edit(page, 1, 'while True: print("x" * 1000)')
        press(page, "run", 1)
        shown = block(page, 1).locator("[data-role=output]")
        expect(shown).to_contain_text("characters more were printed", timeout=60_000)
        press(page, "panel")
        expect(page.locator("#live-dock")).to_be_visible()
        press(page, "panel-close")
        assert len(output(page, 1)) < 25_000
        assert stop(page) < 1.5
        expect(shown).to_contain_text("characters more were printed")
        assert len(output(page, 1)) < 25_000

        edit(page, 1, 'print("y" * 10**7)')
        run(page, 1)
        assert re.search(r"\n… \(9,980,\d\d\d characters more were printed\)", output(page, 1))
        edit(page, 1, '"z" * 10**6')
        run(page, 1)
        assert len(output(page, 1)) < 25_000
        assert "characters more were printed" in output(page, 1)
        assert not complaints


def test_memory_that_runs_out_is_a_plain_message(browser: Browser, address: str) -> None:
    """The page remains usable, and what was made before is there where Python itself can go on."""
    with started(browser, f"{address}/{SMALL}") as (page, complaints):
        run(page, 2)
        edit(page, 3, 'x = "a" * 10**10')
        assert run(page, 3) in ("error", "idle")
        assert re.search("memory|MemoryError|OverflowError", said(page) + output(page, 3))
        assert "'Purnell'" in prompted(page, "rich.lastname")

        edit(page, 3, "kept = []\nwhile True: kept.append(bytearray(10**8))")
        assert run(page, 3) in ("error", "idle")
        assert re.search("memory|MemoryError", said(page) + output(page, 3))
        press(page, "restart")
        press(page, "reset", 3)
        assert run(page, 3) == "match"
        assert not complaints


def test_too_deep_a_recursion_is_an_error(browser: Browser, address: str) -> None:
    """As in any Python; the page goes on."""
    with started(browser, f"{address}/{SMALL}") as (page, complaints):
        edit(page, 1, "def deep():\n    return deep()\n\ndeep()")
        assert run(page, 1) == "error"
        assert "RecursionError" in output(page, 1)
        assert prompted(page, "1 + 1").splitlines()[-1] == "2"
        assert not complaints
