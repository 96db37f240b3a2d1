"""Promise: where Python cannot run, or ends, the page says so and is a book all the same."""

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.live import (
    block,
    code,
    edit,
    press,
    prompted,
    reload,
    run,
    said,
    started,
    states,
    wait_for_state,
    wait_for_status,
)

SMALL = "chapters/glossary.html"
MISSING = {
    "WebAssembly": "delete window.WebAssembly",
    "Worker": "delete window.Worker",
    "module workers": """window.Worker = class {
        constructor() { throw new TypeError("Module scripts are not supported") }
    }""",
}
#: Nothing can be kept, as in some private windows.
FORGETFUL = """for (const name of ["localStorage", "caches"])
    Object.defineProperty(window, name, {
        get() { throw new DOMException("no", "SecurityError") }
    })"""


def is_a_book(page: Page) -> None:
    """Check that a page shows its text, its blocks as they were built, and their records."""
    assert page.locator("main h1:visible").count() == 1
    shown = block(page, 2).locator("[data-role=output]").inner_text()
    assert shown.startswith(">>> session = Session(engine)")
    assert "True" in shown
    record = block(page, 2).locator("details[data-role=record]")
    record.locator("summary").first.click()
    expect(record).to_contain_text("INSERT")


@pytest.mark.parametrize("script", MISSING.values(), ids=MISSING)
def test_a_browser_that_lacks_something(script: str, browser: Browser, address: str) -> None:
    """The message is plain, and names no line of any script."""
    context = browser.new_context()
    context.add_init_script(script)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{address}/{SMALL}", wait_until="load")
    edit(page, 1, "'mine'")
    press(page, "run", 2)
    wait_for_status(page, "failed")
    assert said(page).startswith("This browser ")
    assert states(page) == ["idle"] * 4
    assert code(page, 1) == "'mine'"
    is_a_book(page)
    press(page, "dismiss")
    assert not complaints
    context.close()


def test_a_browser_that_keeps_nothing(browser: Browser, address: str) -> None:
    """Blocks run and are edited; only the next visit knows nothing of it."""
    context = browser.new_context()
    context.add_init_script(FORGETFUL)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(error.stack))
    page.goto(f"{address}/{SMALL}", wait_until="load")
    edit(page, 1, "'mine'")
    assert run(page, 1) == "differs"
    assert "2" in prompted(page, "1 + 1")
    press(page, "panel")
    expect(page.locator("#live-dock")).to_be_visible()
    reload(page, complaints)
    assert page.locator(".cm-editor").count() == 0
    is_a_book(page)
    # The theme's own script uses the storage without asking whether there is one.
    assert not [each for each in complaints if "/_static/live" in each]
    context.close()


def test_the_runtime_crashes(browser: Browser, address: str) -> None:
    """The page says that Python has ended; what was typed stays; it can be started again."""
    crash = "import ctypes\nctypes.string_at(0xFFFFFFF0, 1 << 20)"
    with started(browser, f"{address}/{SMALL}") as (page, _):
        run(page, 2)
        edit(page, 3, crash)
        press(page, "run", 3)
        wait_for_status(page, "failed")
        assert "Python has" in said(page)
        assert states(page) == ["idle"] * 4
        assert code(page, 3) == crash
        is_a_book(page)
        press(page, "reset", 3)
        press(page, "try-again")
        wait_for_state(page, 3, "match")
        wait_for_status(page, "ready")
        assert states(page) == ["match", "match", "match", "idle"]


def test_the_editor_cannot_be_fetched(browser: Browser, address: str) -> None:
    """The block says so; with a connection, the next press opens it."""
    with started(browser, f"{address}/{SMALL}") as (page, _):
        page.context.route("**/editor-*.js", lambda route: route.abort())
        press(page, "edit", 1)
        expect(block(page, 1).locator(".live-note")).to_contain_text("editor could not be fetched")
        page.context.unroute("**/editor-*.js")
        edit(page, 1, "'mine'")
        expect(block(page, 1).locator(".live-note")).to_be_hidden()


def test_the_script_cannot_be_fetched(browser: Browser, address: str) -> None:
    """Then there are no buttons, and nothing else is missing; one of the two does not matter."""
    for missing, buttons in (("**/_static/live/**", False), ("**/early.js", True)):
        context = browser.new_context()
        context.route(missing, lambda route: route.abort())
        page = context.new_page()
        page.goto(f"{address}/{SMALL}", wait_until="load")
        assert (page.locator("[data-action]:visible").count() > 0) == buttons, missing
        is_a_book(page)
        context.close()
