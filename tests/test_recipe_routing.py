"""Promise: recipes/routing.py sends to the replica what only reads, and nothing else."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, delete, event, func, insert, select, text, union_all, update
from sqlalchemy.orm import Session, sessionmaker

from astronauts import Astronaut, Mission, create_database
from recipes.routing import RoutingSession, only_reads

pytestmark = pytest.mark.databases("sqlite", "postgresql", "mariadb")

NewSession = Callable[..., RoutingSession]


@pytest.fixture
def replica() -> Iterator[Engine]:
    """Return an engine on a second database, whose mission 1 has a name of its own."""
    engine = create_database()
    with Session(engine) as session, session.begin():
        session.get_one(Mission, 1).name = "Ares III, copied"
    yield engine
    engine.dispose()


@pytest.fixture
def new_session(engine: Engine, replica: Engine) -> NewSession:
    """Return the factory that the recipe's first lines show."""
    return sessionmaker(engine, class_=RoutingSession, replica=replica)


@pytest.fixture
def tape(engine: Engine, replica: Engine) -> list[str]:
    """Return a list that takes note of each statement and where it went."""
    heard: list[str] = []
    for name, each in {"primary": engine, "replica": replica}.items():

        def note(*args: Any, name: str = name) -> None:
            if args[2] != "BEGIN":
                heard.append(f"{name} {args[2].split()[0]}")

        event.listen(each, "before_cursor_execute", note)
    return heard


def test_reads_go_to_the_replica(new_session: NewSession, tape: list[str]) -> None:
    """All ways to read objects and rows, lazy loads among them."""
    with new_session() as session:
        mission = session.get_one(Mission, 1)
        assert mission.name == "Ares III, copied"
        assert len(mission.assignments) == 6
        session.refresh(mission)
        assert session.scalar(select(func.count()).select_from(Astronaut)) == 6
        assert session.query(Astronaut).count() == 6
        tables = Mission.__table__, Astronaut.__table__
        session.execute(union_all(*(select(table.c.id) for table in tables))).all()
    assert set(tape) == {"replica SELECT"}


@pytest.mark.parametrize(
    "write",
    [
        lambda session: session.add(Mission(name="Ares V")),
        lambda session: setattr(session.get(Mission, 2), "name", "Ares V"),
        lambda session: session.delete(session.get(Mission, 2)),
        lambda session: session.execute(insert(Mission).values(name="Ares V")),
        lambda session: session.execute(insert(Mission), [{"name": "Ares V"}]),
        lambda session: session.execute(
            update(Mission).where(Mission.id == 2).values(name="Ares V"),
            execution_options={"synchronize_session": "fetch"},
        ),
        lambda session: session.execute(delete(Mission).where(Mission.id == 2)),
        lambda session: session.execute(text("DELETE FROM missions WHERE id = 2")),
        lambda session: session.connection(),
    ],
)
def test_after_a_write_all_stays_at_the_primary(
    new_session: NewSession, tape: list[str], write: Callable[[Session], Any]
) -> None:
    """Until the transaction ends; the next one reads from the replica again."""
    with new_session() as session:
        write(session)
        assert session.scalar(select(Mission.name).where(Mission.id == 1)) == "Ares III"
        assert tape[-1] == "primary SELECT"
        assert "replica INSERT" not in tape
        session.commit()
        assert session.scalar(select(Mission.name).where(Mission.id == 1)) == "Ares III, copied"
    assert {line for line in tape if line.startswith("replica")} <= {"replica SELECT"}


@pytest.mark.parametrize("end", [Session.commit, Session.rollback, Session.close])
def test_each_end_lets_go_of_the_primary(
    new_session: NewSession, end: Callable[[Session], None]
) -> None:
    """A new transaction begins anew, however the last one ended."""
    with new_session() as session:
        session.add(Mission(name="Ares V"))
        session.flush()
        assert session.at_primary
        end(session)
        assert not session.at_primary


def test_a_savepoint_is_not_the_end(new_session: NewSession) -> None:
    """A savepoint that is taken back, or a flush that ends, lets go of nothing."""
    with new_session() as session, session.begin():
        with session.begin_nested() as savepoint:
            session.add(Mission(name="Ares V"))
            session.flush()
            savepoint.rollback()
        assert session.at_primary


def test_a_read_may_be_sent_to_the_primary(new_session: NewSession, engine: Engine) -> None:
    """By a word before it, or by an engine beside the statement."""
    name = select(Mission.name).where(Mission.id == 1)
    with new_session() as session:
        assert session.scalar(name, bind_arguments={"bind": engine}) == "Ares III"
        session.rollback()
        session.use_primary()
        assert session.scalar(name) == "Ares III"
        session.rollback()
        assert session.scalar(name) == "Ares III, copied"


def test_asking_is_not_going(new_session: NewSession, engine: Engine) -> None:
    """get_bind() answers and changes nothing."""
    with new_session() as session:
        assert session.get_bind() is engine
        assert not session.at_primary


def test_a_connection_may_stand_for_the_primary(engine: Engine, replica: Engine) -> None:
    """As in a test that takes everything back."""
    with engine.connect() as connection:
        with RoutingSession(connection, replica=replica) as session, session.begin():
            session.add(Mission(name="Ares V"))
            session.flush()
            assert session.at_primary
        connection.rollback()


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (select(Mission), True),
        (select(Mission).where(Mission.id.in_(select(Astronaut.id))), True),
        (union_all(select(Mission.id), select(Astronaut.id)), True),
        (select(Mission).with_for_update(), False),
        (union_all(select(Mission.id).with_for_update(), select(Astronaut.id)), False),
        (select(insert(Mission).values(name="x").returning(Mission.id).cte().c.id), False),
        (select(Mission).from_statement(text("SELECT * FROM missions")), False),
        (text("SELECT 1"), False),
        (insert(Mission), False),
        (update(Mission), False),
        (delete(Mission), False),
        (None, False),
    ],
)
def test_what_only_reads(statement: Any, expected: bool) -> None:
    """When in doubt, a statement writes."""
    assert only_reads(statement) is expected
