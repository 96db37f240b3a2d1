"""Promise: a server that cannot be used is told in one clear line, in Python and by make."""

import shutil
import socket
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import psycopg
import pytest
from sqlalchemy import URL, create_engine, make_url

import book
import servers
from astronauts import create_database
from machine import Machine

SECRET = uuid.uuid4().hex


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))  # bound, so that nobody else takes it
        yield holder.getsockname()[1]


@pytest.fixture
def guest(request: pytest.FixtureRequest) -> Iterator[URL]:
    """Return the URL of a user of a server, who may log in and nothing else."""
    url = make_url(servers.answering(request.param))
    name, password = f"guest_{uuid.uuid4().hex[:12]}", uuid.uuid4().hex
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    if request.param == "postgresql":
        create = f"CREATE ROLE {name} LOGIN PASSWORD '{password}'"
        drop = f"DROP ROLE {name}"
    else:
        create = f"CREATE USER {name} IDENTIFIED BY '{password}'"
        drop = f"DROP USER {name}"
        url = url.set(database="information_schema")
    with admin.connect() as connection:
        connection.exec_driver_sql(create)
        yield url.set(username=name, password=password)
        connection.exec_driver_sql(drop)
    admin.dispose()


def refusal(url: str | URL, **options: Any) -> str:
    """Return the one line that the call says; it must not have the error of a driver behind it."""
    with pytest.raises(RuntimeError) as caught:
        create_database(url, **options)
    assert caught.value.__context__ is None or caught.value.__suppress_context__
    said = str(caught.value)
    assert "\n" not in said
    return said


@pytest.mark.parametrize(
    ("guest", "server_says"),
    [
        ("postgresql", "permission denied for database"),
        ("mariadb", "Access denied for user"),
    ],
    indirect=["guest"],
)
def test_without_the_right_to_create(guest: URL, server_says: str) -> None:
    """It says so, in the server's words too, and without the password."""
    said = refusal(guest)
    assert "does not let this user create a schema or database, and nothing else is touched" in said
    assert server_says in said
    assert f"{guest.username}:***@" in said
    assert str(guest.password) not in said


@pytest.mark.parametrize("dialect", servers.URLS)
def test_a_wrong_password_or_user(dialect: str) -> None:
    """The server's own reason; where it trusts everybody, there is no such user at least."""
    url = make_url(servers.answering(dialect))
    said = refusal(url.set(username="nobody_of_this_crew", password=SECRET))
    assert "cannot be used: " in said
    assert "nobody_of_this_crew" in said
    assert SECRET not in said


@pytest.mark.parametrize("dialect", servers.URLS)
def test_a_server_that_is_down(dialect: str, silent_port: int) -> None:
    """Which one it was that did not answer."""
    url = make_url(servers.URLS[dialect]).set(host="127.0.0.1", port=silent_port)
    said = refusal(url)
    assert said.startswith(f"{url.render_as_string()} cannot be used: ")
    assert "refused" in said


@pytest.mark.parametrize(
    "url",
    ["postgresql+psycopg://no.such.host.invalid/x", "mariadb+pymysql://no.such.host.invalid/x"],
)
def test_a_host_that_is_none(url: str) -> None:
    """A name that leads nowhere."""
    assert refusal(url).startswith(f"{url} cannot be used: ")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "Could not parse SQLAlchemy URL from given URL string. A URL: postgresql+"),
        ("mars://crew", "Can't load plugin: sqlalchemy.dialects:mars. A URL: postgresql+psycopg:"),
        ("postgresql+psycopg://host:x/db", "invalid literal for int() with base 10: 'x'. A URL: "),
        (
            "mariadb+pymysql://127.0.0.1/x?no=1",
            "mariadb+pymysql://127.0.0.1/x?no=1 cannot be used: ",
        ),
    ],
)
def test_a_url_that_is_none(url: str, says: str) -> None:
    """With one that is."""
    assert refusal(url).startswith(says)


@pytest.mark.parametrize(
    ("url", "module", "package"),
    [
        ("postgresql+psycopg://x", "psycopg", "psycopg[binary]"),
        ("postgresql+psycopg2://x", "psycopg2", "psycopg2"),
        ("mariadb+pymysql://x", "pymysql", "pymysql"),
        ("mysql+mysqldb://x", "MySQLdb", "mysqlclient"),
    ],
)
def test_a_driver_that_is_missing(
    monkeypatch: pytest.MonkeyPatch, url: str, module: str, package: str
) -> None:
    """What to install: a package has not always its module's name."""
    monkeypatch.setitem(sys.modules, module, None)
    said = refusal(url)
    assert said.startswith(f"The driver {module!r} is not installed")
    assert said.endswith(f"python -m pip install '{package}'")


def test_a_database_that_the_book_does_not_know() -> None:
    """Nothing is made where nobody knows how to make a place of one's own."""
    driver: Any = MagicMock(paramstyle="named", version="3.0.0")
    said = refusal("mssql+pyodbc://moon:secret@host/x?driver=x", module=driver)
    assert said == "SQLite, PostgreSQL and MariaDB it can be, not mssql"


def test_a_pool_that_leads_elsewhere_is_refused() -> None:
    """Whatever opens connections must open them in the schema: else tables would go elsewhere."""
    url = servers.answering("postgresql")
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    said = refusal(url, creator=lambda: psycopg.connect(plain))
    assert said.endswith("leads to public even when asked for a schema of our own")


@pytest.fixture
def book_of_one_page(tmp_path: Path) -> Machine:
    """Return a machine whose book has one chapter, and whose .venv is this Python."""
    machine = Machine(tmp_path)
    for name in (
        *("pyproject.toml", "astronauts.py", "chapters/conftest.py"),
        *("extensions/__init__.py", "extensions/portable.py"),
    ):
        (machine.checkout / name).parent.mkdir(exist_ok=True)
        shutil.copy(book.ROOT / name, machine.checkout / name)
    for name in ("index.rst", "README.rst"):
        (machine.checkout / name).write_text("A page without examples.\n")
    (machine.checkout / "chapters/crew.rst").write_text(
        ":databases: SQLite, PostgreSQL, MariaDB\n\n>>> from astronauts import create_database\n"
        ">>> engine = create_database()\n>>> engine.dispose()\n"
    )
    machine.give_venv()
    return machine


def test_make_doctest_says_it_in_one_line(book_of_one_page: Machine, silent_port: int) -> None:
    """Before any page has run, and without a traceback."""
    server = f"postgresql+psycopg://mark:potato@127.0.0.1:{silent_port}/crew"
    for database, says in {
        "nonsense": "The pages run on SQLite, PostgreSQL and MariaDB: postgresql+psycopg://",
        "oracle://host": "The pages run on SQLite, PostgreSQL and MariaDB: postgresql+psycopg://",
        "postgresql+nothing://host": "Can't load plugin: sqlalchemy.dialects:postgresql.nothing",
        "mysql+mysqldb://host": "The driver 'MySQLdb' is not installed",
        server: f"{server.replace('potato', '***')} cannot be used: ",
    }.items():
        done = book_of_one_page.make("-s", "doctest", f"DATABASE={database}")
        assert done.returncode == 2
        first, *others = done.stderr.splitlines()
        assert first.startswith(f"ERROR: {says}")
        assert [line for line in others if line and not line.startswith("make: ***")] == []
        assert done.stdout == ""


@pytest.mark.parametrize("dialect", servers.URLS)
def test_make_doctest_runs_the_pages_there(book_of_one_page: Machine, dialect: str) -> None:
    """With a URL that leads to a server."""
    url = servers.answering(dialect)
    done = book_of_one_page.make("doctest", f"DATABASE={url}")
    assert "1 passed" in done.stdout, done.stdout + done.stderr
