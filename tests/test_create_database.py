"""Promise: a database is its engine's alone, shared by its threads, and gone when it is."""

import gc
import sqlite3
import weakref
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, create_engine, func, inspect, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from astronauts import Assignment, Astronaut, Supply, create_database


def count(engine: Engine, mapped: type = Astronaut) -> int:
    """Return how many rows of a class are committed."""
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(mapped)) or 0


def newcomer(number: int = 7) -> Astronaut:
    """Return an astronaut who is not in the seeded database."""
    return Astronaut(id=number, firstname="Mindy", lastname="Park", born=None)


def test_two_databases_share_nothing(engine: Engine) -> None:
    """What is committed in one is not in the other."""
    other = create_database()
    with Session(other) as session, session.begin():
        session.add(newcomer())
    assert (count(other), count(engine)) == (7, 6)
    other.dispose()
    assert count(engine) == 6


def test_threads_share_one_database(engine: Engine) -> None:
    """Four threads read at once, each on a connection of its own, and see the same rows."""
    together = Barrier(4, timeout=10)
    seen: list[tuple[int, int]] = []

    def read() -> None:
        with engine.connect() as connection:
            together.wait()  # all four hold a connection now
            rows = connection.execute(text("SELECT * FROM astronauts")).all()
            seen.append((id(connection.connection.dbapi_connection), len(rows)))
            together.wait()

    threads = [Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({connection for connection, _ in seen}) == 4
    assert [rows for _, rows in seen] == [6, 6, 6, 6]


def test_a_commit_in_one_thread_is_seen_in_another(engine: Engine) -> None:
    """Connections share the database, so a committed row is everybody's."""

    def add() -> None:
        with Session(engine) as session, session.begin():
            session.add(newcomer())

    thread = Thread(target=add)
    thread.start()
    thread.join()
    assert count(engine) == 7


def test_locks_are_real() -> None:
    """While one connection has written and not committed, another is refused, then let in."""
    engine = create_database(connect_args={"timeout": 0})
    with Session(engine) as first, Session(engine) as second:
        first.add(newcomer(7))
        first.flush()
        second.add(newcomer(8))
        with pytest.raises(OperationalError, match="database is locked"):
            second.flush()
        second.rollback()
        first.commit()
        second.add(newcomer(8))
        second.commit()
    assert count(engine) == 8
    engine.dispose()


def test_a_released_savepoint_is_rolled_back_with_its_transaction(engine: Engine) -> None:
    """The sqlite3 module alone would keep the row: that is the defect which is mended."""
    with Session(engine) as session:
        with session.begin_nested():
            session.add(newcomer())
        session.rollback()
    assert count(engine) == 6


def test_a_savepoint_rolls_back_alone(engine: Engine) -> None:
    """What came before and after a savepoint that failed is committed."""
    with Session(engine) as session, session.begin():
        session.add(newcomer(7))
        session.flush()
        savepoint = session.begin_nested()
        session.add(newcomer(8))
        session.flush()
        savepoint.rollback()
        session.add(newcomer(9))
    with Session(engine) as session:
        assert session.scalars(select(Astronaut.id)).all() == [1, 2, 3, 4, 5, 6, 7, 9]


@pytest.mark.parametrize("by", ["engine", "connection", "create_engine"])
def test_autocommit_commits(by: str) -> None:
    """At the AUTOCOMMIT level nothing begins a transaction, and a rollback undoes nothing."""
    options = {"isolation_level": "AUTOCOMMIT"}
    engine = create_database(**options) if by == "create_engine" else create_database()
    user = engine.execution_options(**options) if by == "engine" else engine
    with user.connect() as connection:
        if by == "connection":
            connection = connection.execution_options(**options)
        connection.execute(text("DELETE FROM assignments"))
        assert not connection.connection.dbapi_connection.in_transaction
        connection.rollback()
    assert count(engine, Assignment) == 0
    with engine.connect() as connection:  # and the next one, of the same pool, is as before
        connection.execute(text("DELETE FROM supplies"))
        connection.rollback()
    assert count(engine, Supply) == (0 if by == "create_engine" else 4)
    engine.dispose()


def test_disposal_frees_the_database(engine: Engine) -> None:
    """The database is gone with its engine: its URL opens an empty one."""
    url = engine.url
    assert inspect(create_engine(url, poolclass=NullPool)).get_table_names() != []
    engine.dispose()
    assert inspect(create_engine(url, poolclass=NullPool)).get_table_names() == []


def test_garbage_collection_frees_the_database() -> None:
    """An engine that nobody holds any more takes its database along."""
    engine = create_database()
    url, gone = engine.url, weakref.ref(engine)
    del engine
    gc.collect()
    assert gone() is None
    assert inspect(create_engine(url, poolclass=NullPool)).get_table_names() == []


def test_a_file(tmp_path: Path) -> None:
    """With a URL the database is made there, stays there, and has the same manners."""
    url = f"sqlite:///{tmp_path / 'astronauts.db'}"
    engine = create_database(url)
    with Session(engine) as session:
        with session.begin_nested():
            session.add(newcomer())
        session.rollback()
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), engine.begin() as connection:
        connection.execute(text("DELETE FROM astronauts WHERE id = 6"))
    engine.dispose()
    reopened = create_engine(url)
    assert count(reopened) == 6
    reopened.dispose()


def test_tables_that_are_there_are_left_alone(tmp_path: Path) -> None:
    """It refuses to seed a database that has one of the tables, and changes nothing in it."""
    path = tmp_path / "mine.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE missions (mine TEXT)")
        connection.execute("INSERT INTO missions VALUES ('precious')")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(RuntimeError, match="already has a table 'missions'; nothing in it was"):
        create_database(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_options_are_passed_on(capsys: pytest.CaptureFixture[str]) -> None:
    """What create_engine() takes, create_database() takes, and may keep its own defaults."""
    options = {"pool_size": 2, "max_overflow": 0, "connect_args": {"timeout": 7}, "echo": True}
    engine = create_database(**options)
    assert "INSERT INTO astronauts" in capsys.readouterr().out
    assert options["connect_args"] == {"timeout": 7}
    assert engine.pool.size() == 2
    with engine.connect() as connection:
        waits = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
        assert waits == 7000
        Thread(target=connection.exec_driver_sql, args=["SELECT 1"]).run()
    engine.dispose()


def test_an_old_sqlite_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database in memory that connections share needs SQLite 3.36; the message has a way out."""
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 35, 5))
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.35.5")
    with pytest.raises(RuntimeError, match=r"needs SQLite 3\.36 or newer.*3\.35\.5.*sqlite:///"):
        create_database()


def test_a_refused_commit_leaves_nothing_behind(tmp_path: Path) -> None:
    """A COMMIT fails while another reads; once that one is done, the next one finds no trace."""
    engine = create_database(f"sqlite:///{tmp_path / 'ares.db'}", connect_args={"timeout": 0})
    reader = Session(engine)
    assert reader.get(Astronaut, 1)
    with Session(engine) as session:
        session.add(newcomer())
        with pytest.raises(OperationalError, match="database is locked"):
            session.commit()
    reader.close()
    assert count(engine) == 6
    with Session(engine) as session:
        session.add(newcomer())
        session.commit()
    assert count(engine) == 7
    engine.dispose()
