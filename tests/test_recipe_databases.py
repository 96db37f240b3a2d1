"""Promise: recipes/databases.py gives each name its own database, and says so when it cannot."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session, scoped_session

from astronauts import Mission, create_database
from recipes.databases import Bind, DatabaseConfig, DatabaseManager, UnknownDatabaseError

pytestmark = pytest.mark.databases("sqlite", "postgresql", "mariadb")


@pytest.fixture
def other() -> Iterator[Engine]:
    """Return an engine on a second database."""
    engine = create_database()
    yield engine
    engine.dispose()


@pytest.fixture
def manager(engine: Engine, other: Engine) -> Iterator[DatabaseManager]:
    """Return a manager of two databases."""
    configs = {"default": DatabaseConfig(engine.url), "other": DatabaseConfig(other.url)}
    with DatabaseManager(configs) as manager:
        yield manager


def missions(engine: Engine) -> list[str]:
    """Return the names of all missions that are committed."""
    with Session(engine) as session:
        return list(session.scalars(select(Mission.name).order_by(Mission.id)))


def test_one_configuration_is_the_default(engine: Engine) -> None:
    """Without names there is one database, and nobody has to name it."""
    with DatabaseManager(DatabaseConfig(engine.url)) as manager:
        assert manager.names == ("default",)
        with manager.get_session() as session:
            assert session.get(Mission, 1) is not None
        assert manager.get_engine() is manager.get_bind().engine is session.get_bind()


def test_names_lead_to_their_databases(
    manager: DatabaseManager, engine: Engine, other: Engine
) -> None:
    """What is written to one is not in the other."""
    with manager.get_session("other") as session:
        session.add(Mission(name="Ares V"))
        session.commit()
    with manager.begin() as session:
        session.add(Mission(name="Ares VI"))
    assert missions(engine)[2:] == ["Ares VI"]
    assert missions(other)[2:] == ["Ares V"]


def test_a_session_closes_and_does_not_commit(manager: DatabaseManager, engine: Engine) -> None:
    """The block of get_session() closes; that of begin() commits, and rolls back on an error."""
    with manager.get_session() as session:
        session.add(Mission(name="Ares V"))
        session.flush()
    with suppress(ZeroDivisionError), manager.begin() as session:
        session.add(Mission(name="Ares VI"))
        raise ZeroDivisionError
    assert missions(engine) == ["Ares III", "Ares IV"]
    assert manager.get_engine().pool.checkedout() == 0  # type: ignore[attr-defined]


def test_each_call_makes_a_session(manager: DatabaseManager) -> None:
    """A Session is new each time; engine and factory are the same each time."""
    first, second = manager.get_session(), manager.get_session()
    assert first is not second
    assert manager.get_bind() is manager.get_bind()
    first.close()
    second.close()


def test_a_bind_makes_a_scoped_session(manager: DatabaseManager) -> None:
    """What get_bind() returns has what a registry needs."""
    bind = manager.get_bind("other")
    assert isinstance(bind, Bind)
    registry = scoped_session(bind.session_factory)
    assert registry() is registry()
    assert registry.get_bind() is bind.engine
    registry.remove()


@pytest.mark.parametrize("method", ["get_bind", "get_engine", "get_session", "begin"])
def test_unknown_names_are_named(manager: DatabaseManager, method: str) -> None:
    """The error says what was asked for and what there is."""
    with pytest.raises(UnknownDatabaseError) as caught:
        getattr(manager, method)("moon")
    assert str(caught.value) == "no database is named 'moon'; known: 'default', 'other'"
    assert isinstance(caught.value, LookupError)
    assert (caught.value.name, caught.value.known) == ("moon", ("default", "other"))


def test_without_a_default(engine: Engine) -> None:
    """Where no database has the default's name, a name must be given."""
    with (
        DatabaseManager({"crew": DatabaseConfig(engine.url)}) as manager,
        pytest.raises(UnknownDatabaseError, match="no database is named 'default'; known: 'crew'"),
    ):
        manager.get_session()


@pytest.mark.parametrize(
    ("config", "error", "message"),
    [
        ({}, ValueError, "one DatabaseConfig at least"),
        ("sqlite://", TypeError, "'default' is no DatabaseConfig: <class 'str'>"),
        ({"crew": "sqlite://"}, TypeError, "'crew' is no DatabaseConfig: <class 'str'>"),
        (DatabaseConfig("no URL"), ArgumentError, "Could not parse"),
        (DatabaseConfig("sqlite://", {"ehco": True}), TypeError, "ehco"),
    ],
)
def test_wrong_configurations(config: Any, error: type[Exception], message: str) -> None:
    """A mistake shows when the manager is made."""
    with pytest.raises(error, match=message):
        DatabaseManager(config)


def test_options_reach_their_makers(engine: Engine) -> None:
    """Each kind of option goes where it belongs; objects are kept over a commit by default."""
    config = DatabaseConfig(engine.url, {"pool_size": 1}, {"autoflush": False})
    with DatabaseManager(config) as manager, manager.get_session() as session:
        assert (session.autoflush, session.expire_on_commit) == (False, False)
        assert manager.get_engine().pool.size() == 1  # type: ignore[attr-defined]
    config = DatabaseConfig(engine.url, session_options={"expire_on_commit": True})
    with DatabaseManager(config) as manager, manager.get_session() as session:
        assert session.expire_on_commit


def test_configurations_keep_secrets_and_are_not_changed() -> None:
    """A password does not get into a log by repr(), nor a default into the reader's mapping."""
    options: dict[str, Any] = {}
    config = DatabaseConfig("sqlite:///secret", session_options=options)
    assert "secret" not in repr(config)
    DatabaseManager(config).dispose()
    assert options == {}


def test_nothing_connects_before_it_must() -> None:
    """A database that cannot be reached is noticed by the first question."""
    manager = DatabaseManager(DatabaseConfig("sqlite:////no/such/folder/ares.db"))
    with manager.get_session() as session, pytest.raises(OperationalError):
        session.execute(text("SELECT 1"))


def test_all_engines_are_disposed_of(manager: DatabaseManager) -> None:
    """Also when one of them raises; afterwards they connect anew."""
    for name in manager.names:
        with manager.get_session(name) as session:
            session.execute(text("SELECT 1"))
    pools = [manager.get_engine(name).pool for name in manager.names]
    assert [pool.checkedin() for pool in pools] == [1, 1]  # type: ignore[attr-defined]
    broken = create_engine("sqlite://")
    broken.dispose = lambda close=True: 1 / 0  # type: ignore[assignment, method-assign]
    manager._binds["broken"] = Bind(broken, manager.get_bind().session_factory)
    with pytest.raises(ZeroDivisionError):
        manager.dispose()
    del manager._binds["broken"]
    assert [pool.checkedin() for pool in pools] == [0, 0]  # type: ignore[attr-defined]
    with manager.get_session() as session:
        assert session.get(Mission, 1) is not None
