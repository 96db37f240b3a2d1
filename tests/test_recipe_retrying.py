"""Promise: a unit of work that was refused for a moment is done again, whole; nothing else is."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from astronauts import Mission, Supply, create_database
from recipes.retrying import backoff, is_transient, retry

pytestmark = pytest.mark.databases("sqlite", "postgresql", "mariadb")

NO_WAIT = {"timeout": 0}


class DriverError(Exception):
    """An error as a driver raises it, with the attributes that drivers give to theirs."""

    def __init__(self, *args: object, **attributes: object) -> None:
        super().__init__(*args)
        vars(self).update(attributes)


def wrapped(*args: object, **attributes: object) -> DBAPIError:
    """Return a driver's error as SQLAlchemy raises it."""
    return DBAPIError("UPDATE supplies", {}, DriverError(*args, **attributes))


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[tuple[Engine, Engine]]:
    """Return two engines on one file: every connection of the second begins by taking the lock."""
    url = f"sqlite:///{tmp_path.as_posix()}/ares.db"
    engine = create_database(url, connect_args=NO_WAIT)
    writers = create_engine(url, connect_args=NO_WAIT)
    event.listen(writers, "connect", lambda raw, _: setattr(raw, "isolation_level", None))
    event.listen(writers, "begin", lambda made: made.exec_driver_sql("BEGIN IMMEDIATE"))
    yield engine, writers
    engine.dispose()
    writers.dispose()


def flaky(failures: list[Exception]) -> Callable[[Session], str]:
    """Return work that adds a mission, and then raises the next error, while there is one."""

    def work(session: Session) -> str:
        session.add(Mission(name="Ares V"))
        session.flush()
        if failures:
            raise failures.pop(0)
        return "done"

    return work


def test_work_that_succeeds_runs_once(engine: Engine) -> None:
    """It is committed, its result returned, and nobody waits."""
    waits: list[float] = []
    assert retry(sessionmaker(engine), flaky([]), sleep=waits.append) == "done"
    with Session(engine) as session:
        assert session.query(Mission).filter_by(name="Ares V").count() == 1
    assert waits == []


def test_a_refused_attempt_leaves_nothing(engine: Engine) -> None:
    """Two attempts fail after their INSERT; the unique name is still free for the third."""
    waits: list[float] = []
    failures: list[Exception] = [StaleDataError("stale"), wrapped(sqlstate="40001")]
    assert retry(sessionmaker(engine), flaky(failures), sleep=waits.append) == "done"
    assert len(waits) == 2


def test_every_attempt_has_a_session_of_its_own(engine: Engine) -> None:
    """No object of a failed attempt is in the next one's Session."""
    sessions: list[Session] = []

    def work(session: Session) -> None:
        sessions.append(session)
        if len(sessions) < 3:
            raise StaleDataError("stale")

    retry(sessionmaker(engine), work, sleep=lambda _: None)
    assert len({id(session) for session in sessions}) == 3


def test_nothing_is_held_while_waiting(engine: Engine) -> None:
    """The connection is back in the pool before the wait begins."""
    out: list[int] = []

    def sleep(_: float) -> None:
        out.append(engine.pool.checkedout())  # type: ignore[attr-defined]

    retry(sessionmaker(engine), flaky([StaleDataError("stale")]), sleep=sleep)
    assert out == [0]


def test_the_last_error_is_raised(engine: Engine) -> None:
    """After so many attempts, and no wait after the last of them."""
    waits: list[float] = []
    failures: list[Exception] = [StaleDataError(str(number)) for number in (1, 2, 3, 4)]
    with pytest.raises(StaleDataError, match=r"^3$"):
        retry(sessionmaker(engine), flaky(failures), attempts=3, sleep=waits.append)
    assert (len(waits), len(failures)) == (2, 1)


def test_other_errors_are_raised_at_once(engine: Engine) -> None:
    """A name that is taken is taken the next time too."""
    waits: list[float] = []
    with pytest.raises(IntegrityError):
        retry(
            sessionmaker(engine),
            lambda session: session.add(Mission(name="Ares III")),
            sleep=waits.append,
        )
    assert waits == []


def test_what_is_transient_can_be_said(engine: Engine) -> None:
    """An application's own error, for example."""
    failures: list[Exception] = [LookupError("not yet")]
    done = retry(
        sessionmaker(engine),
        flaky(failures),
        transient=lambda error: isinstance(error, LookupError),
        sleep=lambda _: None,
    )
    assert done == "done"


def test_no_attempt_is_a_mistake(engine: Engine) -> None:
    """Asked to try no times, it says so rather than return nothing."""
    with pytest.raises(ValueError, match="at least 1, not 0"):
        retry(sessionmaker(engine), flaky([]), attempts=0)


def test_a_locked_database(engines: tuple[Engine, Engine]) -> None:
    """The lock is let go of while the refused one waits, and then the work is done."""
    engine, writers = engines
    holder = Session(writers)
    assert holder.get(Supply, 1) is not None

    def eat(session: Session) -> int:
        potatoes = session.get_one(Supply, 1)
        potatoes.quantity -= 10
        return potatoes.quantity

    with pytest.raises(OperationalError, match="database is locked"):
        retry(sessionmaker(engine), eat, attempts=1)
    assert retry(sessionmaker(engine), eat, sleep=lambda _: holder.close()) == 390


def test_a_snapshot_that_is_out_of_date(engines: tuple[Engine, Engine], tmp_path: Path) -> None:
    """In WAL mode, a commit between a read and a write refuses the one who writes."""
    raw = sqlite3.connect(tmp_path / "ares.db")
    raw.execute("PRAGMA journal_mode = WAL")
    raw.close()
    engine, writers = engines
    names: list[str] = []

    def eat(session: Session) -> int:
        potatoes = session.get_one(Supply, 1)
        if not names:
            with Session(writers) as other, other.begin():
                other.get_one(Supply, 1).quantity -= 10
        potatoes.quantity -= 10
        return potatoes.quantity

    def note(error: Exception) -> bool:
        names.append(getattr(getattr(error, "orig", None), "sqlite_errorname", ""))
        return is_transient(error)

    assert retry(sessionmaker(engine), eat, transient=note, sleep=lambda _: None) == 380
    assert names == ["SQLITE_BUSY_SNAPSHOT"]


@pytest.mark.parametrize(
    ("error", "transient"),
    [
        (StaleDataError("UPDATE expected to update 1 row(s); 0 were matched."), True),
        (wrapped("could not serialize access", sqlstate="40001"), True),
        (wrapped("deadlock detected", pgcode="40P01"), True),
        (wrapped("null value", sqlstate="23502"), False),
        (wrapped("42000", "syntax"), False),
        (wrapped("40001", "deadlock victim"), True),
        (wrapped(1213, "Deadlock found when trying to get lock"), True),
        (wrapped(1020, "Record has changed since last read in table 'supplies'"), True),
        (wrapped(1062, "Duplicate entry"), False),
        (wrapped({"C": "40001"}), False),
        (wrapped(), False),
        (DBAPIError("", {}, sqlite3.OperationalError("database is locked")), False),
        (DBAPIError("", {}, DriverError(sqlstate="40001"), connection_invalidated=True), False),
        (ValueError("40001"), False),
    ],
)
def test_which_errors_are_transient(error: Exception, transient: bool) -> None:
    """Those that name the moment as the cause, by the driver's code and not by its words."""
    assert is_transient(error) is transient


def test_the_waits_grow() -> None:
    """They double up to a limit, and chance takes up to a half of each."""
    limits = [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 2.0, 2.0]
    for attempt, limit in enumerate(limits, start=1):
        waits = [backoff(attempt) for _ in range(50)]
        assert limit / 2 <= min(waits) < max(waits) <= limit
    assert backoff(100_000, first=1.0, longest=4.0) <= 4.0
