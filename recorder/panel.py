"""What the namespace of a running page looks like now: its objects, Sessions, pools and tables.

The panel is made anew after each run of a block and stands beside the page. Everything keeps its
place from look to look, so that the eye can follow; what moved or changed since the last look is
marked, in words as well as in colour. As everywhere in ``recorder/``, looking runs no SQL that the
example could notice, loads nothing, and keeps nothing alive: from one look to the next there are
weak references, and the values of committed rows.
"""

import weakref
from html import escape
from typing import Any

from sqlalchemy import Engine

from recorder.lanes import lanes_html, session_html, transaction_of
from recorder.listening import Ear
from recorder.looking import Seen, engines, objects, session_of
from recorder.pool import Open, name_of, opened_by, pool_html
from recorder.rows import Rows, committed, in_transaction, place_of
from recorder.running import Recorder
from recorder.tables import Database, tables_html
from recorder.values import engine_name

_EMPTY = (
    '<p class="panel-empty">Nothing to show yet. Run a block that makes an engine, a Session or a '
    "mapped object, and you see here what becomes of it.</p>"
)
_NO_ROWS = (
    "No rows to show: they are read where a second connection finds the same database, on SQLite, "
    "and in databases of up to 20 tables."
)


def panel_html(recorder: Recorder) -> str:
    """Return what a recorder's namespace looks like now, compared with the last call.

    Semantic, escaped HTML, without a script or a style of its own, all of it in one ``<div>``:
    the named objects in the five states, the named Sessions, the pools of the engines, and the
    tables with the rows as committed beside those that open transactions see. Before there is any
    of it, a line that says so. ``data-panel-fold`` names each part that can be folded, the same in
    each call.

    :param recorder: one that listens, which is to say within its ``with`` block.
    """
    return _panels.setdefault(recorder, Panel()).html(recorder)


class Panel:
    """Keeps the last look at one namespace, and compares the next one with it."""

    def __init__(self) -> None:
        self._objects: dict[str, Seen] = {}
        self._transactions: dict[str, str] = {}
        self._records = 0
        self._engines: list[weakref.ref[Engine]] = []
        self._rows: dict[str, Rows] = {}
        self._long: dict[str, list[str]] = {}
        self._touched: dict[str, set[str]] = {}

    def html(self, recorder: Recorder) -> str:
        """Return the panel's contents; :func:`panel_html` says which."""
        names, records = recorder.namespace, recorder.records[self._records :]
        self._records = len(recorder.records)
        now = objects(names)
        opened = opened_by(recorder.ear, names)
        found = self._know(recorder.ear, names, opened)
        parts = [
            _part("objects", "Objects", lanes_html(self._objects, now, records, names)),
            _part("sessions", "Sessions", self._sessions(names, opened)),
            _part("pool", "Connection pool", _pools(found, opened)),
            _part("tables", "Tables", self._tables(recorder, found, opened)),
        ]
        self._objects = now
        told = bool(now or found or self._transactions)
        return f'<div class="panel-look">{"".join(parts) if told else _EMPTY}</div>'

    def _know(self, ear: Ear, names: dict[str, Any], opened: list[Open]) -> dict[str, Engine]:
        """Return the engines by name, in the order in which they were met first.

        One that no name leads to is shown when it is met, and while it is at work.
        """
        met = [each for each in (ref() for ref in self._engines) if each is not None]
        heard = [each for each in (ref() for ref in ear.engines.values()) if each is not None]
        known, named = len(met), engines(names)
        for engine in [*named, *heard]:
            # What execution_options() returns is another engine on the same pool.
            if not any(each is engine or each.pool is engine.pool for each in met):
                met.append(engine)
        self._engines = [weakref.ref(each) for each in met]
        found: dict[str, Engine] = {}
        for number, engine in enumerate(met):
            own = name_of(engine, names)
            busy = any(each.connection.engine.pool is engine.pool for each in opened)
            if not (own or busy or number >= known or any(each is engine for each in named)):
                continue
            title = f"{own} ({engine_name(engine)})" if own else engine_name(engine)
            same = sum(1 for each in found if each.split(" no. ")[0] == title)
            found[f"{title} no. {same + 1}" if same else title] = engine
        return found

    def _sessions(self, names: dict[str, Any], opened: list[Open]) -> str:
        items, now = [], {}
        told: set[int] = set()
        for name, value in list(names.items()):
            session = session_of(value)
            if session is None or id(session) in told or name.startswith("__"):
                continue
            told.add(id(session))
            numbers = [each.number for each in opened if each.session is session]
            now[name] = transaction_of(session, numbers)
            moved = _turn(self._transactions.get(name, now[name]), now[name])
            kind = type(value).__name__
            items.append(session_html(name, kind, session, now[name], moved, names))
        self._transactions = now
        return f"<ul>{''.join(items)}</ul>" if items else _note("No Session has a name.")

    def _tables(self, recorder: Recorder, found: dict[str, Engine], opened: list[Open]) -> str:
        """Read the rows, and compare them with those of the last look."""
        parts, read = [], set()
        for name, engine in found.items():
            place, long = place_of(engine), list[str]()
            now = committed(engine, long)
            if now is None:
                # Locked, then: by one who has written, so that nobody else commits meanwhile. What
                # the recorder has read after the last example before that still holds.
                now = recorder.committed.get(place) or self._rows.get(place) or None
                long = self._long.get(place, long)
            if now is None:
                place += f" {name}"  # without rows that all can see, each is a database of its own
            if place in read:
                continue
            read.add(place)
            views = [
                (f"{each.holder}, connection {each.number}", rows)
                for each in opened
                if each.wrote and place.startswith(place_of(each.connection.engine))
                if (rows := in_transaction(each.connection)) is not None
            ]
            touched = self._touched.setdefault(place, set())
            html = tables_html(Database(name, now, views, long), self._rows.get(place), touched)
            if now is not None:
                self._rows[place], self._long[place] = now, long
            if html:
                title = f'<p class="panel-database">{escape(name)}</p>' if len(found) > 1 else ""
                parts.append(title + html)
        if parts:
            return "".join(parts)
        empty = any(committed(engine) == {} for engine in found.values())
        return _note("No tables." if empty else _NO_ROWS if found else "No engine yet.")


_panels: weakref.WeakKeyDictionary[Recorder, Panel] = weakref.WeakKeyDictionary()


def _turn(before: str, after: str) -> str:
    """Return in a word what became of a transaction, "" for nothing."""
    if before == after or after.startswith("failed"):
        return ""
    none = "no transaction"
    return "begun" if before == none else "ended" if after == none else "changed"


def _part(kind: str, title: str, body: str) -> str:
    """Return a part with its title, which is no heading: the page's own headings are a tree."""
    return (
        f'<div class="panel-part panel-{kind}" role="group" aria-label="{title}">'
        f'<p class="panel-title">{title}</p>{body}</div>'
    )


def _note(text: str) -> str:
    return f'<p class="panel-note">{text}</p>'


def _pools(found: dict[str, Engine], opened: list[Open]) -> str:
    items = [
        pool_html(name, engine, [e for e in opened if e.connection.engine.pool is engine.pool])
        for name, engine in found.items()
    ]
    return f"<dl>{''.join(items)}</dl>" if items else _note("No engine yet.")
