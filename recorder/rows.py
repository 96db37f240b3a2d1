"""Reads the rows as all can see them, and as an open transaction sees them.

Neither is read through SQLAlchemy, so no event of the example's hears it. *Committed* rows are
read through a connection of the recorder's own, opened for the moment and closed again: it takes
none from the example's pool, and keeps no database alive. The *open* view is read on the
example's own connection, by the driver, and only where it cannot be noticed: on SQLite, in a
transaction that has written already. It has its lock and its snapshot then, and a SELECT that is
read to its end changes neither, nor ``changes()``, nor ``last_insert_rowid()``.

On a server neither is read, and the record says so once. There a look can be noticed: a connection
more stands in the server's list and counts toward its limit, and a SELECT between the example's own
changes what ``ROW_COUNT()`` says, waits for who alters the table, and fails where a result is still
being fetched.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine

from recorder.model import Change
from recorder.values import value_text

#: Larger databases are not compared: more tables than this, or rows in one of them.
TABLES, ROWS = 20, 200

#: The rows of one table by rowid, under the names of its columns.
Table = tuple[list[str], dict[Any, tuple[Any, ...]]]
Rows = dict[str, Table]


def place_of(engine: Engine) -> str:
    """Return what tells a database from others, whatever driver leads to it."""
    url = engine.url
    within = url.query.get("vfs") or url.query.get("options")  # a schema of PostgreSQL, for example
    return f"{engine.dialect.name} {url.host} {url.port} {url.database} {within}"


def on_server(engine: Engine) -> bool:
    """Return whether an engine's rows are never read, because it leads to a server."""
    return engine.dialect.name != "sqlite"


def committed(engine: Engine, long: list[str] | None = None) -> Rows | None:
    """Return what all can see in an engine's database, None where that cannot be told.

    :param long: gets the names of the tables that are too long to be read.
    """
    if on_server(engine):
        return None
    with contextlib.suppress(sqlite3.Error), _another_connection(engine) as connection:
        return None if connection is None else _read(connection, long)
    return None


def in_transaction(connection: Connection | None) -> Rows | None:
    """Return what a connection sees that has written, None where reading might be noticed."""
    if connection is None or connection.closed or connection.invalidated:
        return None
    driver = connection.connection.dbapi_connection
    if not isinstance(driver, sqlite3.Connection):
        return None
    with contextlib.suppress(sqlite3.Error):  # another thread's, or closed under our hands
        return _read(driver) if driver.in_transaction else None
    return None


@contextlib.contextmanager
def _another_connection(engine: Engine) -> Iterator[sqlite3.Connection | None]:
    """Open a second connection to a SQLite database, where it would be the same database."""
    url = engine.url
    database = url.database or ":memory:"
    if database == ":memory:" or url.query.get("mode") == "memory":
        yield None  # a second connection would find a database of its own
        return
    if database.startswith("file:"):
        vfs = url.query.get("vfs")
        address = f"{database}?vfs={vfs}" if vfs else f"{database}?mode=ro"
    else:
        address = f"file:{database}?mode=ro"
    connection = sqlite3.connect(address, uri=True, timeout=0, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


def _read(connection: sqlite3.Connection, long: list[str] | None = None) -> Rows | None:
    """Read every table, unless there are too many or they are too long."""
    names = _fetch(
        connection,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " ORDER BY rowid",
    )[1]
    if len(names) > TABLES:
        return None
    found: Rows = {}
    for (name,) in names:
        quoted = '"' + name.replace('"', '""') + '"'
        try:
            query = f"SELECT rowid, * FROM {quoted} LIMIT {ROWS + 1}"  # noqa: S608 (quoted)
            columns, rows = _fetch(connection, query)
        except sqlite3.OperationalError:  # a table without rowid, or a virtual one
            continue
        if len(rows) <= ROWS:
            found[name] = (columns[1:], {row[0]: row[1:] for row in rows})
        elif long is not None:
            long.append(name)
    return found


def _fetch(connection: sqlite3.Connection, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Run one query to its end, with plain tuples whatever the connection's own row factory."""
    cursor = connection.cursor()
    cursor.row_factory = None
    try:
        rows = cursor.execute(query).fetchall()
        return [column[0] for column in cursor.description], rows
    finally:
        cursor.close()


def differences(before: Rows, after: Rows, where: str) -> list[Change]:
    """Return the rows that differ, as text, table by table."""
    found = []
    for table in [*before, *(name for name in after if name not in before)]:
        columns, old = before.get(table, ([], {}))
        new_columns, new = after.get(table, ([], {}))
        for key in [*old, *(key for key in new if key not in old)]:
            if old.get(key) != new.get(key):
                found.append(
                    Change(
                        where,
                        table,
                        new_columns or columns,
                        _texts(old.get(key)),
                        _texts(new.get(key)),
                    )
                )
    return found


def _texts(row: tuple[Any, ...] | None) -> list[str] | None:
    return None if row is None else [value_text(value) for value in row]
