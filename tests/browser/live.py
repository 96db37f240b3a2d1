"""What the tests of the live pages share: how a page is opened, run and waited for."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Route, expect

from browser.test_look import visit

BLOCKS = "[data-live-block]"
#: Milliseconds that the slowest page may take on a slow machine with all processors busy.
PATIENCE = 180_000
ENDLESS = "while True:\n    pass"


@contextmanager
def started(browser: Browser, url: str, **settings: Any) -> Iterator[tuple[Page, list[str]]]:
    """Open a page whose blocks can be run; yield it and what the browser complained of."""
    with visit(browser, url, **settings) as (page, complaints):
        page.wait_for_selector('[data-action="run-all"]')
        yield page, complaints


@contextmanager
def held(
    browser: Browser, url: str, **settings: Any
) -> Iterator[tuple[Page, list[Route], list[str]]]:
    """Open a page whose script does not come until it is let go; yield what is asked for, too."""
    routes: list[Route] = []
    names: list[str] = []
    with browser.new_context(**settings) as context:
        page = context.new_page()
        page.on("request", lambda request: names.append(request.url.rpartition("/")[2]))
        page.on("worker", lambda worker: names.append(f"worker {worker.url.rpartition('/')[2]}"))
        page.route("**/live.js", lambda route: routes.append(route))
        page.goto(url, wait_until="commit")
        page.wait_for_function("document.readyState !== 'loading'")  # all of it has been read
        yield page, routes, names


def run_all(page: Page) -> list[str]:
    """Press the button for all blocks, wait until nothing runs, and return their states."""
    page.locator('[data-action="run-all"]').click()
    wait_until_done(page)
    return states(page)


def run(page: Page, number: int) -> str:
    """Run one block and those above it that have not run; return its state."""
    page.locator(f'[data-live-block="{number}"] [data-action="run"]').click()
    wait_until_done(page)
    return states(page)[number - 1]


def wait_until_done(page: Page) -> None:
    """Wait until no block is queued or running."""
    page.wait_for_function(
        """() => {
          const busy = document.querySelector(
            "[data-live-block]:is([data-state=queued], [data-state=running])");
          return !busy && ["ready", "failed"].includes(document.body.dataset.liveStatus);
        }""",
        timeout=PATIENCE,
    )


def states(page: Page) -> list[str]:
    """Return the state of each block, in the order of the page."""
    return page.locator(BLOCKS).evaluate_all("all => all.map((each) => each.dataset.state)")


def output(page: Page, number: int) -> str:
    """Return the text of a block's output."""
    return page.locator(f'[data-live-block="{number}"] > [data-role="output"]').inner_text()


def block(page: Page, number: int) -> Locator:
    """Return a block, from 1."""
    return page.locator(f'[data-live-block="{number}"]')


def wait_for_state(page: Page, number: int, *wanted: str) -> None:
    """Wait until a block is in one of these states."""
    either = re.compile(rf"^({'|'.join(wanted)})$")
    expect(block(page, number)).to_have_attribute("data-state", either, timeout=PATIENCE)


def wait_for_status(page: Page, wanted: str) -> None:
    """Wait until Python is off, starting, ready, busy or failed."""
    expect(page.locator("body")).to_have_attribute("data-live-status", wanted, timeout=PATIENCE)


def press(page: Page, action: str, number: int = 0) -> None:
    """Press a button of a block, or, without a number, of the page."""
    place = block(page, number) if number else page
    place.locator(f'[data-action="{action}"]').click()


def said(page: Page) -> str:
    """Return the line of the bar, which is read aloud too."""
    return page.locator(".live-bar [role=status]").inner_text()


def code(page: Page, number: int) -> str:
    """Return what stands in a block's editor."""
    lines = block(page, number).locator(".cm-line").all_text_contents()
    return "\n".join(lines)


def open_editor(page: Page, number: int) -> str:
    """Open a block's editor; return what stands in it."""
    press(page, "edit", number)
    expect(block(page, number).locator(".cm-content")).to_be_focused()
    return code(page, number)


def edit(page: Page, number: int, source: str) -> None:
    """Put other code into a block's editor, which is opened where it is closed."""
    if not block(page, number).locator(".cm-content").count():
        open_editor(page, number)
    block(page, number).locator(".cm-content").fill(source)
    assert code(page, number) == source


def begin_endless(page: Page) -> None:
    """Run two blocks of a page that has four, and begin a third that does not end by itself."""
    run(page, 2)
    edit(page, 3, ENDLESS)
    press(page, "run", 3)
    wait_for_state(page, 3, "running")


def assert_begun_anew(page: Page) -> None:
    """Python was replaced: no block has run, nothing typed is lost, and blocks run again."""
    assert states(page) == ["idle"] * 4
    assert "Python began anew" in said(page)
    assert code(page, 3) == ENDLESS
    press(page, "reset", 3)
    assert run(page, 3) == "match"
    assert states(page) == ["match", "match", "match", "idle"]


def reload(page: Page, complaints: list[str]) -> None:
    """Load the page again; what was still being fetched for the old one is no fault."""
    page.reload(wait_until="load")
    complaints[:] = [each for each in complaints if not each.startswith("failed: ")]
    page.wait_for_selector('[data-action="run-all"]')


def prompted(page: Page, source: str) -> str:
    """Type a line at the scratch prompt and wait; return what was added above the prompt."""
    send(page, source)
    wait_until_done(page)
    return page.locator(".live-prompt-entry").last.inner_text()


def tab_to(page: Page, wanted: Locator, most: int) -> None:
    """Press Tab, so many times at most, until something or what is in it has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element.contains(document.activeElement)"):
            return
    raise AssertionError(f"{wanted} is not reached")


def send(page: Page, source: str) -> None:
    """Type a line at the scratch prompt, which is opened where it is closed, and press Enter."""
    opener = page.locator('[data-action="prompt"]')
    if opener.is_visible():
        opener.click()
    page.locator(".live-prompt-input").fill(source)
    page.locator(".live-prompt-input").press("Enter")
