"""Makes Python ready for a page: everything that can be done before the page is known.

What importing this module leaves behind may be kept as a memory snapshot, so it holds no open file
and no object of the browser's.
"""

import doctest
import gc
import json
import sqlite3  # noqa: F401 - SQLAlchemy imports it only for the first engine

from kernel import debugger, rest, turns

# Nothing that is imported is garbage, and to look for it takes time.
gc.disable()
turns.prepare()
debugger.prepare()

import sqlalchemy.dialects.sqlite  # noqa: E402
import sqlalchemy.orm  # noqa: E402

import kernel.messages  # noqa: E402

gc.freeze()
gc.enable()


def warm() -> None:
    """Do once what every page does first, so that a snapshot holds all that it loads."""
    import exercises.html  # noqa: F401 - for the first exercise
    from astronauts import Astronaut, create_database

    rest.names()
    engine = create_database()
    with sqlalchemy.orm.Session(engine) as session:
        session.get(Astronaut, 1)
    engine.dispose()
    gc.collect()


#: What most pages do in their first blocks.
_BLOCK = """
>>> from sqlalchemy import select
>>> from sqlalchemy.orm import Session
>>> from astronauts import Astronaut, create_database
>>> engine = create_database()
>>> with Session(engine) as session:
...     mark = session.scalars(select(Astronaut).order_by(Astronaut.id)).first()
...     mark.lastname = "Watney?"
...     session.flush()
...     session.rollback()
...
>>> session = Session(engine)
>>> session.add(Astronaut(firstname="Rich", lastname="Purnell"))
>>> session.commit()
>>> session.get(Astronaut, 1)
>>> session.no_such_method()
>>> session.close()
>>> engine.dispose()
"""
#: How often it is run. The more, the more of Python is compiled for good.
_OFTEN = 12


def rehearse() -> None:
    """Run a page that nobody sees: the browser keeps what it has compiled for the next visit."""
    examples = [
        {
            "source": each.source,
            "want": each.want,
            "exc_msg": each.exc_msg,
            "lineno": each.lineno,
            "indent": each.indent,
            "options": {},
        }
        for each in doctest.DocTestParser().get_examples(_BLOCK)
    ]
    page = {"page": "rehearsal", "blocks": [{"examples": examples}] * _OFTEN}
    kernel.messages.begin(json.dumps(page), "", lambda number, html: None)
    for number in range(1, _OFTEN + 1):
        kernel.messages.answer(json.dumps({"kind": "run", "id": number, "block": number}))
