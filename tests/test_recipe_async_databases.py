"""Promise: recipes/async_databases.py is the twin of recipes/databases.py."""

import asyncio
import inspect
from typing import Any

import pytest
from sqlalchemy import URL, Engine, select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import DetachedInstanceError

from astronauts import Mission, create_database
from recipes import async_databases, databases
from recipes.async_databases import (
    AsyncDatabaseConfig,
    AsyncDatabaseManager,
    UnknownDatabaseError,
)

pytestmark = pytest.mark.databases(
    "sqlite", "postgresql", reason="the pins have no async driver for MariaDB: PyMySQL is none"
)


def url(engine: Engine) -> URL:
    """Return the address of the same database for an async driver."""
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
    return engine.url.set(drivername=drivers[engine.dialect.name])


def missions(engine: Engine) -> list[str]:
    """Return the names of all missions that are committed."""
    with Session(engine) as session:
        return list(session.scalars(select(Mission.name).order_by(Mission.id)))


def test_names_lead_to_their_databases(engine: Engine) -> None:
    """Two tasks work in two databases; one block commits by itself, the other when told."""
    other = create_database()

    async def plan(manager: AsyncDatabaseManager, name: str, mission: str) -> None:
        async with manager.begin(name) as session:
            session.add(Mission(name=mission))

    async def main() -> tuple[int, int]:
        configs = {name: AsyncDatabaseConfig(url(each)) for name, each in databases_by_name}
        async with AsyncDatabaseManager(configs) as manager:
            await asyncio.gather(
                plan(manager, "default", "Ares V"), plan(manager, "other", "Ares VI")
            )
            async with manager.get_session("other") as session:
                session.add(Mission(name="Ares VII"))
                await session.commit()
            async with manager.get_session() as session:
                session.add(Mission(name="Ares VIII"))
                await session.flush()
            pools = [manager.get_engine(name).pool for name in manager.names]
            before = sum(pool.checkedin() for pool in pools)  # type: ignore[attr-defined]
        return before, sum(pool.checkedin() for pool in pools)  # type: ignore[attr-defined]

    databases_by_name = [("default", engine), ("other", other)]
    assert asyncio.run(main()) == (2, 0)
    assert missions(engine)[2:] == ["Ares V"]
    assert missions(other)[2:] == ["Ares VI", "Ares VII"]
    other.dispose()


def test_objects_can_be_read_after_the_commit(engine: Engine) -> None:
    """The default that asyncio needs; it can be overridden."""

    async def main(**options: Any) -> str:
        config = AsyncDatabaseConfig(url(engine), session_options=options)
        async with AsyncDatabaseManager(config) as manager:
            async with manager.begin() as session:
                mission = await session.get_one(Mission, 1)
            return mission.name

    assert asyncio.run(main()) == "Ares III"
    with pytest.raises(DetachedInstanceError):
        asyncio.run(main(expire_on_commit=True))


@pytest.mark.parametrize("method", ["get_bind", "get_engine", "get_session", "begin"])
def test_unknown_names_are_named(engine: Engine, method: str) -> None:
    """The error says what was asked for and what there is."""
    manager = AsyncDatabaseManager({"crew": AsyncDatabaseConfig(url(engine))})
    with pytest.raises(UnknownDatabaseError, match="no database is named 'default'; known: 'crew'"):
        getattr(manager, method)()


@pytest.mark.parametrize(
    ("config", "error", "message"),
    [
        ({}, ValueError, "one AsyncDatabaseConfig at least"),
        ("sqlite://", TypeError, "'default' is no AsyncDatabaseConfig"),
        (AsyncDatabaseConfig("sqlite://"), InvalidRequestError, "requires an async driver"),
    ],
)
def test_wrong_configurations(config: Any, error: type[Exception], message: str) -> None:
    """A mistake shows when the manager is made."""
    with pytest.raises(error, match=message):
        AsyncDatabaseManager(config)


def test_the_twins_have_the_same_methods() -> None:
    """Whoever knows one knows the other."""

    def signatures(manager: type) -> dict[str, list[str]]:
        return {
            name: list(inspect.signature(method).parameters)
            for name, method in inspect.getmembers(manager, inspect.isfunction)
            if not name.startswith("_")
        }

    assert signatures(AsyncDatabaseManager) == signatures(databases.DatabaseManager)
    assert async_databases.DEFAULT == databases.DEFAULT
