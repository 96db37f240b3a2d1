"""Promise: the saved progress of a class becomes one table, whatever lies between the files."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from learning import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return a small book."""
    return Desk(tmp_path)


def entry(state: str = "", tries: int = 1, hints: int = 0) -> dict[str, Any]:
    """Return what a progress file says of an exercise."""
    return {
        **({"state": state} if state else {}),
        "tries": tries,
        "hints": hints,
        "solution": False,
    }


def progress(desk: Desk, file: str, who: Any, saved: str = "", **exercises: Any) -> Path:
    """Write a progress file; the names have two underscores for a slash, and one for a dash."""
    path = desk.root / file
    path.parent.mkdir(exist_ok=True)
    data = {"format": 1, "book": "The SQLAlchemy Session", "who": who, "saved": saved}
    keys = {name.replace("__", "/").replace("_", "-"): each for name, each in exercises.items()}
    path.write_text(json.dumps({**data, "exercises": keys}), encoding="utf-8")
    return path


def rows(desk: Desk) -> list[dict[str, str]]:
    """Return the CSV that was printed."""
    return list(csv.DictReader(io.StringIO(desk.said)))


def test_the_table_has_a_row_for_each_learner(desk: Desk) -> None:
    """And a column for each chapter that somebody has begun, sorted by name."""
    watney = progress(
        desk, "w.json", "Mark Watney", supplies__queue=entry("passed", 2), crew__x=entry("passed")
    )
    beck = progress(
        desk,
        "b.json",
        "beck",
        supplies__queue=entry("failed", 4, 1),
        supplies__all_or_nothing=entry("passed"),
        crew__where_is_he_now=entry("passed"),
    )
    assert desk.do("report", watney, beck) == 0
    assert desk.said == (
        " 1  supplies\n"
        " 2  crew\n"
        "\n"
        "               1    2  all  tries  hints\n"
        "beck         1/2  1/2  2/5      6      1\n"
        "Mark Watney  1/2  0/2  1/5      2      0\n"
        "\n"
        "Nobody has begun: annex.\n"
    )
    assert desk.complained == f"{watney}: not in this copy of the book, so not counted: crew/x\n"


def test_the_csv_has_numbers_and_each_exercise(desk: Desk) -> None:
    """A cell "1/2" would become a date in a spreadsheet."""
    done = {"supplies__queue": entry("failed", 3, 1), "crew__a_key_of_his_own": entry("passed")}
    file = progress(desk, "w.json", "Mark", "2035-11-07T20:30:00.000Z", **done)
    assert desk.do("report", "--csv", file) == 0
    assert rows(desk) == [
        {
            "who": "Mark",
            "saved": "2035-11-07T20:30:00+00:00",
            "supplies (of 2)": "0",
            "crew (of 2)": "1",
            "annex (of 1)": "0",
            "all (of 5)": "1",
            "tries": "4",
            "hints": "1",
            "supplies/all-or-nothing": "",
            "supplies/queue": "failed",
            "crew/where-is-he-now": "",
            "crew/a-key-of-his-own": "passed",
            "annex/write-a-path": "",
        }
    ]


@pytest.mark.parametrize("said", ["class", "class/*.json", "class/*", "class/[bw].json"])
def test_a_folder_and_a_pattern_stand_for_their_files(said: str, desk: Desk) -> None:
    """On Windows no shell looks for the files; and a folder is the least to type."""
    for name in ("b", "w"):
        progress(desk, f"class/{name}.json", name.upper(), crew__x=entry("passed"))
    assert desk.do("report", "--csv", desk.root / said) == 0
    assert [row["who"] for row in rows(desk)] == ["B", "W"]


def test_a_file_may_be_called_like_a_pattern(desk: Desk) -> None:
    """What is there is meant, whatever its name; each file counts once."""
    odd = progress(desk, "class/w[1].json", "Watney")
    assert desk.do("report", "--csv", odd, desk.root / "class", desk.root / "class/w*") == 0
    assert [row["who"] for row in rows(desk)] == ["Watney"]


def test_a_folder_or_a_pattern_without_files_is_complained_of(desk: Desk) -> None:
    """The teacher has named another folder."""
    (desk.root / "class").mkdir()
    folder, pattern = desk.root / "class", desk.root / "class/*.json"
    assert desk.do("report", folder, pattern) == 1
    assert desk.complained == (
        f"{folder}: there is no .json file in it\n{pattern}: No such file or directory\n"
    )


@pytest.mark.parametrize("who", ["=1+1", "+1", "-1", "@SUM(A1)", " =1+1", "\t=1+1"])
def test_no_cell_is_a_formula(desk: Desk, who: str) -> None:
    """A learner may call themselves as they like; the teacher's spreadsheet shows it as text."""
    assert desk.do("report", "--csv", progress(desk, "w.json", who)) == 0
    assert [row["who"] for row in rows(desk)] == [f"'{who.strip()}"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("print('Hello')", "it is no JSON"),
        ("[" * 100_000, "it is no JSON"),
        ("[]", "it is no file with progress"),
        ('{"exercises": []}', "it is no file with progress"),
        ('{"exercises": {}, "format": 1, "book": "Another"}', "it tells of another book"),
        (
            '{"exercises": {}, "format": 2, "book": "The SQLAlchemy Session"}',
            "its format is another one than 1, which this book reads",
        ),
        (b"\xff\xfe", "it is no text"),
        (None, "No such file or directory"),
    ],
)
def test_another_file_is_named_and_the_others_count(
    desk: Desk, content: str | bytes | None, said: str
) -> None:
    """One line, exit status 1, and the table of the rest."""
    good, other = progress(desk, "good.json", "Mark"), desk.root / "other.json"
    if content is not None:
        other.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert desk.do("report", other, good) == 1
    assert desk.complained == f"{other}: {said}\n"
    assert "Mark  0/5      0      0\n" in desk.said
    assert desk.do("report", other) == 1
    assert desk.said == ""


def test_nonsense_inside_counts_for_nothing(desk: Desk) -> None:
    """As in the page: who edits their file by hand breaks no table."""
    strange = {
        "supplies__queue": {"state": "won", "tries": -3, "hints": "many"},
        "crew__where_is_he_now": ["passed"],
        "annex__write_a_path": {"state": ["passed"], "tries": True, "hints": 10**9},
        "\x1b[2J": entry("passed"),
    }
    file = progress(desk, "w.json", ["\x1b[31m", 1], "yesterday", **strange)
    assert desk.do("report", file) == 0
    assert "0/5      0      0\n" in desk.said
    assert "\x1b" not in desk.said + desk.complained


def test_of_two_files_of_one_learner_the_newer_counts(desk: Desk) -> None:
    """In whatever order they are named, and it is said."""
    old = progress(desk, "a.json", "Mark", "2035-11-07T20:30:00.000Z")
    new = progress(
        desk, "b.json", "mark ", "2035-11-07T22:00:00+01:00", annex__write_a_path=entry("passed")
    )
    for files in ([old, new], [new, old]):
        assert desk.do("report", "--csv", *files) == 0
        assert [row["all (of 5)"] for row in rows(desk)] == ["1"]
        assert desk.complained == f"mark: {new} counts, and not {old}, which is older\n"


def test_who_gives_no_name_goes_by_the_file(desk: Desk) -> None:
    """Files of one name in several folders are several learners."""
    files = [progress(desk, name, "") for name in ("beck.json", "a/session.json", "b/session.json")]
    assert desk.do("report", "--csv", *files, files[0]) == 0
    names = [row["who"] for row in rows(desk)]
    assert names == [str(files[1]), str(files[2]), "beck"]
    assert desk.complained == ""


def test_what_the_command_line_saves_it_can_report(desk: Desk) -> None:
    """From the first file to the table."""
    desk.do("write")
    desk.answer("supplies/queue_", "def first(names):\n    return sorted(names)[0]\n")
    desk.do()
    file = desk.root / "mark.json"
    desk.do("save", file, "--who", "Mark")
    assert desk.do("report", file) == 0
    assert "Mark  1/2  1/5      1      0\n" in desk.said
