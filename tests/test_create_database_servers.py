"""Promise: on a server a database is its engine's alone, and gone when it is, however it ends."""

import gc
import os
import re
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from threading import Barrier, Thread

import pytest
from sqlalchemy import URL, Engine, create_engine, func, inspect, make_url, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

import book
import servers
from astronauts import Astronaut, Mission, Supply, create_database

PLACES = {
    "postgresql": "SELECT nspname FROM pg_namespace",
    "mariadb": "SELECT schema_name FROM information_schema.schemata",
}
BROKEN = "unique|Duplicate|quantity_not_negative"
#: The end of a program that has made a database, and has a transaction open in it.
ENDS = {
    "its last line": "",
    "an exception": "1 / 0",
    "sys.exit()": "import sys; sys.exit(3)",
    "a thread that goes on": "import threading, time\n"
    "threading.Thread(target=time.sleep, args=[60], daemon=True).start()",
    "its last line, after that of a forked child": "session.close()\n"
    "import os, sys, gc\n"
    "if not os.fork():\n"
    "    engine.dispose(close=False); del session, engine; gc.collect(); sys.exit()\n"
    "os.wait()\n"
    "with engine.connect() as c: print(len(c.execute(select(Mission)).all()), flush=True)",
}


@pytest.fixture(params=servers.URLS)
def url(request: pytest.FixtureRequest) -> str:
    """Return the URL of each server that answers."""
    return servers.answering(request.param)


@pytest.fixture
def admin(url: str) -> Iterator[Engine]:
    """Return an engine that looks at the server from outside."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """Return an engine on a fresh database there."""
    engine = create_database(url)
    yield engine
    engine.dispose()


def run(engine: Engine, *statements: str) -> None:
    """Run statements."""
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def places(admin: Engine) -> set[str]:
    """Return the names of all schemas, or databases, of a server."""
    with admin.connect() as connection:
        return set(connection.scalars(text(PLACES[admin.dialect.name])))


def place(engine: Engine) -> str:
    """Return the name of the place that an engine has for itself."""
    found = re.search(r"astronauts_[0-9a-f]{32}", f"{engine.url.database} {engine.url.query}")
    assert found, engine.url
    return found[0]


def into(url: str, name: str) -> URL:
    """Return the URL of one place of a server."""
    there = make_url(url)
    if there.get_backend_name() == "postgresql":
        return there.update_query_dict({"options": f"-csearch_path={name}"})
    return there.set(database=name)


def rows(engine: Engine) -> dict[str, list[object]]:
    """Return all tables of a place with their rows."""
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        return {
            each: list(map(tuple, connection.exec_driver_sql(f"SELECT * FROM {each}")))  # noqa: S608
            for each in tables
        }


@pytest.mark.parametrize(
    "like", ["mars_{}", "astronauts_{}f", "astronauts_{:.31}", "astronauts_of_{:.29}"]
)
def test_what_was_there_is_unchanged(url: str, admin: Engine, like: str) -> None:
    """A table ``astronauts`` where the URL leads, and places whose names are nearly like ours."""
    name = like.format(uuid.uuid4().hex)
    run(admin, f"CREATE SCHEMA {name}")
    theirs = create_engine(into(url, name), isolation_level="AUTOCOMMIT")
    try:
        run(
            theirs,
            "CREATE TABLE astronauts (id INT, lastname VARCHAR(9))",
            "CREATE TABLE missions (mine VARCHAR(9))",
            "INSERT INTO astronauts VALUES (6, 'Armstrong')",
        )
        before = rows(theirs)
        assert before == {"astronauts": [(6, "Armstrong")], "missions": []}
        for _ in range(2):  # the second call looks for what the first has left
            engine = create_database(theirs.url)
            with Session(engine) as session, session.begin():
                session.delete(session.get_one(Astronaut, 6))
                session.add(Mission(name="Ares V"))
            engine.dispose()
            assert rows(theirs) == before
    finally:
        theirs.dispose()
        run(admin, f"DROP SCHEMA {name}" + (" CASCADE" if "postgresql" in url else ""))


def test_two_databases_share_nothing(url: str, engine: Engine) -> None:
    """What is committed in one is not in the other, and its end is not the other's."""
    other = create_database(url)
    with Session(other) as session, session.begin():
        session.add(Mission(name="Ares V"))
    assert place(other) != place(engine)
    assert [len(rows(each)["missions"]) for each in (other, engine)] == [3, 2]
    other.dispose()
    assert len(rows(engine)["missions"]) == 2


def test_the_url_leads_into_it(engine: Engine) -> None:
    """As that of the one in memory does: another engine finds the same rows."""
    other = create_engine(engine.url)
    assert rows(other) == rows(engine)
    assert set(rows(other)) == {"astronauts", "missions", "assignments", "supplies"}
    other.dispose()


def test_it_is_gone_when_disposed_of(engine: Engine, admin: Engine) -> None:
    """At once, and a second time does no harm."""
    assert place(engine) in places(admin)
    engine.dispose()
    assert place(engine) not in places(admin)
    engine.dispose()


def test_it_is_gone_when_nobody_holds_it(url: str, admin: Engine) -> None:
    """An engine that is garbage takes its database along."""
    engine = create_database(url)
    name = place(engine)
    assert name in places(admin)
    del engine
    gc.collect()
    assert name not in places(admin)


def test_an_open_transaction_goes_on_when_disposed_of(url: str, admin: Engine) -> None:
    """As in memory: a Session that works keeps its rows, and the database is dropped later."""
    engine = create_database(url)
    name = place(engine)
    with Session(engine) as session:
        session.add(Mission(name="Ares V"))
        session.flush()
        engine.dispose()
        assert session.get_one(Mission, 1).name == "Ares III"
        session.rollback()
    assert name in places(admin)
    del session, engine
    gc.collect()
    assert name not in places(admin)


def program(url: str, end: str) -> subprocess.Popen[str]:
    """Start a program with an open transaction in a database that it has made there."""
    source = (
        "from sqlalchemy import select\nfrom sqlalchemy.orm import Session\n"
        "from astronauts import Mission, create_database\n"
        f"engine = create_database({url!r})\nsession = Session(engine)\n"
        "session.add(Mission(name='Ares V')); session.flush()\n"
        f"print(engine.url.database, engine.url.query, flush=True)\n{end}\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", source],
        cwd=book.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("end", ENDS)
def test_it_is_gone_when_the_program_ends(url: str, admin: Engine, end: str) -> None:
    """Also with a Session that nobody closed; and nothing is said about that."""
    said, complained = program(url, ENDS[end]).communicate(timeout=60)
    name = re.search(r"astronauts_\w{32}", said)
    assert name, complained
    assert name[0] not in places(admin)
    last = "ZeroDivisionError: division by zero\n" if end == "an exception" else ""
    assert complained.count("Traceback") == bool(last)
    assert complained.endswith(last)
    assert bool(complained) == bool(last), complained
    if "fork" in end:  # the parent's lives on when a child of it ends
        assert said.splitlines()[1:] == ["2"]


def test_after_a_kill_the_next_call_drops_it(url: str, admin: Engine) -> None:
    """And only then: what belongs to a program that lives is nobody else's."""
    running = program(url, "input()")
    assert running.stdout
    found = re.search(r"astronauts_\w{32}", running.stdout.readline())
    assert found
    create_database(url).dispose()
    assert found[0] in places(admin)
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    for _ in range(50):  # the server notices it by itself, in its own time
        create_database(url).dispose()
        if found[0] not in places(admin):
            return
    pytest.fail(f"{found[0]} is left")


def test_threads_share_one_database(engine: Engine) -> None:
    """Four threads, each with a connection of its own; what one commits, the others see."""
    together, seen = Barrier(4, timeout=20), []

    def work(number: int) -> None:
        with Session(engine) as session:
            session.add(Mission(name=f"Ares {number}"))
            session.flush()
            together.wait()  # all four have written, and nobody has committed
            session.commit()
            together.wait()
            seen.append(session.scalar(select(func.count(Mission.id))))

    threads = [Thread(target=work, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [6, 6, 6, 6]


def test_transactions_savepoints_constraints(engine: Engine) -> None:
    """What is not committed is seen by nobody else; a savepoint rolls back alone."""
    with Session(engine) as session:
        session.add(Mission(name="Ares V"))
        session.flush()
        assert len(rows(engine)["missions"]) == 2
        for wrong in (
            Mission(name="Ares V"),
            Supply(place="Hab", item="air", quantity=-1),
            Mission(id=1, name="twice"),
        ):
            # PyMySQL has no IntegrityError for a CHECK.
            with pytest.raises(DBAPIError, match=BROKEN), session.begin_nested():
                session.add(wrong)
        session.commit()
    assert [row[1] for row in rows(engine)["missions"]] == ["Ares III", "Ares IV", "Ares V"]
    with pytest.raises(IntegrityError):
        run(engine, "DELETE FROM astronauts")


def test_options_are_passed_on(url: str) -> None:
    """What create_engine() takes, and what the driver takes."""
    options = {
        "pool_size": 2,
        "connect_args": {"connect_timeout": 7},
        "isolation_level": "AUTOCOMMIT",
    }
    engine = create_database(url, **options)
    assert engine.pool.size() == 2  # type: ignore[attr-defined]
    run(engine, "DELETE FROM assignments")
    assert rows(engine)["assignments"] == []
    engine.dispose()


def test_settings_of_postgresql_stand_beside_the_schema() -> None:
    """Its driver takes them in one string, as the schema is."""
    options = {"connect_args": {"options": "-c lock_timeout=1234"}}
    engine = create_database(servers.answering("postgresql"), **options)
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW lock_timeout")) == "1234ms"
    assert len(rows(engine)["astronauts"]) == 6
    engine.dispose()
