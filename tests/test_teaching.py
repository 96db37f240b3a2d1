"""Promise: the teacher's plans name what exists, and the table is what the command prints."""

import re
from textwrap import dedent

import pytest

import book
from exercises import exercises_of
from exercises.__main__ import main

PAGE = book.read("chapters/teaching.rst")
TITLES = {
    page: {each.title for each in exercises_of(book.read(f"chapters/{page}.rst"), page)}
    for page in sorted(set(re.findall(r":doc:`([\w-]+)`", PAGE)))
}
#: A plan's row: when, what is read, which exercises.
ROW = re.compile(
    r"^   \* - (\S+)\n     - (.*?)\n     -(.*?)\n(?=   \* -|\n)", re.MULTILINE | re.DOTALL
)
ROWS = [found for found in ROW.findall(PAGE) if found[0] != "From"]


def titles(text: str) -> list[str]:
    """Return what is written in italics, on one line each."""
    return [" ".join(title.split()) for title in re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", text)]


@pytest.mark.parametrize(("begins", "what", "exercises"), ROWS, ids=[row[0] for row in ROWS])
def test_a_row_names_exercises_of_its_chapters(begins: str, what: str, exercises: str) -> None:
    """A title that an author has changed has to change here too."""
    there = set().union(*(TITLES[page] for page in re.findall(r":doc:`([\w-]+)`", what)))
    assert set(titles(exercises)) <= there


def test_the_plans_have_rows_in_order() -> None:
    """Three tables, each of which ends, and nobody is sent back in time."""
    plans, now = [], -1
    for begins, what, _ in ROWS:
        hours, minutes = map(int, begins.split(":"))
        plans += [begins] if now < 0 else []
        assert hours * 60 + minutes > now, begins
        now = -1 if what == "End" else hours * 60 + minutes
    assert plans == ["0:00", "9:00", "9:00"]


def test_what_is_shown_of_a_chapter_are_its_sections() -> None:
    """A heading that an author has changed has to change here too; so has a time."""
    items = re.findall(
        r"^- :doc:`([\w-]+)`, exercises from (\d:\d\d): (.*?)\n(?=- |\n)",
        PAGE,
        re.MULTILINE | re.DOTALL,
    )
    half = [row for row in ROWS[: [row[1] for row in ROWS].index("End")] if ":doc:" in row[1]]
    assert len(items) == 4
    for page, begins, shown in items:
        text = book.read(f"chapters/{page}.rst").replace("``", "")
        headings = set(re.findall(r"^(.+)\n[-~]{3,}$", text, re.MULTILINE))
        assert set(titles(shown)) <= headings, page
        at = next(i for i, row in enumerate(half) if f":doc:`{page}`" in row[1])
        later = next(row[0] for row in ROWS if clock(row[0]) > clock(half[at][0]))
        assert clock(half[at][0]) < clock(begins) < clock(later)


def clock(said: str) -> int:
    """Return the minutes of "1:30"."""
    hours, minutes = map(int, said.split(":"))
    return hours * 60 + minutes


def test_other_courses_are_made_of_exercises_that_exist() -> None:
    """What is taken in place of something else is named below the tables."""
    instead = re.search(r"^A class with old code.*?\n\n", PAGE, re.MULTILINE | re.DOTALL)
    assert instead
    assert set(titles(instead[0])) <= set().union(*TITLES.values())


def test_the_table_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    """Three learners' files make the table of the page, but for its last line."""
    files = sorted((book.ROOT / "tests/progress").glob("*.json"))
    assert main(["report", *map(str, files)]) == 0
    printed = capsys.readouterr().out.rpartition("\nNobody has begun")[0]
    shown = re.search(r"report class/\*\.json\n(.*?)\n   \.\.\.\n", PAGE, re.DOTALL)
    assert shown
    assert dedent(shown[1]).strip("\n") == printed.strip("\n"), f"Put this there:\n{printed}"
