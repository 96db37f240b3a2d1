"""Several named databases and their async Sessions, looked after in one place.

The twin of ``databases.py``. Copy this file into your own program. It needs SQLAlchemy 2.0 or newer
with greenlet, and an async driver, such as aiosqlite::

    async with AsyncDatabaseManager(AsyncDatabaseConfig("sqlite+aiosqlite:///ares.db")) as manager:
        async with manager.get_session() as session, session.begin():
            session.add(...)

Make one manager for an event loop, hand it to those who need it, and dispose of it before the loop
ends: a pooled connection belongs to the loop that opened it. Tasks may share the manager. They may
not share a Session: get one for each piece of work.
"""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

#: The name of the only database, and of the one that is meant where no name is given.
DEFAULT = "default"


class UnknownDatabaseError(LookupError):
    """Nobody has configured a database of that name; the message lists the names that exist."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name, known)
        self.name = name
        self.known = known

    def __str__(self) -> str:
        return f"no database is named {self.name!r}; known: {', '.join(map(repr, self.known))}"


@dataclass(frozen=True)
class AsyncDatabaseConfig:
    """Where a database is, and how its engine and its Sessions are made.

    :param url: what ``create_async_engine()`` takes first; kept out of the ``repr()``, as it may
        hold a password.
    :param engine_options: further arguments of that function.
    :param session_options: arguments of :class:`sqlalchemy.ext.asyncio.async_sessionmaker`, except
        ``bind``. Without ``expire_on_commit`` among them it is False: after a commit an attribute
        cannot be loaded again by a mere look at it.
    """

    url: str | URL = field(repr=False)
    engine_options: Mapping[str, Any] = field(default_factory=dict)
    session_options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class AsyncBind:
    """What belongs to one database: its engine, and the factory of the async Sessions on it."""

    engine: AsyncEngine
    session_factory: async_sessionmaker[AsyncSession]


class AsyncDatabaseManager:
    """Makes an engine and a session factory for each configured database, and hands them out.

    Nothing connects before it is asked for. As a context manager it disposes of all at the end.

    :param config: one :class:`AsyncDatabaseConfig`, whose name is then ``"default"``, or one for
        each name.
    :raises ValueError: when there is no configuration at all.
    :raises TypeError: when something is no :class:`AsyncDatabaseConfig`, or an option is unknown.
    :raises sqlalchemy.exc.InvalidRequestError: when the driver that a URL names is not async.
    :raises sqlalchemy.exc.ArgumentError: when a URL cannot be read.
    """

    def __init__(self, config: AsyncDatabaseConfig | Mapping[str, AsyncDatabaseConfig]) -> None:
        configs = config if isinstance(config, Mapping) else {DEFAULT: config}
        if not configs:
            raise ValueError("give one AsyncDatabaseConfig at least")
        self._binds = {name: _bind(name, each) for name, each in configs.items()}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all databases, in the order of their configuration."""
        return tuple(self._binds)

    def get_bind(self, name: str = DEFAULT) -> AsyncBind:
        """Return the engine and the session factory of one database, always the same two.

        :raises UnknownDatabaseError: when no database has that name.
        """
        try:
            return self._binds[name]
        except KeyError:
            raise UnknownDatabaseError(name, self.names) from None

    def get_engine(self, name: str = DEFAULT) -> AsyncEngine:
        """Return the engine of one database.

        :raises UnknownDatabaseError: when no database has that name.
        """
        return self.get_bind(name).engine

    def get_session(self, name: str = DEFAULT) -> AsyncSession:
        """Return a new Session, to be used in an ``async with`` block, which closes it.

        Closing does not commit: ``await session.commit()``, or use :meth:`begin`.

        :raises UnknownDatabaseError: when no database has that name.
        """
        return self.get_bind(name).session_factory()

    def begin(self, name: str = DEFAULT) -> AbstractAsyncContextManager[AsyncSession]:
        """Return an ``async with`` block that commits, or after an error rolls back.

        :raises UnknownDatabaseError: when no database has that name.
        """
        return self.get_bind(name).session_factory.begin()

    async def dispose(self, close: bool = True) -> None:
        """Dispose of all engines, of the others too when one raises; ``close`` as in an engine."""
        async with AsyncExitStack() as stack:
            for bind in self._binds.values():
                stack.push_async_callback(bind.engine.dispose, close=close)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        await self.dispose()


def _bind(name: str, config: AsyncDatabaseConfig) -> AsyncBind:
    """Make the engine and the factory that a configuration describes."""
    if not isinstance(config, AsyncDatabaseConfig):
        raise TypeError(f"the configuration of {name!r} is no AsyncDatabaseConfig: {type(config)}")
    engine = create_async_engine(config.url, **config.engine_options)
    options = {"expire_on_commit": False, **config.session_options}
    return AsyncBind(engine, async_sessionmaker(engine, **options))
