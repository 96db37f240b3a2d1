"""Runs the pages on a server, where ``ASTRONAUTS_DATABASE`` names one, as far as they say so.

``make doctest DATABASE=postgresql+psycopg://user@host/database`` sets it. On SQLite, nothing here
changes what runs; a page that needs a server is left out, and said so.
"""

import doctest
import os
from pathlib import Path
from typing import Any

import pytest

from astronauts import create_database
from extensions.portable import NAMES, VARIABLE, dialect_of, left_out, page_databases

DIALECT = dialect_of(os.environ.get(VARIABLE, ""))
_NOT_HERE: list[str] = []
#: It has no examples, and as a module it would get in the way of the tests' own.
collect_ignore = ["conftest.py"]
#: How the messages of SQLite's driver begin, in those of SQLAlchemy.
DRIVERS = ("(sqlite3.", "(aiosqlite.")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Say in one line what is wrong with the server, before each page would."""
    if DIALECT not in NAMES:
        known = "postgresql+psycopg://... and mariadb+pymysql://..."
        raise pytest.UsageError(f"The pages run on SQLite, PostgreSQL and MariaDB: {known}")
    if DIALECT != "sqlite" and not hasattr(session.config, "workerinput"):
        try:
            create_database().dispose()
        except RuntimeError as error:
            raise pytest.UsageError(str(error)) from None


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave a page out that does not run on this database."""
    if collection_path.suffix != ".rst":
        return None
    if DIALECT in page_databases(collection_path.read_text(encoding="utf-8")):
        return None
    _NOT_HERE.append(collection_path.name)
    return True


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fit the examples of each page to this database."""
    for item in items:
        test = getattr(item, "dtest", None)
        if test is not None and str(test.filename).endswith(".rst"):
            fit(test, Path(test.filename).read_text(encoding="utf-8"), DIALECT)


def fit(test: doctest.DocTest, source: str, dialect: str) -> None:
    """Skip the examples that say they run on other databases.

    Where an error shows the words of SQLite's driver, and this is another, its class alone counts.
    """
    elsewhere = left_out(source, dialect)
    for example in test.examples:
        line = example.lineno + 1
        if any(first <= line <= last for first, last in elsewhere):
            example.options[doctest.SKIP] = True
        if dialect != "sqlite" and any(driver in (example.exc_msg or "") for driver in DRIVERS):
            example.options[doctest.IGNORE_EXCEPTION_DETAIL] = True
            if dialect == "mariadb" and "CHECK constraint failed" in example.exc_msg:
                # PyMySQL does not know MariaDB's number 4025, and calls all that OperationalError.
                example.exc_msg = example.exc_msg.replace("IntegrityError", "OperationalError", 1)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what was left out."""
    if _NOT_HERE:
        pages = ", ".join(sorted(set(_NOT_HERE)))
        terminalreporter.write_line(f"Not on {NAMES[DIALECT]}, by their own words: {pages}")
