"""Makes Python ready for a page: everything that can be done before the page is known.

What importing this module leaves behind may be kept as a memory snapshot, so it holds no open file
and no object of the browser's.
"""

import gc
import sqlite3  # noqa: F401 - SQLAlchemy imports it only for the first engine

from kernel import debugger, rest, turns

# Nothing that is imported is garbage, and to look for it takes time.
gc.disable()
turns.prepare()
debugger.prepare()

import sqlalchemy.dialects.sqlite  # noqa: E402
import sqlalchemy.orm  # noqa: E402

import kernel.messages  # noqa: E402, F401

gc.freeze()
gc.enable()


def warm() -> None:
    """Do once what every page does first, so that a snapshot holds all that it loads."""
    from astronauts import Astronaut, create_database

    rest.names()
    engine = create_database()
    with sqlalchemy.orm.Session(engine) as session:
        session.get(Astronaut, 1)
    engine.dispose()
    gc.collect()
