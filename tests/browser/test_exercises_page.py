"""Promise: an exercise is solved in its page, which says at once whether the answer is right."""

import re

from playwright.sync_api import Browser, expect

from browser.exercising import (
    PROGRESS,
    answer,
    check,
    code,
    exercise,
    lines,
    note,
    opened,
    press,
    state,
    told,
    verdict,
    wait_for_editor,
)
from browser.live import press as press_page
from browser.live import prompted, run, said, states

CREW = "chapters/crew.html"
WRITE, CHOOSE, TYPE, ORDER, MEND = "all-or-nothing", "where", "how-many", "right-order", "a-typo"
WRONG = """def deliver(engine, amount):
    with Session(engine) as session:
        potatoes(session, "Hab").quantity -= amount
        session.commit()
        potatoes(session, "Rover").quantity += amount
        session.commit()"""
RIGHT = WRONG.replace("        session.commit()\n", "", 1)


def test_a_wrong_answer_is_explained_and_a_right_one_is_passed(
    browser: Browser, small: str
) -> None:
    """A sentence, the example, a diff, the hint of the mistake, and what it did; then: passed."""
    with opened(browser, f"{small}/{CREW}") as (page, complaints):
        assert [state(page, name) for name in (WRITE, CHOOSE, ORDER)] == ["todo"] * 3
        expect(exercise(page, WRITE).locator(".exercise-mark")).to_have_text("○To do")
        answer(page, WRITE, f'print("on its way")\n{WRONG}')
        assert check(page, WRITE) == "failed"
        assert state(page, WRITE) == "failed"
        shown = told(page, WRITE)
        assert shown.startswith("Not yet: All of it was one transaction.")
        assert "4 of 7 expectations hold" in shown
        assert ">>> seen.commits" in shown
        assert re.search(r"wanted\s+1\n\s*yours\s+2", shown)
        assert "Two commits are two transactions" in shown
        printed = exercise(page, WRITE).locator(".exercise-printed")
        assert "on its way" in (printed.text_content() or "")
        record = exercise(page, WRITE).locator('.exercise-verdict > [data-role="record"]')
        assert record.evaluate("details => details.open") is False
        assert (record.text_content() or "").count("UPDATE") >= 2
        assert said(page).startswith("Exercise 1: Not yet: All of it was one transaction. 4 of 7")

        answer(page, WRITE, RIGHT)
        wait_for_editor(page, WRITE).press("Shift+Enter")
        expect(exercise(page, WRITE)).to_have_attribute("data-state", "passed")
        shown = told(page, WRITE)
        assert shown.startswith("Passed: It does what it should.\nAll 7 expectations hold.")
        assert "COMMIT" in shown
        assert "Exercise 1: Passed: It does what it should." in said(page)
        assert "1 of 5 solved" in said(page)
        expect(page.locator(".exercise-count")).to_have_text("1 of 5 solved")
        go_on = exercise(page, WRITE).get_by_role("link", name="Go on with exercise 2")
        assert go_on.get_attribute("href") == "#exercise-where"
        assert not complaints


def test_what_is_passed_stays_passed(browser: Browser, small: str) -> None:
    """A later answer that fails is told as such; the exercise remains solved."""
    with opened(browser, f"{small}/{CREW}") as (page, complaints):
        answer(page, MEND, 'lastname = "Watney"')
        assert check(page, MEND) == "passed"
        answer(page, MEND, 'lastname = "Mark"')
        assert check(page, MEND) == "failed"
        assert state(page, MEND) == "passed"
        assert "That is the first name." in told(page, MEND)
        assert page.evaluate(PROGRESS) == {
            "crew/a-typo": {"state": "passed", "tries": 2, "hints": 0, "solution": False}
        }
        assert not complaints


def test_errors_of_the_answer_are_told_in_its_own_lines(browser: Browser, small: str) -> None:
    """Code that raises, and code that is no Python: with the line, and nothing is lost."""
    with opened(browser, f"{small}/{CREW}") as (page, complaints):
        answer(page, MEND, "# first\nlastname = 1 / 0")
        assert check(page, MEND) == "failed"
        assert "Your code ends with an error in line 2" in told(page, MEND)
        assert "ZeroDivisionError: division by zero" in told(page, MEND)
        answer(page, MEND, "lastname = (")
        assert check(page, MEND) == "failed"
        assert "This is not Python yet in line 1" in told(page, MEND)
        assert "SyntaxError" in told(page, MEND)
        assert code(page, MEND) == "lastname = ("
        assert not complaints


def test_an_answer_is_checked_beside_the_page(browser: Browser, small: str) -> None:
    """The page's names, blocks, records and panel know nothing of it, nor it of them."""
    with opened(browser, f"{small}/{CREW}") as (page, complaints):
        assert run(page, 1) == "match"
        prompted(page, "lastname = 'the page has'")
        press_page(page, "panel")
        panel = page.locator(".live-panel").inner_text()
        answer(page, MEND, 'wheels = 6\nlastname = "Watney"')
        assert check(page, MEND) == "passed"
        answer(page, MEND, "lastname = session")
        assert check(page, MEND) == "failed"
        assert "NameError" in told(page, MEND)
        assert page.locator(".live-panel").inner_text() == panel
        assert states(page)[0] == "match"
        assert "'the page has'" in prompted(page, "lastname")
        assert "False" in prompted(page, "'wheels' in globals()")
        prompted(page, "with Session(engine) as session: session.get(Astronaut, 1)\n")
        last = page.locator(".live-prompt-entry").last.inner_text()
        assert "no such table" in last or "Lewis" in last
        assert not complaints


def test_a_prediction_is_made_before_anything_runs(browser: Browser, small: str) -> None:
    """A choice, or a line to type for each question; then what is really printed."""
    with opened(browser, f"{small}/{CREW}") as (page, complaints):
        assert check(page, CHOOSE) is None
        expect(note(page, CHOOSE)).to_contain_text("Say first what you expect")
        assert page.locator("body").get_attribute("data-live-status") == "off"
        assert state(page, CHOOSE) == "todo"
        answer(page, CHOOSE, "pending")
        assert check(page, CHOOSE) == "failed"
        assert re.search(r"yours\s+pending\n\s*prints\s+'persistent'", told(page, CHOOSE))
        assert "It was pending until the flush." in told(page, CHOOSE)
        assert "INSERT" in told(page, CHOOSE)
        answer(page, CHOOSE, "persistent")
        assert check(page, CHOOSE) == "passed"

        answer(page, TYPE, "False\nWatney")
        exercise(page, TYPE).locator("input[type=text]").last.press("Enter")
        assert verdict(page, TYPE) == "failed"
        assert "1 of 2 are right." in told(page, TYPE)
        assert re.search(r"is mark\s*\n\s*yours\s+False\n\s*prints\s+True", told(page, TYPE))
        assert re.search(r"mark.lastname right\s*\n\s*prints\s+'Watney'", told(page, TYPE))
        answer(page, TYPE, "True\n'Watney'")
        assert check(page, TYPE) == "passed"
        assert not complaints


def test_lines_are_put_in_order(browser: Browser, small: str) -> None:
    """With two buttons for each line; the first and the last go no further."""
    with opened(browser, f"{small}/{CREW}") as (page, complaints):
        first = lines(page, ORDER)
        ups = exercise(page, ORDER).locator('[data-action="up"]')
        downs = exercise(page, ORDER).locator('[data-action="down"]')
        expect(ups.first).to_have_attribute("aria-disabled", "true")
        expect(downs.last).to_have_attribute("aria-disabled", "true")
        ups.first.click(force=True)
        assert lines(page, ORDER) == first
        assert check(page, ORDER) == "failed"
        right = [first[1], first[3], first[2], first[0], first[4]]
        answer(page, ORDER, "\n".join(right))
        assert check(page, ORDER) == "passed"
        assert not complaints


def test_hints_come_one_at_a_time(browser: Browser, small: str) -> None:
    """Each press shows one more, and the button says how many there are."""
    with opened(browser, f"{small}/{CREW}") as (page, complaints):
        hints = exercise(page, WRITE).locator('[data-role="hint"]')
        button = exercise(page, WRITE).locator('[data-action="hint"]')
        assert [each.is_visible() for each in hints.all()] == [False, False]
        button.click()
        assert [each.is_visible() for each in hints.all()] == [True, False]
        expect(hints.first).to_contain_text("What happens to changes that nobody commits")
        expect(button).to_have_text("Next hint (2 of 2)")
        assert said(page).startswith("Exercise 1: Hint 1 of 2: What happens")
        button.click()
        assert [each.is_visible() for each in hints.all()] == [True, True]
        expect(button).to_have_attribute("aria-disabled", "true")
        assert page.evaluate(PROGRESS)["crew/all-or-nothing"]["hints"] == 2
        assert state(page, WRITE) == "todo"
        assert page.locator("body").get_attribute("data-live-status") == "off"
        assert not complaints


def test_the_solution_is_there_after_a_try_or_on_demand(browser: Browser, small: str) -> None:
    """Before the first try it asks once; what is checked can be read at any time."""
    with opened(browser, f"{small}/{CREW}") as (page, complaints):
        solution = exercise(page, WRITE).locator('[data-role="solution"]')
        expect(exercise(page, WRITE).locator('[data-role="check"] > summary')).to_be_visible()
        press(page, WRITE, "solution")
        offer = exercise(page, WRITE).locator(".exercise-offer")
        expect(offer).to_contain_text("You have not tried yet: show it all the same?")
        offer.get_by_role("button", name="Not yet").click()
        expect(solution).to_be_hidden()
        press(page, WRITE, "solution")
        offer.get_by_role("button", name="Show it").click()
        expect(solution.locator("[data-live-block] pre").first).to_be_visible()
        assert page.evaluate(PROGRESS)["crew/all-or-nothing"]["solution"] is True
        press(page, WRITE, "solution")
        expect(solution).to_be_hidden()

        assert check(page, MEND) == "failed"
        press(page, MEND, "solution")
        expect(exercise(page, MEND).locator('[data-role="solution"]')).to_be_visible()
        expect(exercise(page, MEND).locator(".exercise-offer")).to_have_count(0)
        assert not complaints


def test_reset_brings_the_beginning_back_and_undo_the_answer(browser: Browser, small: str) -> None:
    """In each kind; nothing is lost by one press."""
    with opened(browser, f"{small}/{CREW}") as (page, complaints):
        for name, other in ((MEND, "lastname = 1"), (TYPE, "1\n2"), (ORDER, None)):
            reset = exercise(page, name).locator('.exercise-tools [data-action="reset"]')
            expect(reset).to_be_hidden()
            before = lines(page, name) or [code(page, name) if name == MEND else ""]
            answer(page, name, other or "\n".join(reversed(before)))
            reset.click()
            shown = exercise(page, name).locator('[data-role="starter"]')
            if name != TYPE:
                assert (lines(page, name) or [code(page, name)]) == before
            else:
                assert shown.locator("input").first.input_value() == ""
            press(page, name, "undo")
            if name == MEND:
                assert code(page, name) == other
            elif name == TYPE:
                assert shown.locator("input").first.input_value() == "1"
            else:
                assert lines(page, name) == list(reversed(before))
            expect(reset).to_be_visible()
        assert not complaints
