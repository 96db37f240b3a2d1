"""Promise: the session panel shows what is there now, marks what moved, and changes nothing."""

import asyncio
import contextlib
import gc
import re
import weakref
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session, scoped_session, sessionmaker
from sqlalchemy.pool import NullPool

from astronauts import Assignment, Astronaut, Mission, Supply, create_database
from recorder import Recorder, examples_of, panel_html
from recorder.model import STATES
from test_recorder_html import MARKUP, read

ALL, MINUS = "committed, for all to see", "\N{MINUS SIGN}"


@pytest.fixture
def page(engine: Engine) -> Iterator[Recorder]:
    """Return a recorder with the names that a page usually has."""
    with Session(engine) as session:
        names = {each.__name__: each for each in (Assignment, Astronaut, Mission, Supply, Session)}
        with Recorder({**names, "engine": engine, "session": session}, "page.rst") as recorder:
            yield recorder
            recorder.namespace.clear()


def run(recorder: Recorder, *lines: str) -> str:
    """Run lines as one block, and return the panel after it."""
    source = "".join(f">>> {line}\n" for line in lines)
    records = recorder.run(examples_of(source, "page.rst"))
    assert [each.got for each in records if not each.ok] == []
    return panel_html(recorder)


def part(html: str, kind: str) -> str:
    """Return one of the panel's four parts."""
    start = html.index(f'<div class="panel-part panel-{kind}"')
    end = html.find('<div class="panel-part', start + 1)
    return html[start : end if end > 0 else -len("</div>")]


def lanes(html: str) -> dict[str, list[str]]:
    """Return the words of each object in each lane, traces of those that left among them."""
    found = {}
    for state in STATES:
        start = html.index(f'<li data-state="{state}">')
        lane = html[start : html.index("</li><li data-state", start) if state != "detached" else -1]
        items = re.findall(r"<li(?: class=[^>]*)?(?: data-object=[^>]*)?><b>.*?</li>", lane)
        found[state] = [read(each) for each in items]
    return found


def rows(html: str, table: str) -> dict[str, list[str]]:
    """Return for each view of a table, by its caption, its rows as words with their kind."""
    start = html.index(f"<summary><b>{table}</b>")
    views = html[start : html.index("</details>", start)]
    found = {}
    for view in re.findall(r"<table.*?</table>", views):
        caption = re.findall(r"</span>([^<]*)</caption>", view)[0]
        found[unescape(caption)] = [
            f"{kind}: {read(cells)}"
            for kind, cells in re.findall(r'<tr class="row-(\w+)">(.*?)</tr>', view)
            if kind not in {"same", "others"}
        ]
    return found


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
    assert "engine (sqlite in memory) QueuePool 1 idle, room for 4 more" in words
    run(page, "one = session.get(Supply, 1)", "two = other.get(Supply, 1)")
    html = run(page, "bare = engine.connect()", "other.rollback()")
    assert "2 checked out, 1 in a transaction, 1 idle, room for 2 more" in read(html)
    assert re.findall(r'class="place-(\w+)"', html) == ["open", "out", "idle", "free", "free"]
    html = run(page, "one.quantity = 1; session.flush()")
    assert "connection 1, session: in a transaction, has written" in read(part(html, "pool"))
    page.namespace["bare"].close()


def test_open_rows_stand_beside_committed_ones(page: Recorder) -> None:
    """New, changed and gone, first for the open transaction alone, then for all, then unmarked."""
    run(page, "potatoes = session.get(Supply, 1)", "filters = session.get(Supply, 4)")
    html = run(
        page,
        "potatoes.quantity = 350",
        "session.delete(filters); session.add(Supply(place='Lab', item='<b>', quantity=1))",
        "session.flush()",
    )
    mine = ["changed: 1 Hab potatoes 350 ~ was 400", f"gone: 4 Rover filters 2 {MINUS} gone"]
    new = "new: 5 Lab <b> 1 + new"
    assert rows(html, "supplies") == {
        ALL: ["missing: no such row"],
        "session, connection 1": [*mine, new],
    }
    assert "1 new, 1 changed, 1 gone, not committed" in read(html)
    html = run(page, "session.commit()")
    assert rows(html, "supplies") == {ALL: [*mine, new]}
    assert "1 new, 1 changed, 1 gone, committed" in read(html)
    html = run(page, "None")
    assert rows(html, "supplies") == {ALL: []}
    folds = re.findall(r'data-panel-fold="[^"]* (\w+)"( open)?', html)
    assert [name for name, opened in folds if opened] == ["supplies"]
    assert len(folds) == 4


def test_several_columns_say_which(page: Recorder) -> None:
    """Where two values of a row changed, each is named with what it was; NULL is no word."""
    run(page, "mark = session.get(Astronaut, 6)", "mark.born = None", "mark.lastname = ''")
    html = run(page, "session.flush()")
    assert rows(html, "astronauts")["session, connection 1"] == [
        "changed: 6 Mark empty NULL ~ lastname was Watney, born was 781920000000"
    ]


def test_long_tables_are_cut(page: Recorder) -> None:
    """Of a longer table some rows are shown and the rest is a number; a very long one is named."""
    page.namespace["many"] = [Mission(name=f"Ares {number}") for number in range(3, 43)]
    run(page, "None")
    html = run(page, "session.add_all(many); session.commit()")
    assert "… and 18 more rows" in read(part(html, "tables"))
    page.namespace["many"] = [Mission(name=f"Ares {number}") for number in range(43, 300)]
    html = run(page, "session.add_all(many); session.commit()")
    assert "missions has more than 200 rows: they are not shown." in read(html)
    assert len(html) < 60_000


def test_two_engines_keep_their_places(page: Recorder) -> None:
    """Each engine has its pool and its tables under its name, in the order of their coming."""
    second = page.namespace["second"] = create_database()
    html = run(page, "there = Session(second)", "supply = there.get(Supply, 1)")
    for kind in ("pool", "tables"):
        words = read(part(html, kind))
        assert 0 < words.index("engine (sqlite in memory)") < words.index("second (sqlite in")
    html = run(page, "supply.quantity = 1; there.flush()")
    assert read(html).count("1 changed, not committed") == 1
    run(page, "there.close()")
    second.dispose()
    assert "The tables are gone" in read(run(page, "None"))
    assert part(run(page, "None"), "tables").count("panel-database") == 1
    assert "second" not in run(page, "del second, there, supply")


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
    url = url.replace("sqlite", "sqlite+aiosqlite")
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


def test_markup_is_text(page: Recorder) -> None:
    """Values, names of tables and columns, of Sessions and engines are only text."""
    page.namespace |= {MARKUP: Mission(name=MARKUP[:50]), f"{MARKUP}2": Session(), "text": text}
    page.namespace["it"] = page.namespace[MARKUP]
    page.namespace["sql"] = 'create table "<script>t" ("<script>c" text)'
    html = run(page, "session.add(it); session.flush()", "made = session.execute(text(sql))")
    assert "<script" not in html
    assert read(html).count("<script>") > 5
    assert list(rows(html, "&lt;script&gt;t")) == ["session, connection 1"]


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
