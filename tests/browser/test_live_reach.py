"""Promise: live pages are for the keyboard, for listeners, for the phone, for light and dark."""

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.live import (
    block,
    edit,
    press,
    prompted,
    run,
    started,
    states,
    tab_to,
    wait_for_state,
)
from browser.test_look import DESKTOP, PHONE, overflow, violations

INDEX = "index.html"
SMALL = "chapters/glossary.html"
#: Notes what a status line says, as a screen reader would.
LISTEN = """() => {
    window.heard = []
    const line = document.querySelector(".live-line[role=status]")
    new MutationObserver(() => heard.push(line.textContent)).observe(
        line, {childList: true, characterData: true, subtree: true})
}"""
#: The buttons that are too small for a finger: WCAG 2.2 asks for 24 pixels.
SMALL_TARGETS = """() => [...document.querySelectorAll(
    "button[data-action], .live-dock summary, .live-prompt-input")].filter(each => {
        const {width, height} = each.getBoundingClientRect()
        return width && (width < 24 || height < 24)
    }).map(each => each.outerHTML.slice(0, 120))"""
#: Gives the focus to what can have it last before an element.
STAND_BEFORE = """element => [...document.querySelectorAll("a, button, summary")].filter(each =>
    each.checkVisibility({visibilityProperty: true}) && each.tabIndex === 0 &&
    each.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING
).at(-1).focus()"""
FOCUSED = "document.activeElement.getAttribute('data-action')"


def focus(page: Page, action: str, number: int) -> None:
    """Press Tab until a block's button has the focus."""
    tab_to(page, block(page, number).locator(f'[data-action="{action}"]'), 12)


def test_with_the_keyboard_alone(browser: Browser, address: str) -> None:
    """Run, edit, leave the editor, reset: the focus is never lost, and each step is said."""
    with started(browser, f"{address}/{SMALL}") as (page, complaints):
        page.evaluate(LISTEN)
        block(page, 1).evaluate(STAND_BEFORE)
        focus(page, "run", 1)
        page.keyboard.press("Enter")
        wait_for_state(page, 1, "match")
        assert page.evaluate(FOCUSED) == "run"
        expect(page.locator(".live-line")).to_contain_text("Example 1: It printed what the page")

        focus(page, "edit", 1)
        page.keyboard.press("Enter")
        expect(block(page, 1).locator(".cm-content")).to_be_focused()
        page.keyboard.press("Control+End")
        page.keyboard.type("\n1 + 1")
        page.keyboard.press("Shift+Enter")
        wait_for_state(page, 1, "differs")
        expect(block(page, 1).locator(".cm-content")).to_be_focused()
        page.keyboard.press("Tab")
        expect(block(page, 1).locator(".cm-content")).not_to_be_focused()
        page.keyboard.press("Shift+Tab")
        expect(block(page, 1).locator(".cm-content")).to_be_focused()
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(FOCUSED) == "reset"
        page.keyboard.press("Enter")
        assert states(page)[0] == "idle"
        assert page.evaluate(FOCUSED) == "run"
        expect(page.locator(".live-line")).to_have_text("Example 1 is again as the book has it.")

        # An editor in which nothing was changed closes by the button that opened it.
        focus(page, "edit", 1)
        page.keyboard.press("Enter")
        expect(block(page, 1).locator(".cm-content")).to_be_focused()
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(FOCUSED) == "edit"
        page.keyboard.press("Enter")
        expect(block(page, 1).locator(".cm-editor")).to_have_count(0)
        assert page.evaluate(FOCUSED) == "edit"
        heard = page.evaluate("heard")
        for told in ("Fetching Python", "Importing SQLAlchemy", "printed what", "your own version"):
            assert any(told in each for each in heard), (told, heard)
        assert not complaints


def test_buttons_have_names_and_states(browser: Browser, address: str) -> None:
    """Each says which example it is for; none is twice on the page."""
    with started(browser, f"{address}/{INDEX}") as (page, complaints):
        edit(page, 1, "1 + 1")
        run(page, 1)
        for name in ("Run example 1", "Reset example 1", "Run example 2", "Edit example 2"):
            expect(page.get_by_role("button", name=name, exact=True)).to_have_count(1)
        expect(page.get_by_role("textbox", name="Code of example 1")).to_have_count(1)
        expect(page.get_by_role("group", name="Example 1", exact=True)).to_contain_text("Differs")
        panel = page.get_by_role("button", name="Session panel", exact=True)
        expect(panel).to_have_attribute("aria-expanded", "false")
        assert not complaints


def fill(page: Page) -> None:
    """Bring a page into many states: a diff, an error, editors, names at the prompt, the panel."""
    long = "# " + "a long line " * 20
    rich = "rich = Astronaut(firstname='Rich', lastname='P' * 90)\nsession.add(rich)"
    edit(page, 2, f"session = Session(engine)\n{rich}\ninspect(rich).transient  {long}")
    run(page, 2)
    edit(page, 2, f"session = Session(engine)\n{rich}\nrich.lastname\ninspect(rich).transient")
    assert run(page, 2) == "differs"
    expect(block(page, 2).locator(".live-diff")).to_be_visible()
    edit(page, 3, f"session.nothing  {long}")
    assert run(page, 3) == "error"
    press(page, "panel")
    prompted(page, "[session] * 30")
    page.locator(".live-prompt-input").fill("session.")
    page.locator(".live-prompt-input").press("Tab")
    expect(page.locator(".live-names [role=option]").first).to_be_visible()
    assert states(page) == ["match", "differs", "error", "idle"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(scheme: str, browser: Browser, address: str) -> None:
    """With editors, a diff, an error, stale blocks, the prompt and the panel on the page."""
    settings = {"viewport": DESKTOP, "color_scheme": scheme, "reduced_motion": "reduce"}
    with started(browser, f"{address}/{SMALL}", **settings) as (page, complaints):
        fill(page)
        found = [*overflow(page), *violations(page)]
        edit(page, 1, "1")
        assert states(page) == ["stale", "stale", "stale", "idle"]
        found += [*overflow(page), *violations(page, runOnly=["color-contrast"])]
        assert not found, "\n".join(found)
        assert not complaints


def test_on_a_phone(browser: Browser, address: str) -> None:
    """Nothing scrolls sideways, whatever is open; what is pressed is large enough."""
    settings = {"viewport": PHONE, "has_touch": True, "reduced_motion": "reduce"}
    with started(browser, f"{address}/{SMALL}", **settings) as (page, complaints):
        assert not overflow(page)
        assert not page.evaluate(SMALL_TARGETS)
        fill(page)
        assert not overflow(page)
        assert not page.evaluate(SMALL_TARGETS)
        page.locator(".live-prompt-input").press("Escape")
        press(page, "panel-width")
        assert not overflow(page)
        press(page, "panel-close")
        assert not overflow(page)
        assert not complaints
