"""Promise: hints and solutions come when asked for; progress is saved as the page saves it."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import book
from learning import RIGHT, TWO_COMMITS, Desk

EVENING = datetime(2035, 11, 7, 20, 30, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return a small book, with its exercises written as files."""
    desk = Desk(tmp_path)
    assert desk.do("write") == 0
    return desk


def test_hints_come_one_by_one(desk: Desk) -> None:
    """The last one says so; all of them come on demand."""
    assert desk.do("hint", "all-or-nothing") == 0
    assert desk.said.startswith("Hint 1 of 2: What happens to changes that nobody commits when the")
    assert "The next one: .venv/bin/python -m exercises hint supplies/all_or_nothing" in desk.said
    for _ in range(2):
        assert desk.do("hint", "all-or-nothing") == 0
        assert desk.said.startswith("Hint 2 of 2: `session.begin()` is a context manager too")
        assert "That is the last one. The solution: .venv/bin/python -m exercises sol" in desk.said
    assert desk.do("hint", "all-or-nothing", "--all") == 0
    assert desk.said.count("Hint ") == 2


def test_the_solution_is_code_that_passes(desk: Desk) -> None:
    """A prediction's is the program with its outputs."""
    assert desk.do("solution", "all-or-nothing") == 0
    assert desk.said == RIGHT
    assert desk.do("solution", "where-is-he-now") == 0
    assert ">>> before  # ?\n'pending'\n" in desk.said


def test_the_list_names_all(desk: Desk) -> None:
    """With what was last found."""
    desk.answer("supplies/all_or_nothing", RIGHT)
    desk.do("supplies")
    assert desk.do("list") == 0
    assert desk.said.splitlines()[:3] == [
        "✓ supplies/all_or_nothing  All or nothing (write)",
        "✗ supplies/queue_          Queue (mend)",
        "· crew/where_is_he_now     Where is he now? (predict)",
    ]


def test_the_progress_is_saved_as_the_page_saves_it(desk: Desk) -> None:
    """A try is an answer, not a run; what was passed stays so; hints count the farthest one."""
    for answer in (TWO_COMMITS, TWO_COMMITS, RIGHT, RIGHT, TWO_COMMITS):
        desk.answer("supplies/all_or_nothing", answer)
        desk.do()
    desk.do("hint", "queue")
    desk.do("solution", "where-is-he-now")
    file = desk.root / "mark.json"
    assert desk.do("save", file, "--who", "Mark Watney", now=EVENING) == 0
    assert desk.said == f"{file}: 1 of 5 exercises pass.\n"
    fresh = {"tries": 0, "hints": 0, "solution": False}
    assert json.loads(file.read_text()) == {
        "format": 1,
        "book": "The SQLAlchemy Session",
        "who": "Mark Watney",
        "saved": "2035-11-07T20:30:00.000Z",
        "exercises": {
            "crew/where-is-he-now": {**fresh, "solution": True},
            "supplies/all-or-nothing": {"state": "passed", **fresh, "tries": 3},
            "supplies/queue": {**fresh, "hints": 1},
        },
    }
    assert desk.do("save", file, now=EVENING) == 0
    assert json.loads(file.read_text())["who"] == ""


def test_nothing_else_is_saved_over(desk: Desk) -> None:
    """A slip of the hand costs nobody a file."""
    before = desk.file("supplies/queue_").read_text()
    assert desk.do("save", desk.file("supplies/queue_")) == 2
    assert "is something else, and stays: it is no JSON." in desk.complained
    assert desk.file("supplies/queue_").read_text() == before
    (desk.root / "exercises/.progress.json").write_text("{")
    assert desk.do("list") == 2
    assert "Move it away to begin a new one." in desk.complained


def test_the_real_commands() -> None:
    """Those that the files name: the module, and its help."""
    said = book.run("-m", "exercises", "--help")
    assert said.returncode == 0
    for name in ("hint", "solution", "list", "save", "report", "write"):
        assert re.search(rf"^    {name} ", said.stdout, re.MULTILINE)
    wrong = book.run("-m", "exercises", "solution", "nothing-of-that-name")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)
    assert wrong.stderr.startswith("No exercise is called 'nothing-of-that-name'.")
