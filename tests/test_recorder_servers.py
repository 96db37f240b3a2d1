"""Promise: on a server the recorder tells the same story, claims no rows, and waits for nobody."""

import json
import time
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from recorder import Record, examples_of, record, to_html
from test_recorder import DATA, START
from test_recorder_html import read

pytestmark = pytest.mark.databases("postgresql", "mariadb", reason="the others are about SQLite")


def run(source: str, **names: object) -> list[Record]:
    """Record examples that are written down here."""
    return record(examples_of(source, "page.rst"), {**START, **names}, "page.rst")


def story(each: dict[str, Any]) -> dict[str, Any]:
    """Return what of a record is the same on every database: all but SQL, rows and names."""
    steps = [(step["kind"], step["connection"]) for step in each.get("steps", [])]
    views = [(view["name"], view["new"], view["transaction"]) for view in each.get("sessions", [])]
    kept = {name: each.get(name, []) for name in ("open_before", "moves")}
    return {**kept, "steps": steps, "sessions": views, "raised": each.get("raised", "")}


def test_it_is_the_same_story(database: str) -> None:
    """The kitchen sink, from its first Session to where it goes over to an async driver."""
    source = (DATA / "kitchen-sink.rst").read_text(encoding="utf-8")
    first = source[: source.index("session = Session(engine)")].count("\n") + 1
    last = source[: source.index("sqlite+aiosqlite")].count("\n")
    source = "".join(source.splitlines(keepends=True)[:last])
    records = run(source)
    assert [each.line for each in records if not each.ok] == []
    kept = json.loads((DATA / "kitchen-sink.json").read_text(encoding="utf-8"))
    here = {each.line: story(each.as_dict()) for each in records}
    for each in kept:
        if first < each["line"] <= last:
            assert here[each["line"]] == story(each), f"line {each['line']}"


def test_rows_are_not_claimed(engine: Engine) -> None:
    """The first record says so, the others do not repeat it; the number of rows is the driver's."""
    with Session(engine) as session:
        records = run(
            ">>> made = session.execute(text('UPDATE supplies SET quantity = 1'))\n"
            ">>> session.commit()\n",
            session=session,
            text=text,
        )
    assert [step.rows for step in records[0].steps if step.kind == "statement"] == [4]
    assert [each.changes for each in records] == [[], []]
    assert records[0].note.startswith(f"Rows in {engine.dialect.name} ")
    assert records[0].note.endswith(" are not compared: that is done on SQLite only.")
    assert records[1].note == ""
    words = read(to_html(records))
    assert words.count("not compared") == 1
    assert " new:" not in words


def test_names_are_the_same_each_time(engine: Engine) -> None:
    """The random digits of a database's name are in no record, so that two runs can be compared."""
    with Session(engine) as session:
        records = run(">>> session.scalar(text('SELECT 1'))\n1\n", session=session, text=text)
    assert not [word for word in str(records).split() if "astronauts_" in word]


def test_looking_waits_for_no_lock(engine: Engine) -> None:
    """Between two examples nobody is asked for rows that a third one has locked."""
    lock = {
        "postgresql": "LOCK TABLE supplies IN ACCESS EXCLUSIVE MODE",
        "mariadb": "LOCK TABLES supplies WRITE",
    }
    with engine.connect() as holder, Session(engine) as session:
        holder.exec_driver_sql(lock[engine.dialect.name])
        begin = time.monotonic()
        records = run(
            ">>> session.scalar(text('SELECT 1'))\n1\n>>> session.commit()\n",
            session=session,
            text=text,
        )
        assert time.monotonic() - begin < 2
        if engine.dialect.name == "mariadb":
            holder.exec_driver_sql("UNLOCK TABLES")
    assert [each.ok for each in records] == [True, True]


def test_no_connection_is_added(engine: Engine) -> None:
    """Whoever counts the server's connections in an example counts none of the recorder's."""
    with Session(engine) as session:
        session.execute(text("UPDATE supplies SET quantity = 1"))
        heard: list[object] = []
        connect = engine.dialect.connect
        engine.dialect.connect = lambda *a, **k: heard.append(a) or connect(*a, **k)  # type: ignore
        run(">>> session.commit()\n>>> session.close()\n", session=session)
        assert heard == []
