"""The guard of ``sqlite3`` against other threads, which in C sees one thread only.

A connection is for the thread that opened it, unless ``check_same_thread=False``. The C code asks
the system for the thread's number, and that is the same for all turns; so this asks the turns.
"""

import functools
import sqlite3
from collections.abc import Callable
from typing import Any

from kernel.turns_schedule import Turns

#: What the real ones guard: all methods and properties but these, and the special ones.
UNGUARDED = {"interrupt"}


def prepare(turns: Turns) -> None:
    """Have ``sqlite3.connect`` open guarded connections."""

    def check(opened_in: int) -> None:
        here = turns.current.ident
        if here != opened_in:
            raise sqlite3.ProgrammingError(
                "SQLite objects created in a thread can only be used in that same thread. "
                f"The object was created in thread id {opened_in} and this is thread id {here}."
            )

    connections: Any = _guarded(sqlite3.Connection, turns, check)
    cursors: Any = _guarded(sqlite3.Cursor, turns, check)
    real_cursor = connections.cursor

    def cursor(self: Any, factory: Any = cursors) -> Any:
        return real_cursor(self, factory)

    def execute(name: str) -> Callable[..., Any]:
        return lambda self, *args: getattr(self.cursor(), name)(*args)

    connections.cursor = cursor
    for name in ("execute", "executemany", "executescript"):
        setattr(
            connections, name, functools.wraps(getattr(sqlite3.Connection, name))(execute(name))
        )

    @functools.wraps(sqlite3.connect)
    def connect(database: Any, *args: Any, **kwargs: Any) -> sqlite3.Connection:
        given = dict(zip(POSITIONAL, args, strict=False)) | kwargs
        if given.get("check_same_thread", True):
            given.setdefault("factory", connections)
        return REAL_CONNECT(database, **given)

    sqlite3.connect = sqlite3.dbapi2.connect = connect  # type: ignore[attr-defined]


#: The parameters of ``sqlite3.connect`` that may be given by position, after the database.
POSITIONAL = (
    *("timeout", "detect_types", "isolation_level", "check_same_thread"),
    *("factory", "cached_statements", "uri"),
)
REAL_CONNECT = sqlite3.connect


def _guarded(kind: type, turns: Turns, check: Callable[[int], None]) -> type:
    """Return a subclass that notes who made it, and refuses others."""

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        self._opened_in = turns.current.ident
        kind.__init__(self, *args, **kwargs)

    def guarded(method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def call(self: Any, *args: Any, **kwargs: Any) -> Any:
            check(self._opened_in)
            return method(self, *args, **kwargs)

        return call

    body: dict[str, Any] = {"__module__": "sqlite3", "__init__": __init__}
    for name, value in vars(kind).items():
        if callable(value) and name not in UNGUARDED and not name.startswith("__"):
            body[name] = guarded(value)
    return type(kind.__name__, (kind,), body)
