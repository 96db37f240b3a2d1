"""Makes Python ready for a page: everything that can be done before the page is known.

What importing this module leaves behind may be kept as a memory snapshot, so it holds no open file
and no object of the browser's.
"""

import gc
import sqlite3  # noqa: F401 - SQLAlchemy imports it only for the first engine

from kernel import turns

turns.prepare()

import sqlalchemy.dialects.sqlite  # noqa: E402
import sqlalchemy.orm  # noqa: E402

import kernel.messages  # noqa: E402, F401


def warm() -> None:
    """Connect an engine once, so that a snapshot holds what the first connection loads."""
    engine = sqlalchemy.create_engine("sqlite://")
    with sqlalchemy.orm.Session(engine) as session:
        session.execute(sqlalchemy.text("SELECT 1"))
    engine.dispose()
    gc.collect()
