"""The database of ``astronauts.py`` on SQLAlchemy 1.4: the same classes, tables and rows.

SQLAlchemy 1.4 has neither ``DeclarativeBase`` nor ``Mapped``, so the classes are written as one
wrote them then. Nothing in here makes SQLAlchemy 1.4 warn.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    String,
    UniqueConstraint,
    create_engine,
)
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, declarative_base, relationship
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class MillisecondsDate(TypeDecorator):
    """A ``date`` in Python; in the database, milliseconds since 1970-01-01 UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: object) -> int | None:
        """Turn a date into the number that is stored."""
        if value is None:
            return None
        midnight = datetime(value.year, value.month, value.day, tzinfo=UTC)
        return (midnight - EPOCH) // timedelta(milliseconds=1)

    def process_result_value(self, value: int | None, dialect: object) -> date | None:
        """Turn a stored number into the date that it stands for."""
        return None if value is None else (EPOCH + timedelta(milliseconds=value)).date()


class Shown:
    """What the mapped classes have in common."""

    shown: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Show what is loaded, and never load."""
        loaded = [str(vars(self)[name]) for name in self.shown if name in vars(self)]
        return f"<{type(self).__name__} {' '.join(loaded) or '(not loaded)'}>"


Base = declarative_base(cls=Shown)


class Astronaut(Base):
    """A person of the crew."""

    __tablename__ = "astronauts"
    shown = ("firstname", "lastname")

    id = Column(Integer, primary_key=True)
    firstname = Column(String(50), nullable=False)
    lastname = Column(String(50), nullable=False)
    born = Column(MillisecondsDate)

    assignments = relationship(
        "Assignment",
        back_populates="astronaut",
        cascade="all, delete-orphan",
        order_by="Assignment.mission_id",
    )


class Mission(Base):
    """A flight to Mars."""

    __tablename__ = "missions"
    shown = ("name",)

    id = Column(Integer, primary_key=True)
    name = Column(String(50), unique=True, nullable=False)

    assignments = relationship(
        "Assignment",
        back_populates="mission",
        cascade="all, delete-orphan",
        order_by="Assignment.astronaut_id",
    )


class Assignment(Base):
    """Who flies on which mission, in what role."""

    __tablename__ = "assignments"
    shown = ("role",)

    astronaut_id = Column(ForeignKey("astronauts.id"), primary_key=True)
    mission_id = Column(ForeignKey("missions.id"), primary_key=True)
    role = Column(String(50), nullable=False)

    astronaut = relationship("Astronaut", back_populates="assignments")
    mission = relationship("Mission", back_populates="assignments")


class Supply(Base):
    """How many of an item lie in one place: never fewer than none."""

    __tablename__ = "supplies"
    __table_args__ = (
        UniqueConstraint("place", "item"),
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
    )
    shown = ("place", "item", "quantity")

    id = Column(Integer, primary_key=True)
    place = Column(String(50), nullable=False)
    item = Column(String(50), nullable=False)
    quantity = Column(Integer, nullable=False)


def seed() -> list[Base]:
    """Return new objects for all the rows of a fresh database, in the order of their keys."""
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


def create_database(**options: Any) -> Engine:
    """Make a seeded database in memory and return an engine on it.

    :param options: handed on to :func:`sqlalchemy.create_engine`.
    """
    engine = create_engine("sqlite://", **options)
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        session.add_all(seed())
    return engine
