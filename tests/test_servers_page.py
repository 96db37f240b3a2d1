"""Promise: the page that needs servers passes on them, and shows what they give today."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

import astronauts
import book
import replaying
import servers
from extensions.kept import kept_file, kept_records, kept_run, main, run_on
from extensions.portable import NAMES, VARIABLE
from recorder import Record

PAGE = "chapters/server-databases.rst"
FILE = book.ROOT / PAGE
#: A fault on the page shall fail, and not wait for a lock for ever.
LIMITS = "-c lock_timeout=20s -c statement_timeout=30s"
PLACES = {"postgresql": "SELECT nspname FROM pg_namespace", "mariadb": "SHOW DATABASES"}

#: What is random: a schema's name, and that of a prepared transaction.
RANDOM = re.compile(r"(astronauts|_sa)_[0-9a-f]{32}")
#: What asks a server again and again asks as often as it takes.
POLLING = re.compile(r"wait_until\(|cut_off\(|read_after_a_cut\(")
both = pytest.mark.parametrize("dialect", servers.URLS)


def url_of(dialect: str) -> str:
    """Return where to run the page."""
    url = make_url(servers.answering(dialect))
    if dialect == "postgresql":
        own = url.query.get("options", "")
        url = url.update_query_dict({"options": f"{LIMITS} {own}".strip()})
    return url.render_as_string(hide_password=False)


def told(record: Record) -> list[tuple[object, ...]]:
    """Return what an example did, as far as it does the same each time.

    Connections are numbered anew in each example, since threads give theirs back in any order.
    Of what threads did, what asked again and again, or what was prepared in two databases, it
    counts that it was done, and how it ended; who was first, and how often, does not.
    """
    numbers: dict[int, int] = {0: 0}
    steps: list[tuple[object, ...]] = []
    for step in record.steps:
        number = numbers.setdefault(step.connection, len(numbers))
        steps.append((step.kind, RANDOM.sub(r"\1_...", step.text), bool(step.error), number))
    threads, kinds = ({getattr(step, of) for step in record.steps} for of in ("thread", "kind"))
    if len(threads) > 1 or "prepare" in kinds or POLLING.search(record.source):
        return sorted({step[:3] for step in steps if step[0] != "state"}, key=str)
    return steps


@both
def test_passes_with_pytest(dialect: str) -> None:
    """``make doctest DATABASE=...`` runs the page, as far as it is for that server."""
    done = book.run(
        "-m", "pytest", "-q", "-p", "no:cacheprovider", PAGE, **{VARIABLE: url_of(dialect)}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout


def test_is_left_out_without_a_server() -> None:
    """``make doctest`` alone runs the other pages, and says which one it did not."""
    done = book.run("-m", "pytest", "-q", "-p", "no:cacheprovider", "--co", "chapters")
    assert "server-databases.rst::" not in done.stdout
    assert "Not on SQLite, by their own words: server-databases.rst" in done.stdout


@both
def test_a_fresh_run_is_the_kept_one(dialect: str) -> None:
    """What the page shows is what the server gives: each output to the letter, each step."""
    _, kept = kept_run(FILE, dialect)
    server, fresh = run_on(FILE, url_of(dialect), book.ROOT)
    assert [each.source for each in fresh] == [each.source for each in kept]
    for now, then in zip(fresh, kept, strict=True):
        place = f"{PAGE}:{then.line} on {server}; if it is meant: make record"
        assert then.ok, place
        assert RANDOM.sub("...", now.got) == RANDOM.sub("...", then.got), place
        assert told(now) == told(then), place


def test_the_kept_runs_are_of_the_present_page() -> None:
    """Each example of the page has its record, from the servers that the page is for."""
    records, servers_named = kept_records(FILE)
    assert [each.source for each in records] == [
        each.source for each in book.examples(book.read(PAGE), PAGE)
    ]
    assert [name.split()[0] for name in servers_named] == ["PostgreSQL", "MariaDB"]
    assert all(re.fullmatch(r"\w+ [\d.]+", name) for name in servers_named)


@both
def test_nothing_is_left_on_the_server(dialect: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every schema that the page makes is gone at its end, and nothing prepared holds one."""
    made: list[str] = []
    number = astronauts.uuid.uuid4

    def noted() -> object:
        chosen = number()
        made.append(f"astronauts_{chosen.hex}")
        return chosen

    monkeypatch.setattr(astronauts.uuid, "uuid4", noted)
    with servers.chosen(dialect):
        replaying.record(PAGE, dialect)[1].clear()
    engine = create_engine(servers.answering(dialect))
    with engine.connect() as connection:
        there = connection.scalars(text(PLACES[dialect])).all()
    engine.dispose()
    assert len(made) >= 6
    assert not set(made) & set(there)


@pytest.fixture
def copied(tmp_path: Path) -> Iterator[Path]:
    """Return a copy of the page, with its kept runs beside it."""
    page = tmp_path / FILE.name
    shutil.copy(FILE, page)
    kept_file(page).parent.mkdir()
    shutil.copy(kept_file(FILE), kept_file(page))
    return page


def test_prose_may_change(copied: Path) -> None:
    """A run is found again when lines above its examples came or went."""
    source = copied.read_text(encoding="utf-8")
    copied.write_text(source.replace("SQLite has", "It is said:\nSQLite has", 1), encoding="utf-8")
    before, after = kept_records(FILE)[0], kept_records(copied)[0]
    assert [each.line for each in after] == [each.line + 1 for each in before]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (">>> eat_together(committed)\n370", ">>> eat_together(committed)\n371", "in line"),
        (">>> ask_twice(committed)", ">>> ask_twice(repeatable)", "in line"),
        (">>> ask_twice(committed)", ">>> 1\n1\n>>> ask_twice(committed)", "in line"),
        ("\nPoints to", "\n>>> 1\n1\n\nPoints to", "examples, not"),
    ],
)
def test_examples_may_not(copied: Path, old: str, new: str, said: str) -> None:
    """A run of other examples is not shown; the error says what to do."""
    source = copied.read_text(encoding="utf-8")
    assert old in source
    copied.write_text(source.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RuntimeError, match=rf"PostgreSQL.*{said}.*make record"):
        kept_records(copied)


@pytest.mark.parametrize("dialect", servers.URLS)
def test_a_missing_run_is_said(copied: Path, dialect: str) -> None:
    """Both servers' runs are needed."""
    runs = json.loads(kept_file(copied).read_text(encoding="utf-8"))
    del runs[dialect]
    kept_file(copied).write_text(json.dumps(runs), encoding="utf-8")
    with pytest.raises(RuntimeError, match=rf"{NAMES[dialect]} is kept: make record"):
        kept_records(copied)


def test_make_record_needs_a_server(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a server it says how to name one, and keeps what is there."""
    monkeypatch.delenv(VARIABLE, raising=False)
    before = kept_file(FILE).read_bytes()
    assert main([PAGE]) == 2
    assert VARIABLE in capsys.readouterr().err
    assert kept_file(FILE).read_bytes() == before
