"""Promise: the panel shows rows as committed beside those of open transactions; SQLite's alone."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from astronauts import Mission, create_database
from panelling import part, recorder_on, rows, run
from recorder import Recorder
from test_recorder_html import MARKUP, read

pytestmark = pytest.mark.databases("sqlite", reason="rows are read on SQLite only")
ALL, MINUS = "committed, for all to see", "\N{MINUS SIGN}"


@pytest.fixture
def page(engine: Engine) -> Iterator[Recorder]:
    """Return a recorder with the names that a page usually has."""
    with recorder_on(engine) as recorder:
        yield recorder


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


def test_markup_is_text(page: Recorder) -> None:
    """Values, names of tables and columns, of Sessions and engines are only text."""
    page.namespace |= {MARKUP: Mission(name=MARKUP[:50]), f"{MARKUP}2": Session(), "text": text}
    page.namespace["it"] = page.namespace[MARKUP]
    page.namespace["sql"] = 'create table "<script>t" ("<script>c" text)'
    html = run(page, "session.add(it); session.flush()", "made = session.execute(text(sql))")
    assert "<script" not in html
    assert read(html).count("<script>") > 5
    assert list(rows(html, "&lt;script&gt;t")) == ["session, connection 1"]


@pytest.mark.databases("postgresql", "mariadb", reason="a server's rows are not read")
def test_on_a_server_a_line_says_that_rows_are_not_read(page: Recorder) -> None:
    """Nothing false: no table that looks empty, and none that looks unchanged."""
    html = run(page, "session.get(Supply, 1).quantity = 1", "session.flush()")
    words = read(part(html, "tables"))
    assert words.startswith("Tables No rows to show: they are read where a second connection")
    assert "on SQLite" in words
    assert "data-panel-fold" not in part(html, "tables")
