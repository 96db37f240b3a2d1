"""Promise: a record is shown whole, escaped and short, whatever an example brings."""

import re
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import cast

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.orm import Session

from astronauts import Astronaut, Mission
from recorder import Record, examples_of, record, to_html
from recorder.sql import highlight
from recorder.values import engine_name, error_text, value_text

pytestmark = pytest.mark.databases("sqlite", "postgresql", "mariadb")
VOID = {"br", "hr", "img", "input"}


class Balanced(HTMLParser):
    """Reads HTML and refuses what is not well nested, or can run."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that begins."""
        assert tag not in {"script", "style"}
        assert not [name for name, _ in attrs if name == "style" or name.startswith("on")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note an element that ends."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.words.append(data)


def read(html: str) -> str:
    """Return the words of well-formed HTML."""
    parser = Balanced()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return " ".join(" ".join(parser.words).split())


def run(source: str, **names: object) -> list[Record]:
    """Record examples with some names to begin with."""
    return record(examples_of(source, "page.rst"), {"__name__": "__main__", **names}, "page.rst")


def test_nothing_is_shown_of_what_did_nothing() -> None:
    """A block without a database has no record, not an empty one."""
    assert to_html(run(">>> 1 + 1\n2\n")) == ""


@pytest.mark.databases("sqlite", reason="a server has other SQL, and its rows are not read")
def test_all_parts_are_there(engine: Engine) -> None:
    """Summary, steps, objects with their way, rows, Sessions: closed until somebody opens it."""
    with Session(engine) as session:
        html = to_html(
            run(
                ">>> session.add(ares)\n>>> session.commit()\n",
                session=session,
                ares=Mission(name="Ares V"),
            )
        )
    assert html.startswith('<details class="flight-record" data-role="record"><summary>')
    words = read(html)
    for part in (
        "BEGIN · 1 INSERT · COMMIT — ares: transient → pending → persistent",
        "INSERT INTO missions (name) VALUES ( ? )",
        "('Ares V',)",
        "1 row",
        "ares Mission 3: transient → pending → persistent (expired)",
        "missions new: id=3, name='Ares V'",
        "session",
    ):
        assert part in words, words
    assert 'role="img" aria-label="ares: transient → pending → persistent"' in html
    tracks = re.findall(r'class="track-([\w-]+)"', html)
    assert tracks == ["off", "begin", "on-dot", "on", "end"]


def test_a_bracket_goes_on_from_block_to_block(engine: Engine) -> None:
    """A transaction that was open before is drawn open at the top."""
    with Session(engine) as session:
        records = run(
            ">>> mark = session.get(Astronaut, 6)\n>>> beth = session.get(Astronaut, 5)\n",
            session=session,
            Astronaut=Astronaut,
        )
    assert re.findall(r'class="track-([\w-]+)"', to_html(records[1:])) == ["on-dot"]


MARKUP = "<script>alert('&amp;')</script>\"'"


def test_markup_is_text(engine: Engine) -> None:
    """Strings of the example, in SQL, parameters, rows, names and errors, are only text."""
    with Session(engine) as session:
        records = run(
            ">>> session.add(it)\n"
            ">>> session.flush()\n"
            ">>> session.execute(text(sql))\n"
            ">>> session.rollback()\n",
            session=session,
            it=Mission(name=MARKUP[:50]),
            text=text,
            sql="SELECT '<script>alert(1)</script>' FROM <nowhere>",
        )
    html = to_html(records)
    assert "<script" not in html
    assert "<nowhere" not in html
    assert "<script>alert(" in read(html)
    assert "failed" in html


def test_much_is_cut(engine: Engine) -> None:
    """Megabytes of output, of a parameter or of statements do not become megabytes of page."""
    with Session(engine) as session:
        records = run(
            ">>> for number in range(300):\n"
            "...     session.scalar(text('SELECT :it'), {'it': 'x' * 1_000_000}) and None\n"
            ">>> print('y' * 5_000_000)\n",
            session=session,
            text=text,
        )
    html = to_html(records)
    assert "261 more" in html
    assert len(html) < 40_000
    assert len(records[1].got) < 30_000
    assert records[1].got.endswith("characters more)\n")


def test_binary_parameters_say_their_size() -> None:
    """Nobody reads kilobytes of escapes."""
    assert value_text(bytes(5000)) == f"{bytes(16)!r}… (5000 bytes)"
    assert value_text(b"short") == "b'short'"


def test_a_repr_that_raises_is_no_error() -> None:
    """A parameter may be anything."""

    class Rude:
        def __repr__(self) -> str:
            raise RuntimeError("no")

    assert value_text(Rude()).startswith("<Rude instance at 0x")


def test_a_password_is_never_shown() -> None:
    """Of an engine's URL only the kind of database and its name are told."""
    url = make_url("postgresql://mark:potato@mars/crew")
    engine = SimpleNamespace(url=url, dialect=SimpleNamespace(name="postgresql"))
    assert engine_name(cast(Engine, engine)) == "postgresql crew"
    assert engine_name(create_engine("sqlite:////srv/ares/crew.db")) == "sqlite crew.db"
    assert engine_name(create_engine("sqlite://")) == "sqlite in memory"


def test_an_error_is_one_line() -> None:
    """The first line says it; what it repeats of the SQL stands above it."""
    assert error_text(ValueError("one\ntwo")) == "ValueError: one"
    assert error_text(ValueError()) == "ValueError"
    assert len(error_text(ValueError("x" * 9999))) < 300


@pytest.mark.parametrize(
    ("sql", "html"),
    [
        ("SELECT 1", '<span class="k">SELECT</span> <span class="mi">1</span>'),
        ("'it''s' <", '<span class="s1">&#x27;it&#x27;&#x27;s&#x27;</span> &lt;'),
        ("a = ?", 'a = <span class="nv">?</span>'),
        ("selected", "selected"),
        ("-- x\n1", '<span class="c1">-- x</span>\n<span class="mi">1</span>'),
    ],
)
def test_sql_is_coloured(sql: str, html: str) -> None:
    """Keywords, strings, numbers, comments and placeholders; the rest is escaped."""
    assert highlight(sql) == html
