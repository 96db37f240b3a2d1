"""The flight recorder: runs examples, and notes what each did to the database and to the Session.

It works with any SQLAlchemy engine, needs SQLAlchemy and the standard library alone, and listens
through SQLAlchemy's public events and ``inspect()``. In a terminal::

    python -m recorder my_script.py

From Python::

    from recorder import record, examples_of, to_html
    records = record(examples_of(source, "page.rst"), {"__name__": "__main__"}, "page.rst")
    html = to_html(records)
"""

from recorder.examples import examples_of
from recorder.html import to_html
from recorder.model import Change, Move, Record, SessionView, Step
from recorder.panel import panel_html
from recorder.running import Hooks, Recorder, record
from recorder.text import summary, to_text

__all__ = [
    "Change",
    "Hooks",
    "Move",
    "Record",
    "Recorder",
    "SessionView",
    "Step",
    "examples_of",
    "panel_html",
    "record",
    "summary",
    "to_html",
    "to_text",
]
