"""Promise: exercises are for the keyboard, for listeners, for the phone, for light and dark."""

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.exercising import (
    answer,
    check,
    exercise,
    lines,
    opened,
    press,
    state,
    verdict,
    wait_for_editor,
)
from browser.live import held, said, tab_to
from browser.test_live_start import SAVES, requests_of
from browser.test_look import DESKTOP, overflow, violations, visit

CREW, INDEX = "chapters/crew.html", "index.html"
WRITE, CHOOSE, TYPE, ORDER, MEND = "all-or-nothing", "where", "how-many", "right-order", "a-typo"
PHONE, SMALL = {"width": 375, "height": 740}, {"width": 320, "height": 640}
#: What is pressed in an exercise, and is too small for a finger.
SMALL_TARGETS = """() => [...document.querySelectorAll(`.exercise-tools button,
    .exercise-offer button, .exercise-lines button, .exercise-field input[type=text],
    fieldset label, .exercise-part > summary`)].filter(each => {
        const {width, height} = each.getBoundingClientRect()
        return width && (width < 44 || height < 44)
    }).map(each => each.outerHTML.slice(0, 120))"""
FOCUSED = """() => {
    const {dataset, ariaLabel, id, value} = document.activeElement
    return dataset.action ?? value ?? ariaLabel ?? id
}"""
#: Where each exercise begins, and how high it is.
PLACES = """() => [...document.querySelectorAll("[data-exercise]")].map(each =>
    [each.dataset.exercise, each.getBoundingClientRect().height])"""


def focus(page: Page, name: str, selector: str) -> None:
    """Press Tab until something in an exercise has the focus."""
    tab_to(page, exercise(page, name).locator(selector).first, 40)


def test_code_with_the_keyboard_alone(browser: Browser, small: str) -> None:
    """Type, check, read, take a hint, ask for the solution, reset: the focus is never lost."""
    with opened(browser, f"{small}/{CREW}") as (page, complaints):
        wait_for_editor(page, MEND)
        exercise(page, MEND).locator("summary").first.focus()
        focus(page, MEND, '[data-role="starter"] .cm-content')
        page.keyboard.press("Control+a")
        page.keyboard.type("lastname = 'Mark'")
        page.keyboard.press("Shift+Enter")
        assert verdict(page, MEND) == "failed"
        expect(wait_for_editor(page, MEND)).to_be_focused()
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED) == "check"
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert "Hint 1 of 1: Read what the attribute is called." in said(page)
        assert page.evaluate(FOCUSED) == "hint"
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(exercise(page, MEND).locator('[data-role="solution"]')).to_be_visible()
        assert page.evaluate(FOCUSED) == "solution"
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED) == "reset"
        page.keyboard.press("Enter")
        assert page.evaluate(FOCUSED) == "undo"
        page.keyboard.press("Enter")
        assert page.evaluate(FOCUSED) == "reset"
        assert not complaints


def test_predictions_and_lines_with_the_keyboard_alone(browser: Browser, small: str) -> None:
    """Radio buttons and fields as in any form; a line that moves keeps the focus, and is told."""
    with opened(browser, f"{small}/{CREW}") as (page, complaints):
        exercise(page, CHOOSE).locator("input").first.focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Shift+Enter")
        assert verdict(page, CHOOSE) == "passed"
        focus(page, CHOOSE, '[data-action="solution"]')
        page.keyboard.press("Enter")

        first = lines(page, ORDER)
        exercise(page, ORDER).locator('[data-action="down"]').first.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        assert lines(page, ORDER) == [first[1], first[2], first[0], *first[3:]]
        assert said(page) == f"Line 3 of 5: {first[0]}"
        assert first[0] in page.evaluate("document.activeElement.ariaLabel")
        page.keyboard.press("Alt+ArrowUp")
        assert lines(page, ORDER) == [first[1], first[0], *first[2:]]
        page.keyboard.press("Shift+Enter")
        assert verdict(page, ORDER) == "failed"
        assert first[0] in page.evaluate("document.activeElement.ariaLabel")
        assert not complaints


def test_a_question_takes_the_focus_and_gives_it_back(browser: Browser, small: str) -> None:
    """To the answer that changes nothing; Escape is that answer."""
    with opened(browser, f"{small}/{CREW}") as (page, complaints):
        exercise(page, WRITE).locator('.exercise-tools [data-action="solution"]').focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Not yet")).to_be_focused()
        page.keyboard.press("Escape")
        assert page.evaluate(FOCUSED) == "solution"
        assert exercise(page, WRITE).locator(".exercise-offer").count() == 0
        assert not complaints


def test_exercises_have_names_and_one_voice(browser: Browser, small: str) -> None:
    """Each button says which exercise it is for; one line is read aloud, that of the bar."""
    with opened(browser, f"{small}/{CREW}") as (page, complaints):
        wait_for_editor(page, WRITE)
        expect(
            page.get_by_role("group", name="Exercise 1: All or nothing", exact=True)
        ).to_have_count(1)
        for name in ("Check exercise 1", "Hint for exercise 3", "Solution of exercise 4"):
            expect(page.get_by_role("button", name=name, exact=True)).to_have_count(1)
        expect(page.get_by_role("textbox", name="Code of exercise 1")).to_have_count(1)
        expect(page.get_by_role("list", name="Lines of exercise 4")).to_have_count(1)
        expect(page.get_by_role("textbox", name="mark.lastname prints")).to_have_count(1)
        expect(page.get_by_role("radio", name="pending")).to_have_count(1)
        assert page.locator("[role=status]:visible").count() == 1
        assert not complaints


def fill(page: Page) -> None:
    """Bring the exercises of a page into all states, with everything open."""
    long = "# " + "a_long_line_" * 20
    answer(page, WRITE, f"print('x' * 300)\ndef deliver(engine, amount):\n    pass  {long}")
    assert check(page, WRITE) == "failed"
    press(page, WRITE, "hint")
    press(page, WRITE, "solution")
    answer(page, CHOOSE, "pending")
    assert check(page, CHOOSE) == "failed"
    answer(page, TYPE, "True\nWatney")
    assert check(page, TYPE) == "passed"
    assert check(page, ORDER) == "failed"
    answer(page, MEND, 'lastname = "Watney"')
    assert check(page, MEND) == "passed"
    press(page, MEND, "reset")
    page.evaluate("document.querySelectorAll('.exercise details').forEach(it => it.open = true)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(scheme: str, browser: Browser, small: str) -> None:
    """To do, failed and passed, in each kind, with records, hints and solutions open."""
    settings = {"viewport": DESKTOP, "color_scheme": scheme, "reduced_motion": "reduce"}
    with opened(browser, f"{small}/{CREW}", **settings) as (page, complaints):
        press(page, ORDER, "solution")
        found = [*overflow(page), *violations(page)]
        fill(page)
        found += [*overflow(page), *violations(page)]
        page.goto(f"{small}/{INDEX}")
        page.get_by_role("button", name="Forget it").click()
        found += [*overflow(page), *violations(page)]
        assert not found, "\n".join(found)
        assert not [each for each in complaints if not each.startswith("failed: ")]


@pytest.mark.parametrize("size", [PHONE, SMALL], ids=["375", "320"])
def test_on_a_phone(size: dict[str, int], browser: Browser, small: str) -> None:
    """Nothing scrolls sideways, whatever is open; what is pressed has 44 pixels."""
    settings = {"viewport": size, "has_touch": True, "is_mobile": True}
    with opened(browser, f"{small}/{CREW}", **settings) as (page, complaints):
        found = [*overflow(page), *page.evaluate(SMALL_TARGETS)]
        press(page, ORDER, "solution")
        found += page.evaluate(SMALL_TARGETS)
        fill(page)
        found += [*overflow(page), *page.evaluate(SMALL_TARGETS)]
        page.goto(f"{small}/{INDEX}")
        page.get_by_role("button", name="Forget it").click()
        found += [*overflow(page), *page.evaluate(SMALL_TARGETS)]
        assert not found, "\n".join(found)
        assert not [each for each in complaints if not each.startswith("failed: ")]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_moves_when_the_script_comes(
    size: dict[str, int], browser: Browser, small: str
) -> None:
    """Code has the height of its editor, and buttons have their room from the start."""
    settings = {"viewport": size, "has_touch": size is PHONE, "is_mobile": size is PHONE}
    with held(browser, f"{small}/{CREW}", **settings) as (page, _, _):
        before = dict(page.evaluate(PLACES))
    with opened(browser, f"{small}/{CREW}", **settings) as (page, complaints):
        for name in (WRITE, MEND):
            wait_for_editor(page, name)
        after = dict(page.evaluate(PLACES))
        assert all(abs(after[name] - before[name]) < 6 for name in (WRITE, MEND)), (before, after)
        assert not complaints


def test_without_scripts_it_is_a_good_book_page(browser: Browser, small: str) -> None:
    """Starter, hints, solution and check are all there, closed where one may not want them."""
    with visit(browser, f"{small}/{CREW}", java_script_enabled=False) as (page, _):
        assert exercise(page, WRITE).locator('[data-role="starter"] pre').is_visible()
        parts = exercise(page, WRITE).locator(":scope > details")
        assert parts.locator(":scope > summary").all_inner_texts() == [
            *("Given", "Hint 1", "Hint 2", "A solution", "What is checked"),
        ]
        assert all(part.is_visible() for part in parts.all())
        assert page.locator("button[data-action]:visible").count() == 0
        page.goto(f"{small}/{INDEX}")
        assert page.locator("table[data-progress] td").all_inner_texts() == [
            *("5 exercises", "1 exercise"),
        ]


def test_where_the_script_does_not_come_all_is_shown(browser: Browser, small: str) -> None:
    """Hints and solutions are hidden only for those whose buttons show them.

    After a while they are there, and at once where it is known that no script will come.
    """
    for known in (False, True):
        with held(browser, f"{small}/{CREW}") as (page, routes, _):
            hint = exercise(page, WRITE).locator('[data-role="hint"]').first
            expect(hint).to_be_hidden()
            if known:
                routes[0].abort()
            else:
                page.evaluate("document.getAnimations().forEach(each => each.finish())")
            expect(hint).to_be_visible()


def test_the_editor_is_not_fetched_unasked_where_data_is_saved(
    browser: Browser, small: str
) -> None:
    """Whoever saves data has the code as text, which a click opens."""
    context = browser.new_context()
    context.add_init_script(SAVES)
    page = context.new_page()
    asked = requests_of(page)
    page.goto(f"{small}/{CREW}")
    page.wait_for_selector("[data-exercise][data-live]")
    starter = exercise(page, MEND).locator('[data-role="starter"]')
    starter.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    assert not [name for name in asked if name.startswith("editor")]
    starter.locator("pre").click()
    expect(starter.locator(".cm-content")).to_be_focused()
    assert state(page, MEND) == "todo"
    context.close()
