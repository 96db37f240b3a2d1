"""Promise: an exercise's file is a true check by itself, and nobody loses what they wrote in it."""

import ast
import doctest
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from doctested import doctested
from exercises import Exercise, check
from exercises.book import Book, short
from exercises.files import Unreadable, answer_of, given_changed, text_of
from exercises.processes import check_all
from learning import Desk

EXERCISES = Book().exercises


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return a small book, with its exercises written as files."""
    desk = Desk(tmp_path)
    assert desk.do("write") == 0
    return desk


def small(desk: Desk, name: str) -> Exercise:
    """Return an exercise of the small book."""
    return desk.book.find(name)[0]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.key)
@pytest.mark.parametrize("solved", [False, True], ids=["starter", "solution"])
def test_the_book_and_doctest_say_the_same(
    exercise: Exercise, solved: bool, tmp_path: Path
) -> None:
    """What the file begins with fails, and with the solution in it it passes, in both ways."""
    text = text_of(exercise, solved=solved)
    [outcome] = check_all([answer_of(exercise, text)])
    assert outcome.verdict.passed is solved, outcome.verdict
    file = tmp_path / f"{short(exercise)}.py"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    said = doctested(file)
    assert (said == "") is solved, said


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.key)
def test_a_file_says_all_in_plain_words(exercise: Exercise) -> None:
    """The task stands in the docstring, without the pages' markup, and fits into an editor."""
    text = text_of(exercise, solved=True)
    docstring = ast.get_docstring(ast.parse(text), clean=False)
    prose = [part for part in doctest.DocTestParser().parse(docstring) if isinstance(part, str)]
    assert "``" not in "".join(prose)
    assert ":`" not in "".join(prose)
    lines = [line for part in prose for line in part.splitlines() if not line.startswith("    ")]
    assert max(map(len, lines)) <= 88
    assert f".venv/bin/python -m exercises {short(exercise)}\n" in docstring
    assert text_of(exercise, solved=True) == text


def test_no_file_stands_in_the_way_of_a_module() -> None:
    """Doctest imports a file by its name: ``queue`` would be the standard library's."""
    names = [short(each).rpartition("/")[2] for each in EXERCISES]
    assert all(name.isidentifier() for name in names)
    assert not {*names} & {*sys.stdlib_module_names, "sqlalchemy", "astronauts", "exercises"}
    assert len({short(each) for each in EXERCISES}) == len(EXERCISES)


def test_a_file_of_the_small_book(desk: Desk) -> None:
    """The whole of it, as a learner sees it."""
    assert desk.file("supplies/all_or_nothing").read_text() == ALL_OR_NOTHING


def test_what_is_hard_to_write_down(desk: Desk) -> None:
    """Backslashes, quotes, names of modules, an error in what is given: all can be imported."""
    text = desk.file("annex/write_a_path").read_text()
    assert text.startswith('r"""Write a path\n')
    assert 'as `"Ares\\\\Hab"` has it' in text
    assert desk.file("supplies/queue_").exists()
    error = "Traceback (most recent call last):\n    ...\nZeroDivisionError: division by zero"
    for quotes in ("'''", '"""', "'''" + '"""', "'''" + '"""\\'):
        task = f"Mind {quotes} here."
        made = replace(small(desk, "annex"), task=task, given=f">>> 1 / 0\n{error}")
        exec(compile(text_of(made, solved=True), "file", "exec"), {})  # noqa: S102
        assert check(*answer_of(made, text_of(made, solved=True))).passed


def test_a_prediction_asks_in_its_docstring(desk: Desk) -> None:
    """Its program stands there with question marks, which the learner replaces."""
    file, mark = desk.file("crew/where_is_he_now"), small(desk, "where-is-he-now")
    assert ">>> before  # ?\n?\n>>> after  # ?\n?\n" in file.read_text()
    assert answer_of(mark, file.read_text())[1] == "?\n?"
    assert "Expected:\n    ?\nGot:\n    'pending'\n" in doctested(file)
    desk.edit("crew/where_is_he_now", "before  # ?\n?", "before  # ?\n'pending'")
    desk.edit("crew/where_is_he_now", "after  # ?\n?", "after  # ?\n'persistent'")
    assert answer_of(mark, file.read_text())[1] == "'pending'\n'persistent'"
    assert doctested(file) == ""
    desk.edit("crew/where_is_he_now", "before  # ?\n'pending'\n", "")
    with pytest.raises(Unreadable, match="not the book's any more"):
        answer_of(mark, file.read_text())
    with pytest.raises(Unreadable, match="This is not Python any more in line 1"):
        answer_of(mark, '"""')


def test_lines_out_of_order_are_announced(desk: Desk) -> None:
    """Such a file may be no Python yet; its head says so."""
    text = desk.file("crew/a_key_of_his_own").read_text()
    assert "may be no valid Python" in " ".join(text.split())
    assert "# Your part: these lines, in the right order.\n        return key\n" in text


def test_what_is_given_stays_given(desk: Desk) -> None:
    """The answer is what stands below the mark, in the lines that it has in the file."""
    exercise = small(desk, "all-or-nothing")
    text = text_of(exercise)
    same, answer = answer_of(exercise, text)
    assert same is exercise
    number = text.splitlines().index("def deliver(engine, amount):")
    assert answer.splitlines()[number] == "def deliver(engine, amount):"
    assert not any(answer.splitlines()[:number])
    assert not given_changed(exercise, text)
    assert given_changed(exercise, text.replace("def potatoes", "def tomatoes"))


def test_without_the_marks_the_file_is_the_answer(desk: Desk) -> None:
    """Who begins with an empty file writes the imports too."""
    exercise = small(desk, "all-or-nothing")
    solved = text_of(exercise, solved=True).replace("# Your part.\n", "").replace("# Given", "# ")
    other, answer = answer_of(exercise, solved)
    assert (other.given, answer) == ("", solved)
    assert check(other, answer).passed
    assert not check(*answer_of(exercise, solved.replace("from sqlalchemy import", "#"))).passed


def test_written_twice_nothing_changes(desk: Desk) -> None:
    """No file is touched, and none is left half written."""
    files = {path: path.stat().st_mtime_ns for path in desk.root.rglob("exercises/*/*")}
    assert len(files) == 5
    memory = desk.root / "exercises/.written.json"
    before = memory.read_bytes()
    assert desk.do("write") == 0
    assert "5 exercises in exercises/: 5 unchanged." in desk.said
    assert {path: path.stat().st_mtime_ns for path in desk.root.rglob("exercises/*/*")} == files
    assert memory.read_bytes() == before
    assert not [*desk.root.rglob("*.part")]


def test_a_changed_file_is_never_written_over(desk: Desk) -> None:
    """Also where the book has changed, or where it is not known any more what was written."""
    desk.edit("supplies/queue_", "names[0]", "sorted(names)[0]")
    desk.edit("chapters/supplies.rst", "first name in the alphabet", "name that sorts first")
    before = desk.file("supplies/queue_").read_text()
    assert desk.do("write") == 0
    assert "4 unchanged, 1 yours, left alone" in desk.said
    assert "The book has changed these" in desk.said
    assert "    exercises/supplies/queue_.py\n" in desk.said
    (desk.root / "exercises/.written.json").unlink()
    assert desk.do("write") == 0
    assert desk.file("supplies/queue_").read_text() == before
    desk.file("supplies/queue_").unlink()
    assert desk.do("write") == 0
    assert "1 new, 4 unchanged" in desk.said
    assert "name that sorts first" in desk.file("supplies/queue_").read_text()


def test_an_untouched_file_follows_the_book(desk: Desk) -> None:
    """An editor that only changed how lines end has changed nothing."""
    file = desk.file("supplies/queue_")
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    desk.edit("chapters/supplies.rst", "first name in the alphabet", "name that sorts first")
    assert desk.do("write") == 0
    assert "1 brought up to date, 4 unchanged" in desk.said
    assert "name that sorts first" in file.read_text()


def test_what_the_book_has_no_longer(desk: Desk) -> None:
    """An untouched file goes, and an empty folder too; what a learner wrote stays."""
    desk.answer("crew/a_key_of_his_own", "...\n")
    desk.file("annex/__pycache__/write_a_path").parent.mkdir()
    for page in ("annex", "crew"):
        (desk.root / f"chapters/{page}.rst").write_text("Nothing to do\n=============\n")
    assert desk.do("write") == 0
    assert "they are gone:\n    exercises/annex/write_a_path.py\n" in desk.said
    assert "so they stay:\n    exercises/crew/a_key_of_his_own.py\n" in desk.said
    assert not (desk.root / "exercises/annex").exists()
    assert [path.name for path in (desk.root / "exercises/crew").iterdir()] == [
        "a_key_of_his_own.py"
    ]


def test_the_order_is_the_books(desk: Desk) -> None:
    """As in the tables of contents; what is in none comes last."""
    assert desk.book.pages == ["supplies", "crew", "annex"]
    pages = [each.page for each in EXERCISES]
    assert pages.index("connecting") < pages.index("transactions") < pages.index("flight-recorder")


def test_an_exercise_that_cannot_be_read_is_named(desk: Desk) -> None:
    """Who writes a chapter sees where."""
    desk.edit("chapters/annex.rst", ":kind: mend", ":kind: knit")
    assert desk.do("list") == 2
    assert desk.complained.startswith("chapters/annex.rst:4: its kind is one of write, mend")


ALL_OR_NOTHING = '''\
"""All or nothing

Write `deliver(engine, amount)`, which takes potatoes from the Hab, brings them to the
Rover in one transaction, and saves it. `begin()` helps.

- It takes `amount` of them.
- It returns nothing.

Write your part at the end of this file, save it, and have it checked:

    .venv/bin/python -m exercises supplies/all_or_nothing
    .venv/bin/python -m exercises hint supplies/all_or_nothing
    .venv/bin/python -m doctest -f exercises/supplies/all_or_nothing.py

What is checked:

After a delivery of 50, the Rover has 50 potatoes:

>>> from exercises import watch
>>> engine = create_database()
>>> with watch() as seen:
...     deliver(engine, 50)
...
>>> with Session(engine) as session:
...     potatoes(session, "Rover").quantity
50

All of it was one transaction:

>>> seen.commits
1
>>> engine.dispose()
"""

# Given: it is there already.
from sqlalchemy import select
from sqlalchemy.orm import Session
from astronauts import Supply, create_database

def potatoes(session, place):
    return session.scalars(select(Supply).filter_by(place=place, item="potatoes")).one()

# Your part.
def deliver(engine, amount):
    with Session(engine) as session:
        ...
'''
