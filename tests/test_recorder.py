"""Promise: the flight recorder notes what happened, all of it, and changes nothing by looking."""

import json
import os
import subprocess
import sys
import weakref
from pathlib import Path
from unittest.mock import MagicMock

import pytest
from sqlalchemy import Engine, event, inspect, text
from sqlalchemy.orm import Session

import book
import replaying
from astronauts import Astronaut, Mission, Supply, create_database
from recorder import (
    Record,
    Recorder,
    examples_of,
    panel_html,
    record,
    summary,
    to_html,
    to_text,
)

DATA = Path(__file__).parent / "flight"
START = {"__name__": "__main__"}
pytestmark = pytest.mark.databases("sqlite", "postgresql", "mariadb")


def run(source: str, name: str = "page.rst", **names: object) -> list[Record]:
    """Record examples that are written down here."""
    return record(examples_of(source, name), {**START, **names}, name)


def test_one_of_everything() -> None:
    """Each field of each record of the kitchen sink is what was looked at and found true.

    After a change that is meant, ``UPDATE_RECORDS=1 pytest tests/test_recorder.py`` writes the
    file anew; read its diff.
    """
    records = run((DATA / "kitchen-sink.rst").read_text(encoding="utf-8"), "kitchen-sink.rst")
    assert [each.line for each in records if not each.ok] == []
    now = [{k: v for k, v in each.as_dict().items() if v} for each in records if not each.empty]
    kept = DATA / "kitchen-sink.json"
    if os.environ.get("UPDATE_RECORDS"):
        kept.write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert now == json.loads(kept.read_text(encoding="utf-8"))


def test_records_survive_json() -> None:
    """What a process writes down, another reads back unchanged."""
    records = run((DATA / "kitchen-sink.rst").read_text(encoding="utf-8"))
    data = json.loads(json.dumps([each.as_dict() for each in records]))
    assert [Record.from_dict(each) for each in data] == records


@pytest.mark.parametrize("page", book.pages_here())
def test_a_page_does_the_same_when_it_is_recorded(page: str) -> None:
    """Each example prints and raises what it does without the recorder."""
    plainly, names = replaying.record(page)
    names.clear()
    recorded = run(book.read(page), page)
    assert [each.line for each in recorded if not each.ok] == []
    assert len(recorded) == len(plainly)
    for one, other in zip(plainly, recorded, strict=True):
        assert bool(one.raised) == bool(other.raised), one.place
        if not one.raised and not one.example.options:
            assert one.printed.replace("\n\n", "\n<BLANKLINE>\n") == other.got.replace(
                "\n\n", "\n<BLANKLINE>\n"
            ), one.place


def test_block_by_block_is_the_same() -> None:
    """Examples that come one at a time leave the records that they leave together."""
    source = (DATA / "kitchen-sink.rst").read_text(encoding="utf-8")
    examples = examples_of(source, "page.rst")
    with Recorder(dict(START), "page.rst") as recorder:
        singly = [each for example in examples for each in recorder.run([example])]
    assert singly == run(source)


def test_nothing_is_heard_afterwards(engine: Engine) -> None:
    """The listeners are gone when the recording is over."""
    records = run(">>> 1\n1\n")
    with Session(engine) as session:
        session.get(Astronaut, 6)
    assert records[0].empty


def test_no_object_is_kept_alive(engine: Engine) -> None:
    """What an example lets go is gone before the next one begins."""
    refs: list[weakref.ref[object]] = []
    session = Session(engine)
    records = run(
        ">>> mark = session.get(Astronaut, 6)\n"
        ">>> refs.append(weakref.ref(mark))\n"
        ">>> del mark\n"
        ">>> refs[0]() is None, len(session.identity_map)\n"
        "(True, 0)\n",
        session=session,
        Astronaut=Astronaut,
        refs=refs,
        weakref=weakref,
    )
    assert [each.ok for each in records] == [True] * 4
    session.close()


def test_expired_objects_stay_expired(engine: Engine) -> None:
    """Looking at an expired object reads nothing: the record says expired, and no SQL ran."""
    with Session(engine) as session:
        mark = session.get_one(Astronaut, 6)
        session.expire(mark)
        statements: list[str] = []
        event.listen(engine, "before_cursor_execute", lambda *it: statements.append(it[2]))
        (first,) = run(">>> name = mark\n", mark=mark, session=session)
        assert statements == []
        assert [(move.name, move.expired) for move in first.moves] == [("name", True)]
        assert inspect(mark).expired_attributes


@pytest.mark.databases("sqlite", reason="rows are read on SQLite only")
def test_rows_are_read_beside_the_pool(engine: Engine) -> None:
    """Neither the pool nor the example's listeners notice that rows are compared."""
    heard: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *it: heard.append(it[2].split()[0]))
    event.listen(engine, "checkout", lambda *it: heard.append("checkout"))
    with Session(engine) as session:
        records = run(
            ">>> supply = session.get(Supply, 1)\n"
            ">>> supply.quantity = 7\n"
            ">>> session.flush()\n"
            ">>> session.commit()\n",
            session=session,
            Supply=Supply,
        )
    assert heard == ["checkout", "BEGIN", "SELECT", "UPDATE"]
    flushed, committed = records[2].changes, records[3].changes
    assert [(each.where, each.after) for each in flushed] == [
        ("open", ["1", "'Hab'", "'potatoes'", "7"])
    ]
    assert [(each.where, each.before) for each in committed] == [
        ("committed", ["1", "'Hab'", "'potatoes'", "400"])
    ]


def test_a_writer_who_is_locked_out_takes_no_lock(tmp_path: Path) -> None:
    """Where an UPDATE failed nobody reads on its connection: that would hold up the other."""
    engine = create_database(f"sqlite:///{tmp_path / 'crew.db'}", connect_args={"timeout": 0})
    names = {"one": Session(engine), "two": Session(engine), "text": text}
    records = run(
        ">>> one.execute(text('UPDATE supplies SET quantity = 1')).rowcount\n4\n"
        ">>> try:\n...     two.execute(text('UPDATE supplies SET quantity = 2'))\n"
        "... except Exception:\n...     'locked'\n...\n'locked'\n"
        ">>> one.commit()\n>>> two.close()\n>>> one.close()\n",
        **names,
    )
    assert [each.ok for each in records] == [True] * 5
    engine.dispose()


def test_a_panel_of_anything() -> None:
    """Names may stand for what lies about itself, answers everything, or raises at a touch."""

    class Rude:
        __module__ = None  # type: ignore[assignment]

        def __getattribute__(self, name: str) -> object:
            raise RuntimeError(name)

        def __eq__(self, other: object) -> bool:
            raise RuntimeError

        __hash__ = None  # type: ignore[assignment]

    names = {"rude": Rude(), "mock": MagicMock(), "lies": MagicMock(spec=Session), "of": Session}
    with Recorder(names, "page.rst") as recorder:
        assert "Nothing to show yet" in panel_html(recorder)


def test_a_summary_says_the_main_thing(engine: Engine) -> None:
    """One line tells what ran and which way the objects went."""
    with Session(engine) as session:
        records = run(
            ">>> session.add(ares)\n>>> session.commit()\n",
            session=session,
            ares=Mission(name="Ares V"),
        )
    assert summary(records) == "BEGIN · 1 INSERT · COMMIT — ares: transient → pending → persistent"
    assert summary(run(">>> 1 + 1\n2\n")) == ""


def test_a_session_that_empties_says_so(engine: Engine) -> None:
    """After ``close()`` the record does not go on showing what the Session held before."""
    session = Session(engine)
    lines = ">>> mark = session.get(Astronaut, 6)\n>>> session.close()\n>>> mark.id\n6\n"
    records = run(lines, session=session, Astronaut=Astronaut)
    assert [[view.empty for view in each.sessions] for each in records] == [[False], [True], []]
    assert "empty, and in no transaction" in to_html(records)


def test_a_script_is_recorded_by_statement(tmp_path: Path) -> None:
    """A Python file needs no prompts; values are not shown, and the first error ends it."""
    source = "'''A script.'''\nanswer = 6 * 7\nprint(answer)\nanswer\n1 / 0\nprint('never')\n"
    records = run(source, "script.py")
    assert [each.got for each in records[:4]] == ["", "", "42\n", ""]
    assert records[4].raised == "ZeroDivisionError: division by zero"
    assert len(records) == 5


def recorder(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Call the recorder as a command."""
    return book.run("-m", "recorder", *arguments)


def test_the_command_prints_a_record() -> None:
    """``python -m recorder`` shows the same, without colours where there is no terminal."""
    done = recorder("chapters/transactions.rst")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert "└ COMMIT" in done.stdout
    source = book.read("chapters/transactions.rst")
    records = run(source, "transactions.rst")
    shown = to_text(each for each in records if not each.empty or each.raised)
    assert done.stdout == f"{shown}\n"
    assert "\x1b[32m" in recorder("--color", "always", "chapters/transactions.rst").stdout


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot be read"),
        ("Only words.\n", "has no statements, and no >>> examples"),
        (">>>1\n", "cannot be understood"),
    ],
)
def test_the_command_says_what_is_wrong(content: str | None, says: str, tmp_path: Path) -> None:
    """A file that is missing, empty or malformed gives one clear line."""
    path = tmp_path / "page.rst"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    done = recorder(str(path))
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_page_that_hangs_is_stopped(tmp_path: Path) -> None:
    """The message names the example that did not end."""
    path = tmp_path / "page.rst"
    path.write_text("Text.\n\n>>> 1\n1\n>>> while True: pass\n", encoding="utf-8")
    done = recorder("--limit", "0.5", str(path))
    assert done.returncode == 124
    assert done.stderr == f"{path}:5: this example did not end within 0.5 seconds\n"


def test_the_recorder_needs_only_sqlalchemy() -> None:
    """It can be taken away: neither Sphinx nor the book's own modules are imported."""
    code = "import sys, recorder, recorder.__main__; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=book.ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert not {"sphinx", "docutils", "astronauts"} & set(done.stdout.split())
