"""What the tests of the live pages share: how a page is opened, run and waited for."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

from browser.test_look import visit

BLOCKS = "[data-live-block]"
#: Milliseconds that the slowest page may take on a slow machine with all processors busy.
PATIENCE = 180_000


@contextmanager
def started(browser: Browser, url: str, **settings: Any) -> Iterator[tuple[Page, list[str]]]:
    """Open a page whose blocks can be run; yield it and what the browser complained of."""
    with visit(browser, url, **settings) as (page, complaints):
        page.wait_for_selector('[data-action="run-all"]')
        yield page, complaints


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
