"""Promise: Run can be pressed as soon as it is there, and no press is lost."""

import pytest
from playwright.sync_api import Browser, Route, expect

from browser.live import (
    block,
    edit,
    held,
    press,
    run,
    said,
    started,
    states,
    wait_for_state,
    wait_until_done,
)
from browser.test_look import visit

SMALL = "chapters/glossary.html"
#: Presses a button as soon as it has been read, before the rest of the page is.
AT_ONCE = """
new MutationObserver((_, self) => {
  const run = document.querySelector("[data-live-block='2'] [data-action=run]");
  if (run) { self.disconnect(); run.click(); }
}).observe(document, {subtree: true, childList: true});
"""


def test_a_press_as_the_page_is_read_runs_the_block(browser: Browser, address: str) -> None:
    """And those above it, as any press does."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(AT_ONCE)
    page.goto(f"{address}/{SMALL}")
    wait_for_state(page, 2, "match")
    assert states(page)[:3] == ["match", "match", "idle"]
    context.close()


def test_python_runs_before_the_pages_script_is_there(browser: Browser, address: str) -> None:
    """The worker begins with the press; what it did is shown, and not done a second time."""
    with held(browser, f"{address}/{SMALL}") as (page, routes, names):
        page.wait_for_function("globalThis.liveEarly")
        page.locator("[data-live-block='2'] [data-action=run]").click()
        page.wait_for_function(
            "globalThis.liveEarly.heard.filter(({state}) => state === 'match').length === 2"
        )
        assert routes, "the page's script is not there"
        assert states(page)[:2] == ["idle", "idle"]
        routes[0].continue_()
        wait_for_state(page, 2, "match")
        assert states(page)[:3] == ["match", "match", "idle"]
        assert names.count("worker worker.js") == 1
        assert run(page, 3) == "match"
        assert run(page, 1) == "match"


def test_what_runs_early_can_be_stopped(browser: Browser, address: str) -> None:
    """The page's script takes over what still runs."""
    with held(browser, f"{address}/{SMALL}") as (page, routes, _):
        page.context.route("**/glossary.json*", endless)
        page.locator("[data-live-block='2'] [data-action=run]").click()
        page.wait_for_function("globalThis.liveEarly.sent.length === 1")
        routes[0].continue_()
        wait_for_state(page, 1, "running")
        assert states(page)[:2] == ["running", "queued"]
        press(page, "stop")
        wait_until_done(page)
        assert states(page)[:2] == ["idle", "idle"]


def test_what_has_not_begun_can_be_stopped(browser: Browser, address: str) -> None:
    """Python is let go with what it was given, and the next press begins anew."""
    with held(browser, f"{address}/{SMALL}") as (page, routes, names):
        page.context.route("**/core.pack", lambda route: None)  # it never comes
        page.locator("[data-live-block='1'] [data-action=run]").click()
        page.wait_for_function("globalThis.liveEarly.sent.length === 1")
        routes[0].continue_()
        page.wait_for_selector("body[data-live-status=starting]")
        press(page, "stop")
        page.wait_for_selector("body[data-live-status=off]")
        assert states(page)[0] == "idle"
        page.context.unroute("**/core.pack")
        assert run(page, 1) == "match"
        assert names.count("worker worker.js") == 2


def endless(route: Route) -> None:
    """Answer with the page's examples, of which the first has no end."""
    data = route.fetch().json()
    data["blocks"][0]["examples"][0]["source"] = "while True: pass\n"
    route.fulfill(json=data)


def test_several_presses_run_all_of_them(browser: Browser, address: str) -> None:
    """In the order of the page."""
    with held(browser, f"{address}/{SMALL}") as (page, routes, _):
        for number in (1, 3):
            page.locator(f"[data-live-block='{number}'] [data-action=run]").click()
        routes[0].continue_()
        wait_for_state(page, 3, "match")
        assert states(page)[:4] == ["match", "match", "match", "idle"]


def test_an_early_press_runs_the_readers_own_code(browser: Browser, address: str) -> None:
    """What was edited in an earlier visit is what runs."""
    with started(browser, f"{address}/{SMALL}") as (page, _):
        edit(page, 1, "print('mine')")
        page.context.add_init_script(AT_ONCE.replace("='2'", "='1'"))
        page.reload()
        wait_for_state(page, 1, "differs")
        expect(block(page, 1).locator('[data-role="output"]')).to_contain_text("mine")


@pytest.mark.parametrize("missing", ["worker.js", "glossary.json"])
def test_a_start_that_fails_is_tried_again_and_said(
    browser: Browser, address: str, missing: str
) -> None:
    """By the page's script, which has a place for it; what was pressed can be pressed again."""
    with held(browser, f"{address}/{SMALL}") as (page, routes, _):
        page.context.route(f"**/{missing}*", lambda route: route.abort())
        page.locator("[data-live-block='1'] [data-action=run]").click()
        routes[0].continue_()
        page.wait_for_selector("body[data-live-status=failed]")
        assert "could not be fetched" in said(page)
        page.context.unroute(f"**/{missing}*")
        press(page, "try-again")
        wait_for_state(page, 1, "match")


def test_without_the_pages_script_nothing_can_be_pressed(browser: Browser, address: str) -> None:
    """A button that does nothing is none: the page is a book."""
    with held(browser, f"{address}/{SMALL}") as (page, routes, _):
        expect(page.locator("[data-live-block='1'] [data-action=run]")).to_be_visible()
        routes[0].abort()
        expect(page.locator("[data-live-block='1'] [data-action=run]")).to_be_hidden()


def test_why_a_block_cannot_run_is_said_from_the_start(browser: Browser, address: str) -> None:
    """So that nothing moves when the script comes; where it does not come, nothing runs at all."""
    with held(browser, f"{address}/chapters/flight-recorder.html") as (page, routes, _):
        reason = page.locator(".live-reason").first
        expect(reason).to_be_visible()
        routes[0].abort()
        expect(reason).to_be_hidden()


def test_without_any_script_there_is_no_button(browser: Browser, address: str) -> None:
    """Nor on paper."""
    with visit(browser, f"{address}/{SMALL}", java_script_enabled=False) as (page, _):
        expect(page.locator(".live-tools").first).to_be_hidden()
    with started(browser, f"{address}/{SMALL}") as (page, _):
        page.emulate_media(media="print")
        expect(page.locator(".live-tools").first).to_be_hidden()
