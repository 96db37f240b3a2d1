"""Promise: the session panel shows what is there now, marks what moved, and changes nothing."""

import asyncio
import contextlib
import gc
import re
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import scoped_session, sessionmaker
from sqlalchemy.pool import NullPool

from astronauts import Astronaut, Mission, create_database
from panelling import lanes, part, recorder_on, rows, run
from recorder import Recorder, panel_html
from recorder.values import engine_name
from test_recorder_html import read

pytestmark = pytest.mark.databases("sqlite", "postgresql", "mariadb")


@pytest.fixture
def page(engine: Engine) -> Iterator[Recorder]:
    """Return a recorder with the names that a page usually has."""
    with recorder_on(engine) as recorder:
        yield recorder


def test_nothing_yet() -> None:
    """Before there is an engine, a Session or an object, a line says what will be here."""
    with Recorder({}, "page.rst") as recorder:
        assert read(run(recorder, "one = 1")).startswith("Nothing to show yet.")


def test_objects_stand_in_their_states(page: Recorder) -> None:
    """Each of the five states; what moved says whence, and leaves a trace; what stayed does not."""
    html = run(page, "ares = Mission(name='Ares V')", "session.add(Mission(name='Ares VI'))")
    assert lanes(html)["transient"] == ["ares Mission new"]
    assert lanes(run(page, "None"))["transient"] == ["ares Mission"]
    assert lanes(run(page, "session.add(ares)")) == {
        "transient": ["ares → pending"],
        "pending": ["ares Mission from transient"],
        **{"persistent": [], "deleted": [], "detached": []},
    }
    assert lanes(run(page, "session.flush()"))["persistent"] == ["ares Mission 4 from pending"]
    html = run(page, "session.delete(ares)", "session.flush()")
    assert lanes(html)["deleted"] == ["ares Mission 4 from persistent"]
    assert lanes(html)["persistent"] == ["ares → deleted"]
    html = run(page, "session.rollback()", "mark = session.get(Astronaut, 6)", "session.close()")
    assert lanes(html)["transient"] == ["ares Mission from deleted via detached"]
    assert lanes(html)["detached"] == ["ares → transient", "mark Astronaut 6 from persistent"]
    assert "No longer named: ares." in run(page, "del ares")


def test_a_way_is_told_whole(page: Recorder) -> None:
    """An object that goes through several states in one block says through which."""
    run(page, "ares = Mission(name='Ares V')")
    html = run(page, "session.add(ares)", "session.commit()")
    assert lanes(html)["persistent"] == ["ares Mission 3 from transient via pending now expired"]
    assert lanes(html)["transient"] == ["ares → pending"]
    assert lanes(html)["pending"] == ["ares → persistent"]


def test_flags_and_names(page: Recorder) -> None:
    """Two names of one object are one entry; changes and expiry are said."""
    html = run(page, "mark = session.get(Astronaut, 6)", "same = mark", "mark.firstname = 'Marc'")
    assert lanes(html)["persistent"] == ["mark = same Astronaut 6 new changed: firstname"]
    html = run(page, "session.expire(mark)")
    assert lanes(html)["persistent"] == ["mark = same Astronaut 6 now expired"]
    html = run(page, "other = Session(engine)", "lewis = other.get(Astronaut, 1)")
    first, second = lanes(html)["persistent"]
    assert first == "mark = same Astronaut 6 expired in session"
    assert second == "lewis Astronaut 1 new in other"
    page.namespace["other"].close()


def test_sessions(page: Recorder) -> None:
    """What is new, dirty, deleted and held, by name where there is one; and the transaction."""
    words = read(part(run(page, "beth = session.get(Astronaut, 5)"), "sessions"))
    assert words == (
        "Sessions session Session in a transaction, connection 1"
        " new none dirty none deleted none identity map beth Astronaut 5"
    )
    html = run(
        page,
        "beth.born = None",
        "ares = Mission(name='Ares V')",
        "with session.no_autoflush: supply = session.get(Supply, 1)",
        "session.add_all([ares, Mission(name='Ares VI')]); session.delete(supply); del supply",
    )
    assert read(part(html, "sessions")).partition("connection 1 ")[2] == (
        "new ares Mission , Mission dirty beth Astronaut 5 deleted Supply 1"
        " identity map beth Astronaut 5 , Supply 1"
    )
    html = run(page, "savepoint = session.begin_nested()")
    assert "in a savepoint, connection 1 changed" in read(html)
    assert "in 2 savepoints" in read(run(page, "inner = session.begin_nested()"))
    assert "no transaction ended" in read(run(page, "session.rollback()"))


def test_a_failed_flush_is_said(page: Recorder) -> None:
    """A Session that waits for ``rollback()`` says so: this is where people are stuck."""
    page.namespace["contextlib"] = contextlib
    page.namespace["mission"] = Mission(name="Ares III")
    page.namespace["session"].add(page.namespace["mission"])
    html = run(page, "with contextlib.suppress(Exception): session.flush()")
    assert "failed, and waits for rollback()" in read(part(html, "sessions"))


def test_the_pool(page: Recorder) -> None:
    """Checked out and idle, in a transaction or not, and who has what."""
    words = read(part(run(page, "other = Session(engine)", "None"), "pool"))
    name = engine_name(page.namespace["engine"])
    assert f"engine ({name}) QueuePool 1 idle, room for 4 more" in words
    run(page, "one = session.get(Supply, 1)", "two = other.get(Supply, 1)")
    html = run(page, "bare = engine.connect()", "other.rollback()")
    assert "2 checked out, 1 in a transaction, 1 idle, room for 2 more" in read(html)
    assert re.findall(r'class="place-(\w+)"', html) == ["open", "out", "idle", "free", "free"]
    html = run(page, "one.quantity = 1; session.flush()")
    assert "connection 1, session: in a transaction, has written" in read(part(html, "pool"))
    page.namespace["bare"].close()


def test_a_private_memory_database(page: Recorder) -> None:
    """What nobody else can read is shown as its own transaction sees it, or said to be hidden."""
    page.namespace |= {"plain": create_engine("sqlite://"), "text": text}
    words = read(run(page, "it = plain.connect()", "made = it.execute(text('create table t (n)'))"))
    assert "plain (sqlite in memory)" in words
    html = run(page, "made = it.execute(text('insert into t values (1)'))")
    assert list(rows(html, "t")) == ["it, connection 1"]
    page.namespace["it"].close()


def test_registry_and_async(page: Recorder, tmp_path: Path) -> None:
    """A ``scoped_session`` and an ``AsyncSession`` are shown as the Session behind them."""
    url = f"sqlite:///{tmp_path / 'crew.db'}"
    create_database(url).dispose()
    url = url.replace("sqlite", "sqlite+aiosqlite", 1)
    page.namespace["to_crew"] = engine = create_async_engine(url, poolclass=NullPool)

    async def look() -> str:
        async with AsyncSession(engine) as crew:
            page.namespace |= {"crew": crew, "mark": await crew.get(Astronaut, 6)}
            return panel_html(page)

    page.namespace["registry"] = registry = scoped_session(sessionmaker(page.namespace["engine"]))
    registry.get(Mission, 1)
    html = asyncio.run(look())
    words = read(part(html, "sessions"))
    assert "registry scoped_session in a transaction, connection" in words
    assert "crew AsyncSession in a transaction, connection" in words
    assert "mark Astronaut 6 new in crew" in lanes(html)["persistent"]
    assert "to_crew (sqlite crew.db) NullPool keeps no connection" in read(html)
    registry.remove()
    asyncio.run(engine.dispose())


def test_looking_changes_nothing(page: Recorder) -> None:
    """No SQL is heard, no connection taken, nothing refreshed, nothing kept alive."""
    engine = page.namespace["engine"]
    run(page, "mark = session.get(Astronaut, 6)", "session.get(Supply, 1).quantity = 1")
    run(page, "session.flush(); session.expire(mark)")
    heard: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *it: heard.append(it[2]))
    event.listen(engine, "checkout", lambda *it: heard.append("checkout"))
    expired = inspect(page.namespace["mark"]).expired_attributes
    html = panel_html(page)
    assert "mark Astronaut 6 expired" in lanes(html)["persistent"]
    assert inspect(page.namespace["mark"]).expired_attributes == expired
    assert heard == []
    ref = weakref.ref(page.namespace.pop("mark"))
    assert ref() is None
    page.namespace["second"] = second = create_database()
    panel_html(page)
    ref = weakref.ref(second)
    second.dispose()
    del second, page.namespace["second"]
    gc.collect()
    assert ref() is None
