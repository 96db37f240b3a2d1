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
    disposed of or no longer used. With a URL, it is made there.

    :param url: where to make the database; it must not hold any of these tables yet.
    :param options: handed on to :func:`sqlalchemy.create_engine`, ``echo=True`` for example.
    :raises RuntimeError: when the tables are there already (they are left as they are), or when
        this Python's SQLite is older than 3.36, the first that shares a database in memory.
    """
    engine = _memory_engine(options) if url is None else create_engine(url, **options)
    if engine.dialect.name == "sqlite":
        _mend_transactions(engine, options.get("isolation_level"))
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
