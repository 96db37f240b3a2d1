"""Promise: what the migration table says of older versions is what those versions say.

Its transcripts lie in chapters/on_1_4/ and chapters/on_2_0/, are shown from there, and are run here
on SQLAlchemy 1.4 and 2.0, in environments of their own. To write one, write what is typed, call
``nox -s legacy``, and take over what the report shows on the left.
"""

import json
import re
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine

import book
from astronauts import Base
from older import ON_1_4, ON_2_0, Older

PAGE = "chapters/migration-table.rst"
#: What SQLAlchemy 1.4 says to those who did not ask for its warnings: runs without the variable.
UNASKED = ON_1_4.first.with_name("unasked.txt")
OLDER = [ON_1_4, ON_2_0]
ALL = {(older.name, path.name): (older, path) for older in OLDER for path in older.transcripts}


@pytest.fixture(scope="session", autouse=True)
def installed() -> None:
    """Make both environments before the first test; fail once when that cannot be done."""
    for older in OLDER:
        try:
            older.python()
        except RuntimeError as error:
            pytest.fail(str(error), pytrace=False)


@cache
def said(older: Older) -> dict[str, str]:
    """Return what a version really says to its transcripts."""
    rows = [path for path in older.transcripts if path != UNASKED]
    replayed = older.replay(*rows, SQLALCHEMY_WARN_20="1")
    if older is ON_1_4:
        replayed |= {UNASKED.name: older.replay(UNASKED)[UNASKED.name]}
    return replayed


@pytest.mark.parametrize(("older", "transcript"), ALL.values(), ids=map("/".join, ALL))
def test_it_says_what_the_page_shows(older: Older, transcript: Path) -> None:
    """Output, exceptions and the texts of warnings are compared to the letter."""
    shown = transcript.read_text(encoding="utf-8")
    assert said(older)[transcript.name] == shown, "left: what it says; right: the transcript"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<Astronaut Mark Watney>", "<Astronaut Rick Martinez>"),
        ("The method is now available", "The method is not available"),
        ("LegacyAPIWarning", "RemovedIn20Warning"),
        (">>> session", ">>> # session"),
    ],
)
def test_a_wrong_transcript_is_noticed(right: str, wrong: str, tmp_path: Path) -> None:
    """What a transcript claims does not change what is said to it."""
    shown = ON_1_4.first.with_name("query-get.txt").read_text(encoding="utf-8")
    assert right in shown
    copy = tmp_path / "wrong.txt"
    copy.write_text(shown.replace(right, wrong), encoding="utf-8")
    replayed = ON_1_4.replay(copy, SQLALCHEMY_WARN_20="1")["wrong.txt"]
    assert replayed != copy.read_text(encoding="utf-8")


def test_the_page_shows_every_transcript_once() -> None:
    """None is missing, and none stands on the page a second time."""
    included = re.findall(r"^ *\.\. literalinclude:: (.+)/(.+)$", book.read(PAGE), re.MULTILINE)
    assert sorted(included) == sorted(ALL)


def test_the_table_of_rows_says_how_1_4_warns() -> None:
    """The second column names the warnings of the row's transcript, or says that there are none."""
    rows = re.findall(r"^   :ref:`.+? <migration-(.+)>` \| (.+?) \|", book.read(PAGE), re.MULTILINE)
    assert len(rows) == 29
    for name, column in rows:
        shown = ON_1_4.first.with_name(f"{name}.txt").read_text(encoding="utf-8")
        warned = re.findall(r"^(\w+Warning): ", shown, re.MULTILINE)
        assert column == (", ".join(dict.fromkeys(warned)) or "silent"), name


def test_both_databases_hold_the_same(engine: Engine) -> None:
    """What stands for astronauts.py on 1.4 has its tables, columns and rows."""
    program = """if True:
        import json
        from astronauts import Base, create_database
        with create_database().connect() as connection:
            print(json.dumps({
                table.name: [list(table.columns.keys()), *map(list, connection.exec_driver_sql(
                    f"SELECT * FROM {table.name} ORDER BY 1, 2"))]
                for table in Base.metadata.sorted_tables
            }))
    """
    there = json.loads(ON_1_4.run("-c", program))
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            rows = connection.exec_driver_sql(f"SELECT * FROM {table.name} ORDER BY 1, 2")  # noqa: S608
            assert there.pop(table.name) == [[*table.columns.keys()], *map(list, rows)]
    assert there == {}
