"""Do a unit of work again when only the moment was wrong.

Two transactions that want the same row at once are nobody's mistake. One of them is refused, and
would succeed a moment later. What has to be done again is the whole unit of work, in a fresh
Session: what it read before it was refused is out of date::

    def eat(session: Session) -> int:
        potatoes = session.get_one(Supply, 1)
        potatoes.quantity -= 10
        return potatoes.quantity

    left = retry(new_session, eat)

The work may run several times, so it does nothing that a rollback does not take back: it sends no
letters. It is handed its Session, uses no object of another one, and does not commit.
"""

import random
import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

Result = TypeVar("Result")

#: What the SQL standard, and PostgreSQL with it, calls a serialization failure and a deadlock.
SQLSTATES = {"40001", "40P01"}
#: For drivers that put a code first among an error's arguments: pyodbc puts an SQLSTATE there,
#: MySQL's and MariaDB's a number (1020: somebody else has changed a row that this transaction read,
#: where MariaDB has ``innodb_snapshot_isolation``; 1205: a lock did not come in time; 1213: a
#: deadlock).
FIRST_ARGUMENTS = {"40001", 1020, 1205, 1213}
#: SQLite's "database is locked" and "database table is locked".
SQLITE_CODES = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def is_transient(error: Exception) -> bool:
    """Tell whether the same work may succeed when it is done again from the start.

    A lost connection is not among these errors: when it broke during the COMMIT, the work may have
    been done.

    :param error: what a unit of work, or its commit, has raised.
    """
    if isinstance(error, StaleDataError):
        return True
    if not isinstance(error, DBAPIError) or error.connection_invalidated:
        return False
    driver_error = error.orig
    # psycopg and asyncpg say "sqlstate", psycopg2 says "pgcode".
    sqlstate = getattr(driver_error, "sqlstate", None) or getattr(driver_error, "pgcode", None)
    if sqlstate is not None:
        return sqlstate in SQLSTATES
    if isinstance(driver_error, sqlite3.Error):
        # The lowest byte is the error; those above say which kind of it, SQLITE_BUSY_SNAPSHOT say.
        return getattr(driver_error, "sqlite_errorcode", 0) & 0xFF in SQLITE_CODES
    first = driver_error.args[0] if driver_error is not None and driver_error.args else None
    return isinstance(first, int | str) and first in FIRST_ARGUMENTS


def backoff(attempt: int, first: float = 0.05, longest: float = 2.0) -> float:
    """Return how many seconds to wait after a failed attempt.

    The limit doubles from attempt to attempt, up to the longest. Half of the time is left to
    chance, so that two who met once do not meet again.

    :param attempt: the number of the attempt that failed, from 1.
    """
    limit = min(longest, first * 2.0 ** min(attempt - 1, 60))
    return limit * random.uniform(0.5, 1.0)  # noqa: S311 -- nobody's secret depends on it


def retry(
    new_session: Callable[[], Session],
    work: Callable[[Session], Result],
    *,
    attempts: int = 5,
    transient: Callable[[Exception], bool] = is_transient,
    sleep: Callable[[float], object] = time.sleep,
) -> Result:
    """Run ``work`` in a Session and a transaction of its own, and commit; when refused, once more.

    Every attempt has a new Session. An attempt that fails is rolled back, and its Session closed,
    before the wait, so that no lock and no connection is held meanwhile.

    :param new_session: makes a Session; a :class:`~sqlalchemy.orm.sessionmaker` is one such.
    :param work: is called with the Session, and neither commits nor rolls back.
    :param attempts: how often to try in all.
    :param transient: tells which errors are worth another attempt; all others are raised at once.
    :param sleep: waits for so many seconds.
    :return: what the attempt that was committed returned; objects in it are detached.
    :raises ValueError: when ``attempts`` is less than 1.
    :raises Exception: what the last attempt raised, when there was none that succeeded.
    """
    if attempts < 1:
        raise ValueError(f"attempts must be at least 1, not {attempts}")
    for attempt in range(1, attempts):
        try:
            return _once(new_session, work)
        except Exception as error:
            if not transient(error):
                raise
        sleep(backoff(attempt))
    return _once(new_session, work)


def _once(new_session: Callable[[], Session], work: Callable[[Session], Result]) -> Result:
    """Run the work once: commit what it did, or take all of it back."""
    with new_session() as session, session.begin():
        return work(session)
