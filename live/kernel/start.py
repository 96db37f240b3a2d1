"""Makes Python ready for a page: everything that can be done before the page is known.

What importing this module leaves behind may be kept as a memory snapshot, so it holds no open file
and no object of the browser's.
"""

import contextlib
import gc
import importlib
import json
import sqlite3  # noqa: F401 - SQLAlchemy imports it only for the first engine
import zipimport
from typing import Any

from kernel import core, debugger, rest, turns

# Nothing that is imported is garbage, and to look for it takes time.
gc.disable()
turns.prepare()
debugger.prepare()

import doctest  # noqa: E402 - it imports pdb

import sqlalchemy.dialects.sqlite  # noqa: E402
import sqlalchemy.orm  # noqa: E402, F401

import kernel.messages  # noqa: E402

gc.freeze()
gc.enable()


def warm() -> None:
    """Do once what every page does first, so that a snapshot holds all that it loads."""
    load_exercises()
    rest.names()
    once(_first())
    gc.collect()


def load_exercises() -> None:
    """Import what checks exercises, where the site has any: the first shall not wait for it."""
    with contextlib.suppress(ImportError):
        importlib.import_module("exercises.html")


def _first() -> str:
    """Return the examples that most readers run first: ``live_first`` of the site's ``conf.py``."""
    return zipimport.zipimporter(core.PATH).get_data("first.txt").decode()


def once(text: str) -> None:
    """Run examples that nobody looks at, in names of their own."""
    names: dict[str, Any] = {"__name__": "first"}
    for each in doctest.DocTestParser().get_examples(text):
        with contextlib.suppress(Exception):  # an example may show an error
            exec(each.source, names)  # noqa: S102 - the project's own


#: How often they are rehearsed. The more, the more of Python is compiled for good.
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
        for each in doctest.DocTestParser().get_examples(_first())
    ]
    page = {"page": "rehearsal", "blocks": [{"examples": examples}] * _OFTEN}
    kernel.messages.begin(json.dumps(page), "", lambda number, html: None)
    for number in range(1, _OFTEN + 1):
        kernel.messages.answer(json.dumps({"kind": "run", "id": number, "block": number}))
