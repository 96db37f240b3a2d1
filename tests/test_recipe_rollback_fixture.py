"""Promise: what happens inside recipes/rollback_fixture.py is taken back, commits too."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from astronauts import Base, Mission
from recipes.rollback_fixture import (
    factory_in_rolled_back_transaction,
    mend_sqlite,
    session_in_rolled_back_transaction,
)

pytestmark = pytest.mark.databases("sqlite", "postgresql", "mariadb")


@pytest.fixture
def plain_engine() -> Iterator[Engine]:
    """Return an engine on an empty database whose driver begins transactions as it likes."""
    engine = create_engine("sqlite://")
    yield engine
    engine.dispose()


def names(session: Session) -> list[str]:
    """Return the missions that a Session sees."""
    return list(session.scalars(select(Mission.name).order_by(Mission.id)))


def names_left(engine: Engine) -> list[str]:
    """Return the missions that stay when all is over."""
    with Session(engine) as session:
        return names(session)


def commit_and_fail(session: Session) -> None:
    """Commit one thing, and fail at the next."""
    session.add(Mission(name="Ares V"))
    session.commit()
    session.get_one(Mission, 99)


def test_commits_are_taken_back(engine: Engine) -> None:
    """Work is there for the code, after its commit too, and gone afterwards."""
    before = names_left(engine)
    with session_in_rolled_back_transaction(engine) as session:
        session.add(Mission(name="Ares V"))
        session.commit()
        session.add(Mission(name="Ares VI"))
        session.rollback()
        assert names(session) == [*before, "Ares V"]
    assert names_left(engine) == before


def test_an_error_is_passed_on_and_its_work_taken_back(engine: Engine) -> None:
    """A test that fails leaves no more than one that passes, and its connection goes back."""
    before = names_left(engine)
    with pytest.raises(NoResultFound), session_in_rolled_back_transaction(engine) as session:
        commit_and_fail(session)
    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    assert names_left(engine) == before


def test_sessions_of_a_factory_share_the_transaction(engine: Engine) -> None:
    """The second Session sees what the first has committed, and nothing stays."""
    before = names_left(engine)
    with factory_in_rolled_back_transaction(engine) as new_session:
        with new_session.begin() as session:
            session.add(Mission(name="Ares V"))
        with new_session() as session:
            assert names(session) == [*before, "Ares V"]
    assert names_left(engine) == before


def test_a_forgotten_session_does_no_harm(engine: Engine) -> None:
    """Code that never closes its Session cannot keep its work."""
    before = names_left(engine)
    with factory_in_rolled_back_transaction(engine) as new_session:
        forgotten = new_session()
        forgotten.add(Mission(name="Ares V"))
        forgotten.flush()
    forgotten.close()
    assert names_left(engine) == before


def test_options_reach_the_session(engine: Engine) -> None:
    """The program's own options, and its own class."""

    class OurSession(Session):
        pass

    with session_in_rolled_back_transaction(
        engine, class_=OurSession, expire_on_commit=False
    ) as session:
        assert type(session).__mro__[1:3] == (OurSession, Session)
        assert session.expire_on_commit is False


@pytest.mark.parametrize("mended", [False, True])
def test_the_driver_leaks_until_it_is_mended(plain_engine: Engine, mended: bool) -> None:
    """Should the first case fail, SQLite's driver has been mended, and a chapter is out of date."""
    if mended:
        mend_sqlite(plain_engine)
    Base.metadata.create_all(plain_engine)
    with session_in_rolled_back_transaction(plain_engine) as session:
        session.add(Mission(name="Ares V"))
        session.commit()
    assert names_left(plain_engine) == ([] if mended else ["Ares V"])


def test_other_databases_are_left_alone() -> None:
    """Another database would not understand a BEGIN of ours, and needs none."""

    class Elsewhere:
        """No engine at all: whoever adds a listener to it gets an error."""

        class dialect:
            name = "postgresql"

    mend_sqlite(Elsewhere())  # type: ignore[arg-type]
