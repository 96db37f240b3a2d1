"""The crew of Ares III in a database that is made on the spot: the one that every page uses.

Put this file beside your own script, or start Python in its folder, and::

    >>> from astronauts import Astronaut, create_database
    >>> from sqlalchemy.orm import Session
    >>> engine = create_database()
    >>> with Session(engine) as session:
    ...     session.get(Astronaut, 6)
    <Astronaut Mark Watney>
    >>> engine.dispose()

It needs Python 3.11, SQLAlchemy 2.0, SQLite 3.36, or newer ones, and nothing else.
"""

import contextlib
import os
import re
import sqlite3
import uuid
import weakref
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    URL,
    BigInteger,
    CheckConstraint,
    Connection,
    Dialect,
    Engine,
    ForeignKey,
    String,
    UniqueConstraint,
    create_engine,
    event,
    inspect,
    make_url,
)
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from sqlalchemy.pool import QueuePool
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class MillisecondsDate(TypeDecorator[date]):
    """A ``date`` in Python; in the database, milliseconds since 1970-01-01 UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> int | None:
        """Turn a date into the number that is stored."""
        if value is None:
            return None
        midnight = datetime(value.year, value.month, value.day, tzinfo=UTC)
        return (midnight - EPOCH) // timedelta(milliseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> date | None:
        """Turn a stored number into the date that it stands for."""
        if value is None:
            return None
        return (EPOCH + timedelta(milliseconds=value)).date()


class Base(DeclarativeBase):
    """What the mapped classes have in common."""

    #: The attributes that ``repr()`` shows.
    shown: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Show what is loaded, and never load: looking at an object must not run SQL."""
        loaded = [str(vars(self)[name]) for name in self.shown if name in vars(self)]
        return f"<{type(self).__name__} {' '.join(loaded) or '(not loaded)'}>"


class Astronaut(Base):
    """A person of the crew."""

    __tablename__ = "astronauts"
    shown = ("firstname", "lastname")

    id: Mapped[int] = mapped_column(primary_key=True)
    firstname: Mapped[str] = mapped_column(String(50))
    lastname: Mapped[str] = mapped_column(String(50))
    born: Mapped[date | None] = mapped_column(MillisecondsDate)

    assignments: Mapped[list["Assignment"]] = relationship(
        back_populates="astronaut", cascade="all, delete-orphan", order_by="Assignment.mission_id"
    )


class Mission(Base):
    """A flight to Mars."""

    __tablename__ = "missions"
    shown = ("name",)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50), unique=True)

    assignments: Mapped[list["Assignment"]] = relationship(
        back_populates="mission", cascade="all, delete-orphan", order_by="Assignment.astronaut_id"
    )


class Assignment(Base):
    """Who flies on which mission, in what role."""

    __tablename__ = "assignments"
    shown = ("role",)

    astronaut_id: Mapped[int] = mapped_column(ForeignKey("astronauts.id"), primary_key=True)
    mission_id: Mapped[int] = mapped_column(ForeignKey("missions.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(50))

    astronaut: Mapped[Astronaut] = relationship(back_populates="assignments")
    mission: Mapped[Mission] = relationship(back_populates="assignments")


class Supply(Base):
    """How many of an item lie in one place: never fewer than none."""

    __tablename__ = "supplies"
    __table_args__ = (
        UniqueConstraint("place", "item"),
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
    )
    shown = ("place", "item", "quantity")

    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(String(50))
    item: Mapped[str] = mapped_column(String(50))
    quantity: Mapped[int]


def seed() -> list[Base]:
    """Return new objects for all the rows that a fresh database holds, in the order of their keys.

    The database numbers them from 1, so that it knows which number comes next.
    """
    ares_iii = Mission(name="Ares III")
    crew = [
        ("Melissa", "Lewis", date(1995, 7, 15), "commander"),
        ("Rick", "Martinez", date(1996, 1, 21), "pilot"),
        ("Alex", "Vogel", date(1994, 11, 15), "navigator"),
        ("Chris", "Beck", date(1999, 8, 2), "surgeon"),
        ("Beth", "Johansen", date(1996, 1, 21), "system operator"),
        ("Mark", "Watney", date(1994, 10, 12), "botanist"),
    ]
    astronauts = [
        Astronaut(
            firstname=firstname,
            lastname=lastname,
            born=born,
            assignments=[Assignment(mission=ares_iii, role=role)],
        )
        for firstname, lastname, born, role in crew
    ]
    supplies = [
        Supply(place="Hab", item="potatoes", quantity=400),
        Supply(place="Rover", item="potatoes", quantity=0),
        Supply(place="Hab", item="filters", quantity=12),
        Supply(place="Rover", item="filters", quantity=2),
    ]
    return [*astronauts, Mission(name="Ares IV"), *supplies]


def create_database(url: str | URL | None = None, **options: Any) -> Engine:
    """Make a seeded database and return an engine on it.

    Without a URL the database lies in memory and belongs to this engine alone: its connections
    share it, in as many threads as you like, with real locks, and it is gone once the engine is
    disposed of or no longer used. The environment variable ``ASTRONAUTS_DATABASE`` may name a
    server to make it on instead.

    With a URL of SQLite it is made there. With one of PostgreSQL, MariaDB or MySQL it is made on
    that server in a schema (PostgreSQL) or a database of its own, and the engine's ``url`` leads
    into it. Its name is ``astronauts_`` and the 32 hexadecimal digits of a random UUID. It is
    dropped as soon as the one in memory would be gone. Where that was not possible, after a crash,
    the next call drops it: a name of exactly this form, whose lock no program holds. Nothing else
    is touched there, whatever it is called.

    :param url: where to make the database; on SQLite it must not hold any of these tables yet.
    :param options: handed on to :func:`sqlalchemy.create_engine`, ``echo=True`` for example.
    :raises RuntimeError: when the tables are there already (they are left as they are), when this
        Python's SQLite is older than 3.36, the first that shares a database in memory, or when
        the database cannot be used: the URL is none, its driver is not installed, the server does
        not answer, or its user may not create a schema there.
    """
    where = url or os.environ.get("ASTRONAUTS_DATABASE")
    engine = _memory_engine(options) if not where else _engine(where, options)
    if engine.dialect.name == "sqlite":
        _mend_transactions(engine, options.get("isolation_level"))
    elif engine.dialect.name in _SERVERS:
        engine = _engine_on_own_schema(engine, options)
    else:
        raise RuntimeError(f"SQLite, PostgreSQL and MariaDB it can be, not {engine.dialect.name}")
    there = set(inspect(engine).get_table_names()) & set(Base.metadata.tables)
    if there:
        shown = engine.url.render_as_string(hide_password=True)
        engine.dispose()
        raise RuntimeError(
            f"{shown} already has a table {min(there)!r}; nothing in it was changed. "
            "Give the URL of an empty database, or open this one with create_engine()."
        )
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        session.add_all(seed())
    return engine


#: What pip calls drivers whose modules have other names.
_PACKAGES = {"MySQLdb": "mysqlclient", "psycopg": "psycopg[binary]"}


def _engine(url: str | URL, options: dict[str, Any]) -> Engine:
    """Return an engine on a URL.

    :raises RuntimeError: when it is no URL of SQLAlchemy's, or when its driver is missing.
    """
    try:
        return create_engine(url, **options)
    except ImportError as error:
        missing = error.name or make_url(url).get_driver_name()
        package = _PACKAGES.get(missing, missing)
        raise RuntimeError(
            f"The driver {missing!r} is not installed, which the URL asks for: "
            f"python -m pip install '{package}'"
        ) from None
    except (ArgumentError, ValueError) as error:  # for an unknown database, and a wrong port
        raise RuntimeError(f"{error}. A URL: postgresql+psycopg://user@host/database") from None


def _memory_engine(options: dict[str, Any]) -> Engine:
    """Return an engine on a new database in memory that all its connections share."""
    if sqlite3.sqlite_version_info < (3, 36):
        raise RuntimeError(
            "A database in memory that connections share needs SQLite 3.36 or newer; this Python "
            f"has {sqlite3.sqlite_version}. Use create_database('sqlite:///astronauts.db')."
        )
    name = f"file:/{uuid.uuid4()}?vfs=memdb"
    url = make_url(f"sqlite:///{name}&uri=true")
    # A second is more than the book's threads ever wait for each other's locks.
    connect_args = {"check_same_thread": False, "timeout": 1, **options.pop("connect_args", {})}
    engine = create_engine(url, connect_args=connect_args, **{"poolclass": QueuePool, **options})
    # SQLite forgets the database with its last connection: this one, outside the pool, keeps it.
    keeper = sqlite3.connect(name, uri=True, check_same_thread=False)
    close = weakref.finalize(engine, keeper.close)
    event.listen(engine, "engine_disposed", lambda _: close())
    return engine


def _mend_transactions(engine: Engine, usual_level: str | None) -> None:
    """Make BEGIN and SAVEPOINT on SQLite what they are elsewhere, and foreign keys count.

    The sqlite3 module begins a transaction only before INSERT, UPDATE and DELETE, which breaks
    SAVEPOINT. The cure is the one that SQLAlchemy documents under "Serializable isolation /
    Savepoints / Transactional DDL" for its pysqlite dialect.
    """

    @event.listens_for(engine, "connect")
    def leave_transactions_to_us(connection: sqlite3.Connection, record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "checkin")
    def end_what_is_open(connection: sqlite3.Connection | None, record: object) -> None:
        # A COMMIT that SQLite refuses, because the database is locked, leaves its transaction open.
        if connection is not None and connection.in_transaction:
            connection.rollback()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        chosen = connection.get_execution_options()
        if chosen.get("isolation_level", usual_level) != "AUTOCOMMIT":
            connection.exec_driver_sql("BEGIN")


#: How each kind of server makes a place of one's own, finds those that nobody uses any more, and
#: waits no longer than two seconds for others. A lock of the connection says that a place is used:
#: the server gives it back by itself when the program that held it is gone, however it ended.
_POSTGRESQL = {
    "patience": "SET lock_timeout = '2s'",
    "lock": "SELECT pg_try_advisory_lock(hashtextextended('{0}', 0))",
    "unlock": "SELECT pg_advisory_unlock(hashtextextended('{0}', 0))",
    "create": "CREATE SCHEMA {0}",
    "drop": "DROP SCHEMA {0} CASCADE",
    "all": "SELECT nspname FROM pg_namespace",
    "here": "SELECT current_schema()",
}
_MARIADB = {
    "patience": "SET lock_wait_timeout = 2, wait_timeout = 2000000",
    "lock": "SELECT GET_LOCK('{0}', 0)",
    "unlock": "SELECT RELEASE_LOCK('{0}')",
    "create": "CREATE DATABASE {0} CHARACTER SET utf8mb4",
    "drop": "DROP DATABASE {0}",
    "all": "SHOW DATABASES",
    "here": "SELECT DATABASE()",
}
_SERVERS = {"postgresql": _POSTGRESQL, "mariadb": _MARIADB, "mysql": _MARIADB}


def _engine_on_own_schema(server: Engine, options: dict[str, Any]) -> Engine:
    """Make a schema, or a database, and return an engine on it; drop those that nobody uses.

    :param server: an engine that leads to the server, and has not connected.
    :raises RuntimeError: when the server does not answer, or does not let us.
    """
    dialect, url = server.dialect, server.url
    say = _SERVERS[dialect.name]
    name = f"astronauts_{uuid.uuid4().hex}"
    shown = url.render_as_string(hide_password=True)
    error_class = dialect.loaded_dbapi.Error
    process = os.getpid()
    opened: weakref.WeakSet[Any] = weakref.WeakSet()

    def ask(question: str, of: str = name, connection: Any = None) -> list[Any]:
        with contextlib.closing((connection or keeper).cursor()) as cursor:
            cursor.execute(say[question].format(of))
            return [row[0] for row in cursor.fetchall()] if cursor.description else []

    def drop(which: str = name) -> bool:
        with contextlib.suppress(error_class):  # held by somebody: it is dropped later
            ask("drop", which)
            return True
        return False

    def end() -> None:
        if os.getpid() != process:
            return  # a forked child, which the schema does not belong to
        for connection in list(opened):  # a transaction that nobody ended has locks
            with contextlib.suppress(error_class):
                connection.rollback()
        drop()
        with contextlib.suppress(error_class):
            keeper.close()

    def end_if_free(_: Engine) -> None:
        if os.getpid() == process and finalizer.alive and drop():
            finalizer.detach()
            keeper.close()

    keeper, trouble = None, "cannot be used"
    try:
        # A connection outside of the pool, which no listener hears: it keeps the lock, and drops.
        arguments, named = dialect.create_connect_args(url)
        keeper = dialect.connect(*arguments, **{**named, **options.get("connect_args", {})})
        dialect.set_isolation_level(keeper, "AUTOCOMMIT")
        ask("patience")
        for other in filter(re.compile("astronauts_[0-9a-f]{32}").fullmatch, ask("all")):
            if ask("lock", other)[0]:
                drop(other)
                ask("unlock", other)
        ask("lock")
        trouble = "does not let this user create a schema or database, and nothing else is touched"
        ask("create")
    except (error_class, TypeError) as error:  # an option that the driver does not know
        if keeper:
            keeper.close()
        said = str(error.args[-1] if error.args else "").strip() or type(error).__name__
        raise RuntimeError(f"{shown} {trouble}: {said.splitlines()[0]}") from None
    if dialect.name == "postgresql":
        given = dict(options.get("connect_args", {}))
        path = given.pop("options", url.query.get("options", ""))
        options = {**options, "connect_args": given}
        url = url.update_query_dict({"options": f"{path} -csearch_path={name}".strip()})
    else:
        url = url.set(database=name)
    engine = _engine(url, options)
    finalizer = weakref.finalize(engine, end)
    event.listen(engine, "engine_disposed", end_if_free)
    event.listen(engine, "connect", lambda connection, _: opened.add(connection))
    with contextlib.closing(engine.raw_connection()) as raw:
        here = ask("here", connection=raw)
    if here != [name]:
        engine.dispose()
        raise RuntimeError(f"{shown} leads to {here[0]} even when asked for a schema of our own")
    return engine
