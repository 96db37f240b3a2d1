"""Promise: what the theme does when a page is whole does not keep a reader from an output."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from browser.live import press, run, started, wait_for_state, wait_for_status
from browser.test_look import visit

SMALL = "chapters/glossary.html"
LATE = "script[type='text/late']"
#: Presses Run as soon as it has been read; and what would add the scripts after a while is kept.
EARLY = """
new MutationObserver((_, self) => {
  const run = document.querySelector("[data-live-block='1'] [data-action=run]");
  if (run) { self.disconnect(); run.click(); }
}).observe(document, {subtree: true, childList: true});
const usual = setTimeout;
window.setTimeout = (call, time, ...more) => {
  if (time !== 1000 || window.over) return usual(call, time, ...more);
  window.over = call;
};
"""


@contextmanager
def pressed_early(browser: Browser, address: str) -> Iterator[tuple[Page, list[Route]]]:
    """Open a page whose Run is pressed while it is read; Python's modules wait for the test."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(EARLY)
    routes: list[Route] = []
    context.route("**/core.pack", lambda route: routes.append(route))
    page.goto(f"{address}/{SMALL}")
    page.wait_for_function("Boolean(window.over)")
    yield page, routes
    context.close()


def test_without_a_press_they_come_at_once(browser: Browser, address: str) -> None:
    """In their order: the theme's own needs Bootstrap's."""
    with visit(browser, f"{address}/{SMALL}") as (page, complaints):
        expect(page.locator(LATE)).to_have_count(0)
        page.wait_for_function("window.bootstrap")
        expect(page.locator("button.copybtn").first).to_be_attached()
        assert not complaints


def test_after_an_early_press_they_come_when_it_has_run(browser: Browser, address: str) -> None:
    """Not before, and no time has to pass."""
    with pressed_early(browser, address) as (page, routes):
        wait_for_status(page, "starting")
        expect(page.locator(LATE)).to_have_count(4)
        assert page.evaluate("!window.bootstrap")
        for route in routes:
            route.continue_()
        wait_for_state(page, 1, "match")
        expect(page.locator(LATE)).to_have_count(0)
        page.wait_for_function("window.bootstrap")


@pytest.mark.parametrize("ends", ["time", "failure"])
def test_they_do_not_wait_for_ever(browser: Browser, address: str, ends: str) -> None:
    """On a slow line the theme's buttons work before Python is there; and where it never comes."""
    with pressed_early(browser, address) as (page, routes):
        expect(page.locator(LATE)).to_have_count(4)
        if ends == "time":
            page.evaluate("window.over()")
        else:
            page.wait_for_function("document.readyState === 'complete'")
            for route in routes:
                route.abort()
            wait_for_status(page, "failed")
        expect(page.locator(LATE)).to_have_count(0)
        page.wait_for_function("window.bootstrap")


def test_a_page_without_blocks_has_none(browser: Browser, address: str) -> None:
    """There is nothing to wait for."""
    with visit(browser, f"{address}/chapters/whats-new.html") as (page, _):
        assert "text/late" not in page.content()
        page.wait_for_function("window.bootstrap")


def test_a_later_press_changes_nothing(browser: Browser, address: str) -> None:
    """The scripts are there already, and are not added again."""
    with started(browser, f"{address}/{SMALL}") as (page, complaints):
        before = page.locator("script").count()
        assert run(page, 1) == "match"
        press(page, "restart")
        assert page.locator("script").count() == before
        assert not complaints
