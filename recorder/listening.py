"""Listens to every engine and every Session of the process, while it is told to.

All of it is SQLAlchemy's public events, put on the classes ``Engine``, ``Pool`` and ``Session``, so
that what is made later is heard too. Async engines and Sessions wrap plain ones, and are heard
through them.
"""

import threading
import weakref
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool

from recorder.model import Step
from recorder.values import engine_name, error_text, label_of, shown

#: Session's events for the ways from state to state, as SQLAlchemy names them.
WAYS = (
    "transient_to_pending",
    "pending_to_transient",
    "pending_to_persistent",
    "detached_to_persistent",
    "loaded_as_persistent",
    "persistent_to_transient",
    "persistent_to_deleted",
    "persistent_to_detached",
    "deleted_to_detached",
    "deleted_to_persistent",
)
_COUNTING = ("INSERT", "UPDATE", "DELETE", "REPLACE")
_CHANGING = (*_COUNTING, "WITH", "CREATE", "DROP", "ALTER")


class Ear:
    """Collects steps; a context manager, deaf outside its block.

    :ivar steps: what happened since the last :meth:`take`, in order.
    :ivar open: the connections in a transaction, by number.
    :ivar wrote: the numbers of those that have written in it.
    :ivar holders: the Session that began a transaction on a connection.
    """

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.ways: list[tuple[Step, weakref.ref[Any]]] = []
        self.open: dict[int, weakref.ref[Connection]] = {}
        self.wrote: set[int] = set()
        self.holders: weakref.WeakKeyDictionary[Connection, weakref.ref[Session]] = (
            weakref.WeakKeyDictionary()
        )
        self.engines: dict[int, weakref.ref[Engine]] = {}
        self._numbers: dict[int, int] = {}
        self._known: weakref.WeakKeyDictionary[Connection, int] = weakref.WeakKeyDictionary()
        self._last = 0
        self._lock = threading.RLock()
        self._listeners: list[tuple[Any, str, Callable[..., None]]] = [
            (Engine, "begin", self._begin),
            (Engine, "commit", lambda connection: self._end("commit", connection)),
            (Engine, "rollback", lambda connection: self._end("rollback", connection)),
            (Engine, "savepoint", lambda connection, name: self._mark("savepoint", connection)),
            (Engine, "release_savepoint", lambda c, name, context: self._mark("release", c)),
            (Engine, "rollback_savepoint", lambda c, name, context: self._mark("rollback to", c)),
            (Engine, "begin_twophase", lambda connection, xid: self._begin(connection)),
            (Engine, "prepare_twophase", lambda connection, xid: self._mark("prepare", connection)),
            (Engine, "commit_twophase", lambda c, xid, prepared: self._end("commit", c)),
            (Engine, "rollback_twophase", lambda c, xid, prepared: self._end("rollback", c)),
            (Engine, "before_cursor_execute", self._statement),
            (Engine, "after_cursor_execute", self._rows),
            (Engine, "handle_error", self._error),
            (Pool, "close", self._closed),
            (Pool, "close_detached", lambda connection: self._closed(connection, None)),
            (Session, "after_begin", self._held),
            *((Session, way, self._way(way)) for way in WAYS),
        ]

    def __enter__(self) -> "Ear":
        for target, name, listener in self._listeners:
            event.listen(target, name, listener)
        return self

    def __exit__(self, *error: object) -> None:
        for target, name, listener in self._listeners:
            event.remove(target, name, listener)

    def take(self) -> list[Step]:
        """Return the steps so far, and begin a new list."""
        with self._lock:
            steps, self.steps, self.ways = self.steps, [], []
        return steps

    def _add(self, kind: str, connection: Connection | None, text: str = "", **more: Any) -> Step:
        step = Step(kind, text, thread=threading.current_thread().name, **more)
        if connection is not None:
            step.connection = self._number(connection)
            step.engine = engine_name(connection.engine)
            pool = connection.engine.pool
            self.engines.setdefault(id(pool), weakref.ref(connection.engine))
        with self._lock:
            self.steps.append(step)
        return step

    def _number(self, connection: Connection) -> int:
        """Return the number of the driver's connection, of which a Connection has one at a time."""
        if connection.closed or connection.invalidated:
            return self._known.get(connection, 0)  # asking it would make it connect again
        key = id(connection.connection.dbapi_connection)
        with self._lock:
            if key not in self._numbers:
                self._last += 1
                self._numbers[key] = self._last
            self._known[connection] = self._numbers[key]
            return self._numbers[key]

    def _closed(self, dbapi_connection: Any, entry: Any) -> None:
        # Another connection may get the same place in memory, and is another one.
        with self._lock:
            number = self._numbers.pop(id(dbapi_connection), 0)
            self.open.pop(number, None)
            self.wrote.discard(number)

    def _begin(self, connection: Connection) -> None:
        step = self._add("begin", connection, _without_transaction(connection))
        with self._lock:
            self.open[step.connection] = weakref.ref(connection)
            self.wrote.discard(step.connection)

    def _end(self, kind: str, connection: Connection) -> None:
        step = self._add(kind, connection, _without_transaction(connection))
        with self._lock:
            self.open.pop(step.connection, None)
            self.wrote.discard(step.connection)

    def _held(self, session: Session, transaction: Any, connection: Connection) -> None:
        with self._lock:
            self.holders[connection] = weakref.ref(session)

    def _mark(self, kind: str, connection: Connection) -> None:
        self._add(kind, connection)

    def _statement(
        self,
        connection: Connection,
        cursor: Any,
        statement: str,
        parameters: Any,
        context: Any,
        executemany: bool,
    ) -> None:
        words = statement.split(None, 2)
        verb = words[0].upper() if words else ""
        # What a begin or savepoint listener sends is the same step, told a second time.
        if verb in {"BEGIN", "SAVEPOINT", "RELEASE"} or words[:2] == ["ROLLBACK", "TO"]:
            return
        # insertmanyvalues calls itself executemany, and sends one set.
        several = executemany and isinstance(parameters, list)
        sets = parameters if several else [parameters] if parameters else []
        self._add("statement", connection, statement, parameters=shown(sets))

    def _rows(
        self,
        connection: Connection,
        cursor: Any,
        statement: str,
        parameters: Any,
        context: Any,
        executemany: bool,
    ) -> None:
        words = statement.split(None, 1)
        verb = words[0].upper() if words else ""
        if verb not in _CHANGING:
            return
        number = self._number(connection)
        # One that failed, because another transaction has the lock, has got no lock itself.
        with self._lock:
            self.wrote.add(number)
        if verb not in _COUNTING:
            return
        count = getattr(cursor, "rowcount", -1)
        with self._lock:
            for step in reversed(self.steps):
                if step.kind == "statement" and step.connection == number:
                    # With RETURNING a driver knows the number only when the rows are read.
                    known = count > 0 or "RETURNING" not in statement.upper()
                    step.rows = count if known and count >= 0 else None
                    break

    def _error(self, context: ExceptionContext) -> None:
        text = error_text(context.original_exception)
        thread = threading.current_thread().name
        with self._lock:
            for step in reversed(self.steps):
                if step.thread == thread and step.kind != "state":
                    if step.text == context.statement and not step.error:
                        step.error = text
                        return
                    break
        self._add("statement", context.connection, context.statement or "", error=text)

    def _way(self, name: str) -> Callable[[Session, object], None]:
        before, after = ("", "persistent") if "loaded" in name else name.split("_to_")

        def listener(session: Session, mapped: object) -> None:
            step = Step("state", f"{before} → {after}", thread=threading.current_thread().name)
            step.parameters = [label_of(mapped)]
            with self._lock:
                if name != "loaded_as_persistent":
                    self.steps.append(step)
                self.ways.append((step, weakref.ref(mapped)))

        return listener


def _without_transaction(connection: Connection) -> str:
    """Return a remark where BEGIN and COMMIT are SQLAlchemy's words only, and nothing is sent."""
    level = connection.get_execution_options().get("isolation_level")
    return "not sent: autocommit" if level == "AUTOCOMMIT" else ""
