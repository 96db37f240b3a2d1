"""Promise: astronauts.py holds the rows, the tables and the rules that the pages speak of."""

import ast
import doctest
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, inspect, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

import astronauts
import book
from astronauts import Assignment, Astronaut, Mission, Supply

ROWS = [
    (1, "Melissa", "Lewis", 805766400000),
    (2, "Rick", "Martinez", 822182400000),
    (3, "Alex", "Vogel", 784857600000),
    (4, "Chris", "Beck", 933552000000),
    (5, "Beth", "Johansen", 822182400000),
    (6, "Mark", "Watney", 781920000000),
]


def test_the_six_rows(engine: Engine) -> None:
    """The raw rows are those of the well-known example."""
    with Session(engine) as session:
        assert session.execute(text("SELECT * FROM astronauts")).all() == ROWS


def test_the_small_tables(engine: Engine) -> None:
    """Six people fly on Ares III, and the supplies lie where the lessons expect them."""
    with Session(engine) as session:
        ares_iii = session.get_one(Mission, 1)
        assert [seat.astronaut_id for seat in ares_iii.assignments] == [1, 2, 3, 4, 5, 6]
        assert [seat.role for seat in ares_iii.assignments][-1] == "botanist"
        assert [mission.name for mission in session.scalars(select(Mission))] == [
            "Ares III",
            "Ares IV",
        ]
        assert [(s.place, s.item, s.quantity) for s in session.scalars(select(Supply))] == [
            ("Hab", "potatoes", 400),
            ("Rover", "potatoes", 0),
            ("Hab", "filters", 12),
            ("Rover", "filters", 2),
        ]


@pytest.mark.parametrize(
    ("born", "stored"),
    [
        (date(1994, 10, 12), 781920000000),
        (date(1970, 1, 1), 0),
        (date(1969, 12, 31), -86400000),
        (date(1, 1, 1), -62135596800000),
        (date(9999, 12, 31), 253402214400000),
        (None, None),
    ],
)
def test_born_is_a_date(engine: Engine, born: date | None, stored: int | None) -> None:
    """A date in Python is milliseconds in the database, and can be compared there."""
    with Session(engine) as session, session.begin():
        session.add(Astronaut(id=7, firstname="Mindy", lastname="Park", born=born))
    with Session(engine) as session:
        assert session.scalar(text("SELECT born FROM astronauts WHERE id = 7")) == stored
        mindy = session.get_one(Astronaut, 7)
        assert mindy.born == born
        assert type(mindy.born) is type(born)
        assert mindy in session.scalars(select(Astronaut).where(Astronaut.born == born)).all()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (Supply(place="Hab", item="duct tape", quantity=-1), "CHECK constraint failed"),
        (Supply(place="Hab", item="potatoes", quantity=1), "UNIQUE constraint failed"),
        (Mission(name="Ares III"), "UNIQUE constraint failed"),
        (Assignment(astronaut_id=1, mission_id=99, role="ghost"), "FOREIGN KEY constraint failed"),
        (Astronaut(firstname="Nobody"), "NOT NULL constraint failed"),
    ],
    ids=["check", "unique pair", "unique", "foreign key", "not null"],
)
def test_constraints_count(engine: Engine, wrong: astronauts.Base, message: str) -> None:
    """The database itself refuses what must not be."""
    with Session(engine) as session:
        session.add(wrong)
        with pytest.raises(IntegrityError, match=message):
            session.commit()


def test_repr_runs_no_sql(engine: Engine) -> None:
    """Looking at an object shows what is loaded and loads nothing."""
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    with Session(engine) as session:
        mark, hab = session.get_one(Astronaut, 6), session.get_one(Supply, 1)
        seat = session.get_one(Assignment, (6, 1))
        assert list(map(repr, (mark, hab, seat))) == [
            "<Astronaut Mark Watney>",
            "<Supply Hab potatoes 400>",
            "<Assignment botanist>",
        ]
        session.expire_all()
        statements.clear()
        assert repr(mark) == "<Astronaut (not loaded)>"
        assert repr(Astronaut()) == "<Astronaut (not loaded)>"
        assert repr(Mission(name="Ares V")) == "<Mission Ares V>"
        assert statements == []
        assert "firstname" in inspect(mark).expired_attributes


def test_it_needs_sqlalchemy_alone() -> None:
    """The file imports SQLAlchemy and the standard library, nothing else."""
    tree = ast.parse(Path(astronauts.__file__).read_text(encoding="utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported - set(sys.stdlib_module_names) == {"sqlalchemy"}


def test_a_copy_elsewhere_works(tmp_path: Path) -> None:
    """A reader's copy, in a folder of its own, runs with warnings as errors."""
    (tmp_path / "astronauts.py").write_bytes(Path(astronauts.__file__).read_bytes())
    script = "from astronauts import create_database; create_database().dispose()"
    start = f"import sys; sys.path[0] = {str(tmp_path)!r}; {script}"
    done = book.run("-W", "error", "-c", start)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_its_docstring_tells_the_truth() -> None:
    """The example at the top of the file runs."""
    results = doctest.testmod(astronauts)
    assert results.attempted
    assert not results.failed
