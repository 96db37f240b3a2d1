"""Promise: answers and progress stay in the browser, and are in a file for those who want one."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

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
)
from browser.hosting import hosted
from browser.live import PATIENCE, reload, started
from browser.test_live_without import FORGETFUL
from building import Build

CREW, ROVER, INDEX = "chapters/crew.html", "chapters/rover.html", "index.html"
TYPE, ORDER, MEND, WHEELS = "how-many", "right-order", "a-typo", "wheels"
MINE = 'lastname = "mine"'
PASSED = {"state": "passed", "tries": 1, "hints": 0, "solution": False}
#: Makes the browser believe that the book had another starter when an answer was kept.
AGE = """change => {
    for (const [key, kept] of Object.entries(localStorage))
        if (key.includes("exercise "))
            localStorage[key] = JSON.stringify({...JSON.parse(kept), hash: "other", ...change})
}"""
#: Gives what one book keeps to another one.
MOVE = """() => {
    localStorage["exercise-progress:/two/"] = localStorage["exercise-progress:/one/"]
    delete localStorage["exercise-progress:/one/"]
}"""


def solve(page: Page) -> None:
    """Solve the last exercise of the first chapter."""
    answer(page, MEND, 'lastname = "Watney"')
    assert check(page, MEND) == "passed"


def solved(page: Page) -> list[str]:
    """Return what the front page says of each chapter, and of the book."""
    cells = page.locator('table[data-progress] td[data-role="solved"]').all_inner_texts()
    return [*cells, page.locator(".exercise-total").inner_text().partition(".")[0]]


def file_of(tmp_path: Path, content: Any) -> Path:
    """Return a file with some content; what is no text is written as JSON."""
    file = tmp_path / "progress.json"
    text = content if isinstance(content, str) else json.dumps(content)
    file.write_text(text, encoding="utf-8")
    return file


def load(page: Page, file: Path) -> str:
    """Load a file on the front page; return what is said of it."""
    line = page.locator(".exercise-board [role=status]")
    line.evaluate("line => (line.textContent = '')")
    with page.expect_file_chooser() as choosing:
        page.get_by_role("button", name="Load progress").click()
    choosing.value.set_files(file)
    expect(line).not_to_be_empty()
    return line.inner_text()


def test_unfinished_answers_are_there_at_the_next_visit(browser: Browser, small: str) -> None:
    """In each kind, until they are reset; nothing runs by itself."""
    with opened(browser, f"{small}/{CREW}") as (page, complaints):
        answer(page, MEND, MINE)
        answer(page, TYPE, "False\nLewis")
        backwards = list(reversed(lines(page, ORDER)))
        answer(page, ORDER, "\n".join(backwards))
        reload(page, complaints)
        assert code(page, MEND) == MINE
        assert lines(page, ORDER) == backwards
        inputs = exercise(page, TYPE).locator("input")
        assert [each.input_value() for each in inputs.all()] == ["False", "Lewis"]
        assert page.locator("body").get_attribute("data-live-status") == "off"
        for name in (MEND, TYPE, ORDER):
            press(page, name, "reset")
        reload(page, complaints)
        assert "session.get(Astronaut, 6).firstname" in code(page, MEND)
        assert lines(page, ORDER) == list(reversed(backwards))
        assert page.evaluate("Object.keys(localStorage).filter(k => /exercise /.test(k))") == []
        assert not complaints


def test_an_answer_outlives_a_change_of_the_book(browser: Browser, small: str) -> None:
    """It stays, and the page says so; lines that are others now are in their new order."""
    with opened(browser, f"{small}/{CREW}") as (page, complaints):
        answer(page, MEND, MINE)
        page.evaluate(AGE, {})
        reload(page, complaints)
        assert code(page, MEND) == MINE
        expect(note(page, MEND)).to_contain_text("The book has changed this exercise since")
        press(page, MEND, "reset")
        first = lines(page, ORDER)
        answer(page, ORDER, "\n".join(reversed(first)))
        page.evaluate(AGE, {"source": "old()\nlines()"})
        reload(page, complaints)
        assert lines(page, ORDER) == first
        expect(note(page, ORDER)).to_contain_text("The book has changed the lines")
        assert not complaints


def test_progress_is_told_per_chapter_and_for_the_book(browser: Browser, small: str) -> None:
    """On the front page and in the chapter; at the next visit too."""
    with opened(browser, f"{small}/{CREW}") as (page, complaints):
        expect(page.locator(".exercise-count")).to_have_text("0 of 5 solved")
        solve(page)
        expect(page.locator(".exercise-count")).to_have_text("1 of 5 solved")
        reload(page, complaints)
        page.wait_for_selector(f'[data-exercise="{MEND}"][data-state="passed"]')
        page.goto(f"{small}/{INDEX}")
        page.wait_for_selector(".exercise-board")
        assert solved(page) == [
            *("1 of 5 solved", "0 of 1 solved"),
            "1 of the book's 6 exercises are solved",
        ]
        bar = page.get_by_role("progressbar", name="Exercises solved")
        assert bar.evaluate("bar => [bar.value, bar.max]") == [1, 6]
        assert not [each for each in complaints if not each.startswith("failed: ")]


def test_two_tabs_add_up(browser: Browser, small: str) -> None:
    """What one solves, the other shows at once, and neither overwrites the other."""
    with opened(browser, f"{small}/{CREW}") as (page, complaints):
        other = page.context.new_page()
        other.goto(f"{small}/{ROVER}")
        front = page.context.new_page()
        front.goto(f"{small}/{INDEX}")
        front.wait_for_selector(".exercise-board")
        solve(page)
        expect(front.locator(".exercise-total")).to_contain_text("1 of the book's 6")
        answer(other, WHEELS, "wheels = 10")
        assert check(other, WHEELS) == "passed"
        expect(front.locator(".exercise-total")).to_contain_text("2 of the book's 6")
        assert sorted(page.evaluate(PROGRESS)) == ["crew/a-typo", "rover/wheels"]
        assert not complaints


def test_two_books_at_one_host_do_not_mix(browser: Browser, small_book: Build) -> None:
    """The same book under two prefixes."""
    one = hosted(small_book.site, "/one/")
    with one as address, opened(browser, f"{address}/{CREW}") as (page, complaints):
        solve(page)
        page.evaluate(MOVE)
        reload(page, complaints)
        assert state(page, MEND) == "todo"
        assert not complaints


def test_progress_is_saved_to_a_file_and_loaded(
    browser: Browser, small: str, tmp_path: Path
) -> None:
    """With the name of the learner, where one is told; what is loaded is added."""
    kept = tmp_path / "kept.json"
    with opened(browser, f"{small}/{CREW}") as (page, complaints):
        solve(page)
        page.goto(f"{small}/{INDEX}")
        page.get_by_label("Your name").fill("Beth Johanssen")
        with page.expect_download() as downloading:
            page.get_by_role("button", name="Save progress").click()
        assert downloading.value.suggested_filename == "session-progress-beth-johanssen.json"
        downloading.value.save_as(kept)
        data = json.loads(kept.read_text(encoding="utf-8"))
        assert data.pop("saved").endswith("Z")
        assert data == {
            **{"format": 1, "book": "The SQLAlchemy Session", "who": "Beth Johanssen"},
            "exercises": {"crew/a-typo": PASSED},
        }
        page.reload()
        assert page.get_by_label("Your name").input_value() == "Beth Johanssen"
        assert not [each for each in complaints if not each.startswith("failed: ")]
    with opened(browser, f"{small}/{ROVER}") as (page, complaints):
        answer(page, WHEELS, "wheels = 10")
        assert check(page, WHEELS) == "passed"
        page.goto(f"{small}/{INDEX}")
        assert load(page, kept) == "Loaded what Beth Johanssen has solved: 1 more than before."
        assert solved(page)[-1] == "2 of the book's 6 exercises are solved"
        assert load(page, kept).endswith(": no more than before.")
        assert not [each for each in complaints if not each.startswith("failed: ")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "This is not a file with progress. Nothing is changed."),
        ({"exercises": []}, "This is not a file with progress. Nothing is changed."),
        ({"format": 1, "book": "Another", "exercises": {}}, "This file tells of another book."),
        ("x" * 2_000_000, "This is not a file with progress. Nothing is changed."),
    ],
    ids=["empty", "other", "other book", "large"],
)
def test_a_file_that_is_no_such_thing(
    content: Any, words: str, browser: Browser, small: str, tmp_path: Path
) -> None:
    """A sentence says so, and nothing changes."""
    with started(browser, f"{small}/{INDEX}") as (page, complaints):
        page.wait_for_selector(".exercise-board")
        assert load(page, file_of(tmp_path, content)).startswith(words)
        assert page.evaluate(PROGRESS) == {}
        assert not complaints


def test_all_is_forgotten_when_it_is_said_twice(
    browser: Browser, small: str, tmp_path: Path
) -> None:
    """Not by one press."""
    file = {"format": 1, "book": "The SQLAlchemy Session", "exercises": {"crew/where": PASSED}}
    with started(browser, f"{small}/{INDEX}") as (page, complaints):
        load(page, file_of(tmp_path, file))
        forget = page.get_by_role("button", name="Forget it: the progress")
        forget.click()
        page.get_by_role("button", name="Keep it").click()
        assert solved(page)[0] == "1 of 5 solved"
        forget.click()
        page.locator(".exercise-offer").get_by_role("button", name="Forget it", exact=True).click()
        assert solved(page)[0] == "0 of 5 solved"
        assert page.evaluate(PROGRESS) == {}
        assert not complaints


def test_a_browser_that_keeps_nothing(browser: Browser, small: str) -> None:
    """Exercises are solved all the same; the next page knows nothing of it."""
    context = browser.new_context()
    context.add_init_script(FORGETFUL)
    page = context.new_page()
    page.goto(f"{small}/{CREW}")
    page.wait_for_selector("[data-exercise][data-live]")
    page.set_default_timeout(PATIENCE)
    solve(page)
    expect(page.locator(".exercise-count")).to_have_text("1 of 5 solved")
    assert state(page, MEND) == "passed"
    context.close()
