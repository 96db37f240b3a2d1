"""Promise: who presents can let a class vote, and comes back to the same screen."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from browser.live import PATIENCE, edit
from browser.presenting import article, begun, go, line, presented, where

CHAPTER = "chapters/transactions.html"
LAPTOP = {"viewport": {"width": 1280, "height": 720}}
#: What is seen of an example's output and of its record; the room that each thing takes.
SEEN = """() => [...document.querySelectorAll("article :is(.go, .gt, .gr, .flight-summary)")]
    .filter((each) => each.checkVisibility({ visibilityProperty: true }))
    .map((each) => each.textContent)"""
ROOM = """() => [...document.querySelectorAll("article *")].filter((each) => each.checkVisibility())
    .map((each) => { const { x, y, width, height } = each.getBoundingClientRect();
        return [each.tagName, x, y, width, height].join(); })"""


def settled(page: Page) -> None:
    """Wait until the page has been divided anew, at the next frame."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")


def test_h_hides_what_has_not_run(browser: Browser, strict: str) -> None:
    """Nothing moves; what has run is shown, and only that; the browser keeps it, not the page."""
    fragment = "present-whole-or-not-at-all--2"
    with presented(browser, f"{strict}/{CHAPTER}", fragment, **LAPTOP) as (page, _):
        shown = page.evaluate(SEEN)
        assert "[('Hab', 300), ('Rover', 0)]" in shown
        before = page.evaluate(ROOM)
        page.keyboard.press("h")
        assert line(page) == "What the examples print is hidden until they have run."
        assert page.evaluate(SEEN) == []
        assert page.evaluate(ROOM) == before
        after = page.locator("article p", has_text="Ninety potatoes are nowhere")
        expect(after).to_be_hidden()
        expect(page.locator("article p", has_text="somebody misspells a place")).to_be_visible()
        first, second = page.locator("[data-live-block]:visible").all()[:2]
        page.keyboard.press("r")
        expect(first).to_have_attribute("data-state", "match", timeout=PATIENCE)
        expect(first.locator(".gr").first).to_be_visible()
        expect(first.locator(".flight-summary")).to_be_visible()
        expect(after).to_be_visible()
        expect(second.locator(".go").first).to_be_hidden()
        page.reload(wait_until="load")
        begun(page)
        page.wait_for_selector('[data-action="run-all"]', state="attached")
        assert page.evaluate(SEEN) == []
        page.keyboard.press("?")
        page.get_by_role("dialog").get_by_role("button", name="Show what examples print").click()
        page.keyboard.press("Escape")
        assert page.evaluate(SEEN) == shown
        page.get_by_role("button", name="Hide what examples print").click()
        assert page.evaluate(SEEN) == []
        page.keyboard.press("Escape")
        expect(page.locator("html[data-presenting]")).to_have_count(0)
        assert "present" not in article(page).partition("present-end")[0]
        assert "BEGIN SELECT" in "".join(page.evaluate(SEEN))


def test_an_error_looks_like_any_output(browser: Browser, strict: str) -> None:
    """The red of a traceback would say what comes; while it is hidden, nothing of it is seen."""
    fragment = "present-pending-rollback--2"
    with presented(browser, f"{strict}/{CHAPTER}", fragment, **LAPTOP) as (page, _):
        page.keyboard.press("PageDown")
        expect(page.locator("article .gr:visible").first).to_be_visible()
        page.keyboard.press("h")
        page.mouse.move(0, 0)
        grounds = page.locator("article :is(.gt, .gr)").evaluate_all(
            """all => all.filter((each) => each.checkVisibility()).map((each) => [
                getComputedStyle(each).visibility,
                getComputedStyle(each, "::before").backgroundImage])"""
        )
        band = page.locator("article .go").first.evaluate(
            "(each) => getComputedStyle(each, '::before').backgroundImage"
        )
        assert grounds
        assert {tuple(each) for each in grounds} == {("hidden", band)}


def test_what_cannot_run_is_shown_one_by_one(browser: Browser, strict: str) -> None:
    """Where an example was recorded, the key that runs others shows it."""
    with presented(browser, f"{strict}/chapters/server-databases.html", **LAPTOP) as (page, _):
        page.keyboard.press("h")
        while page.evaluate("() => document.querySelectorAll('.doctest .go').length") and not (
            page.locator(".doctest .go").evaluate_all("all => all.some((e) => e.checkVisibility())")
        ):
            page.keyboard.press("PageDown")
        assert page.evaluate(SEEN) == []
        page.keyboard.press("r")
        assert line(page) == "This was recorded: it does not run here."
        assert page.evaluate(SEEN) != []
        page.keyboard.press("Escape")
        assert page.locator("[data-present-shown]").count() == 0


@pytest.mark.parametrize("key", ["s", "u", "+"])
@pytest.mark.parametrize(
    "section", ["autobegin--2", "whole-or-not-at-all--3", "with-blocks--4", "who-commits"]
)
def test_there_and_back_is_the_same_screen(
    section: str, key: str, browser: Browser, strict: str
) -> None:
    """The panel, the notes and larger type divide the page anew; the top of the screen stays."""
    back = {"+": "-"}.get(key, key)
    fragment = f"present-{section}"
    with presented(browser, f"{strict}/{CHAPTER}", fragment, **LAPTOP) as (page, _):
        page.wait_for_selector(".live-bar", state="attached")
        at, address = where(page), page.url
        top = page.locator("article :is(p, pre):visible").first.inner_text()
        for each in [key, back] * 3:
            page.keyboard.press(each)
            settled(page)
            shown = page.locator("article :is(p, pre):visible").all_inner_texts()
            assert top in shown
        assert (where(page), page.url) == (at, address)


def test_a_note_stays_with_its_example(browser: Browser, strict: str) -> None:
    """Whatever the size of the screen: it is told on the screen that has the block."""
    with presented(browser, f"{strict}/{CHAPTER}", **LAPTOP) as (page, _):
        page.keyboard.press("u")
        for size in ((1280, 720), (1024, 500), (800, 600)):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            settled(page)
            go(page, "whole-or-not-at-all")
            code = page.locator("[data-live-block]:visible", has_text="Rovr")
            while not code.count():
                page.keyboard.press("PageDown")
            expect(page.locator(".present-under")).to_contain_text("the place is misspelt")


def test_a_long_screen_says_where_one_is(browser: Browser, strict: str) -> None:
    """The key scrolls first, and goes on at its end."""
    settings = {"viewport": {"width": 1280, "height": 400}}
    fragment = "present-exercise-move-supplies"
    with presented(browser, f"{strict}/{CHAPTER}", fragment, **settings) as (page, _):
        number, part = where(page)[0], page.locator(".present-part")
        first, count = map(int, part.inner_text().split("/"))
        assert (first, count > 1) == (1, True)
        for step in range(2, count + 1):
            page.keyboard.press("PageDown")
            expect(part).to_have_text(f"{step}/{count}")
            assert where(page)[0] == number
        page.keyboard.press("PageDown")
        assert where(page)[0] == number + 1


def test_what_was_edited_and_run_is_in_view(browser: Browser, strict: str) -> None:
    """The block's buttons, and the end of its result, above the bar."""
    fragment = "present-rollback-restores"
    with presented(browser, f"{strict}/{CHAPTER}", fragment, **LAPTOP) as (page, _):
        page.wait_for_selector(".live-bar", state="attached")
        shown = page.locator("[data-live-block]:visible").first
        number = int(shown.get_attribute("data-live-block"))
        buttons, printed = shown.locator(".live-tools"), shown.locator(".go")
        edit(page, number, "\n".join(str(each) for each in range(6)))
        page.keyboard.press("Shift+Enter")
        expect(printed).to_have_count(6, timeout=PATIENCE)
        settled(page)
        assert inside(page, buttons)
        # Higher than the monitor: the buttons stay, and so does the result's beginning.
        edit(page, number, "for each in range(30):\n    print(each)\n")
        page.keyboard.press("Shift+Enter")
        expect(printed).to_have_count(30, timeout=PATIENCE)
        settled(page)
        assert inside(page, buttons)
        assert inside(page, printed.first)


def inside(page: Page, element: Locator) -> bool:
    """Return whether all of an element is seen, between the top edge and the bar."""
    box, bar = element.bounding_box(), page.locator(".present-bar").bounding_box()
    return bool(box["y"] >= 0 and box["y"] + box["height"] <= bar["y"])


def test_the_help_lists_each_section_once(browser: Browser, strict: str) -> None:
    """With the number of its first screen; the keys are in view beside them."""
    with presented(browser, f"{strict}/{CHAPTER}", "present-exercises", **LAPTOP) as (page, _):
        page.wait_for_selector(".exercise-mark", state="attached")
        page.reload(wait_until="load")
        begun(page)
        page.keyboard.press("?")
        dialog = page.get_by_role("dialog", name="Presenting this page")
        names = dialog.locator(".present-screens button").all_inner_texts()
        assert len(set(names)) == len(names)
        assert "Exercise 2: Begin comes too late" in names
        for name in ("Esc", "→"):
            assert inside(page, dialog.locator("kbd", has_text=name).first)
        dialog.get_by_role("button", name="Who commits", exact=True).click()
        assert page.url.endswith("#present-who-commits")
