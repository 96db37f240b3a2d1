"""Several named databases and their Sessions, looked after in one place.

Copy this file into your own program. It needs SQLAlchemy 2.0 or newer and nothing else::

    with DatabaseManager(DatabaseConfig("sqlite:///ares.db")) as manager:
        with manager.get_session() as session, session.begin():
            session.add(...)

Make one manager when the program starts, hand it to those who need it, and dispose of it at the
end. Threads may share it, as they may share engines and factories. They may not share a Session:
get one for each piece of work.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.orm import Session, sessionmaker

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
class DatabaseConfig:
    """Where a database is, and how its engine and its Sessions are made.

    :param url: what :func:`sqlalchemy.create_engine` takes first. It stays out of the ``repr()``,
        because it may hold a password.
    :param engine_options: further arguments of :func:`sqlalchemy.create_engine`.
    :param session_options: arguments of :class:`sqlalchemy.orm.sessionmaker`, except ``bind``.
        Without ``expire_on_commit`` among them it is False: objects can be read after a commit.
    """

    url: str | URL = field(repr=False)
    engine_options: Mapping[str, Any] = field(default_factory=dict)
    session_options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Bind:
    """What belongs to one database: its engine, and the factory of the Sessions on it."""

    engine: Engine
    session_factory: sessionmaker[Session]


class DatabaseManager:
    """Makes an engine and a session factory for each configured database, and hands them out.

    Nothing connects before the first Session asks something: that is how engines are. As a context
    manager it disposes of all engines at the end.

    :param config: one :class:`DatabaseConfig`, whose name is then ``"default"``, or one for each
        name.
    :raises ValueError: when there is no configuration at all.
    :raises TypeError: when something is not a :class:`DatabaseConfig`, or an option is one that
        ``create_engine()`` does not know. A wrong session option shows when the first Session is
        made: that is how ``sessionmaker`` is.
    :raises sqlalchemy.exc.ArgumentError: when a URL cannot be read.
    """

    def __init__(self, config: DatabaseConfig | Mapping[str, DatabaseConfig]) -> None:
        configs = config if isinstance(config, Mapping) else {DEFAULT: config}
        if not configs:
            raise ValueError("give one DatabaseConfig at least")
        self._binds = {name: _bind(name, each) for name, each in configs.items()}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all databases, in the order of their configuration."""
        return tuple(self._binds)

    def get_bind(self, name: str = DEFAULT) -> Bind:
        """Return the engine and the session factory of one database, always the same two.

        :raises UnknownDatabaseError: when no database has that name.
        """
        try:
            return self._binds[name]
        except KeyError:
            raise UnknownDatabaseError(name, self.names) from None

    def get_engine(self, name: str = DEFAULT) -> Engine:
        """Return the engine of one database.

        :raises UnknownDatabaseError: when no database has that name.
        """
        return self.get_bind(name).engine

    def get_session(self, name: str = DEFAULT) -> Session:
        """Return a new Session, to be used in a ``with`` block, which closes it.

        Closing does not commit: call ``session.commit()``, or use :meth:`begin`.

        :raises UnknownDatabaseError: when no database has that name.
        """
        return self.get_bind(name).session_factory()

    def begin(self, name: str = DEFAULT) -> AbstractContextManager[Session]:
        """Return a ``with`` block on a new Session that commits, or after an error rolls back.

        :raises UnknownDatabaseError: when no database has that name.
        """
        return self.get_bind(name).session_factory.begin()

    def dispose(self, close: bool = True) -> None:
        """Dispose of every engine, of the others too when one of them raises.

        An engine that is used again afterwards connects anew.

        :param close: False in a forked child, where the connections belong to the parent; as in
            :meth:`sqlalchemy.Engine.dispose`.
        """
        with ExitStack() as stack:
            for bind in self._binds.values():
                stack.callback(bind.engine.dispose, close=close)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        self.dispose()


def _bind(name: str, config: DatabaseConfig) -> Bind:
    """Make the engine and the factory that a configuration describes."""
    if not isinstance(config, DatabaseConfig):
        raise TypeError(f"the configuration of {name!r} is no DatabaseConfig: {type(config)}")
    engine = create_engine(config.url, **config.engine_options)
    options = {"expire_on_commit": False, **config.session_options}
    return Bind(engine, sessionmaker(engine, **options))
