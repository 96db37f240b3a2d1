"""The panel's objects, a lane for each of the five states, and its Sessions with what they hold."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from recorder.looking import MOST, Seen, session_of
from recorder.model import STATES, Record
from recorder.pool import name_of
from recorder.values import label_of, label_of_key


def lanes_html(
    before: dict[str, Seen],
    after: dict[str, Seen],
    records: Sequence[Record],
    names: dict[str, Any],
) -> str:
    """Return five lists, one for each state, with the named objects that are in it.

    :param before: the objects at the last look.
    :param records: what was run since, in which they went their ways.
    :param names: the namespace.
    """
    sessions = {id(each) for each in map(session_of, list(names.values())) if each is not None}
    called: dict[int, list[str]] = {}
    for name, seen in after.items():
        called.setdefault(id(seen.ref()), []).append(name)
    lanes: dict[str, list[str]] = {state: [] for state in STATES}
    for own in called.values():
        seen = after[own[0]]
        session = inspect(seen.ref()).session if len(sessions) > 1 else None
        where = name_of(session, names) or "a Session without a name" if session else ""
        old = next((each for each in before.values() if each.ref() is seen.ref()), None)
        way = _way(own[0], old, seen, records)
        for state, following in pairwise([*way, seen.state]):
            if state != seen.state:
                lanes[state].append(_left(own[0], following))
        lanes[seen.state].append(_object(own, seen, old, way, where))
    parts = []
    for state, items in lanes.items():
        more = len(items) - MOST
        cut = [*items[:MOST], f"<li>… and {more} more</li>"] if more > 0 else items
        listed = f"<ul>{''.join(cut)}</ul>" if items else '<span class="panel-none">none</span>'
        parts.append(
            f'<li data-state="{state}"><span class="panel-state">{state}</span>{listed}</li>'
        )
    gone = ", ".join(each for each in before if each not in after)
    tail = f'<p class="panel-note">No longer named: {escape(gone)}.</p>' if gone else ""
    return f'<ol class="panel-lanes">{"".join(parts)}</ol>{tail}'


def _left(name: str, state: str) -> str:
    """Return the trace of an object in a lane that it has left."""
    return f'<li class="panel-left"><b>{escape(name)}</b> <span>→ {state}</span></li>'


def _object(called: list[str], seen: Seen, old: Seen | None, way: list[str], where: str) -> str:
    """Return one object under all its names, with marks of what is to be said of it."""
    tags = []
    if way:
        came = f"from {way[0]}" + (f" via {', '.join(way[1:])}" if way[1:] else "")
        tags.append(f'<span class="panel-tag panel-now">{came}</span>')
    elif old is None:
        tags.append('<span class="panel-tag panel-now">new</span>')
    if seen.expired:
        fresh = old is not None and not old.expired
        tags.append(f'<span class="panel-tag">{"now " if fresh else ""}expired</span>')
    if seen.changed:
        what = escape(", ".join(seen.changed))
        tags.append(f'<span class="panel-tag panel-waits">changed: {what}</span>')
    if where:
        tags.append(f'<span class="panel-by">in {escape(where)}</span>')
    moved = ' class="panel-moved"' if way or old is None else ""
    return (
        f'<li{moved} data-object="{escape(called[0])}"><b>{escape(" = ".join(called))}</b> '
        f"<span>{escape(seen.label)}</span> {' '.join(tags)}</li>"
    )


def _way(name: str, old: Seen | None, seen: Seen, records: Iterable[Record]) -> list[str]:
    """Return the states that an object has left since the last look, in their order."""
    way = [] if old is None else [old.state]
    for move in (move for record in records for move in record.moves if move.name == name):
        # Without a state before, the name went to an object that was not there before.
        way = [*(way if move.before else way[:0]), *move.way, move.after]
    states = [state for state in [*way, seen.state] if state]
    return [one for one, other in pairwise(states) if one != other]


def transaction_of(session: Session, numbers: list[int]) -> str:
    """Return in what transaction a Session is, and on which connections, in words."""
    if not session.in_transaction():
        return "no transaction"
    depth, nested = 0, session.get_nested_transaction()
    while nested is not None and nested.nested:
        depth, nested = depth + 1, nested.parent
    told = f"in {depth} savepoints" if depth > 1 else "in a savepoint" if depth else ""
    if not session.is_active:
        return "failed, and waits for rollback()"
    on = f"connection{'s' * (len(numbers) > 1)} {', '.join(map(str, numbers))}"
    return f"{told or 'in a transaction'}, {on if numbers else 'no connection yet'}"


def session_html(
    name: str, kind: str, session: Session, told: str, turn: str, names: dict[str, Any]
) -> str:
    """Return one Session: its transaction, and what stands in which of its places.

    :param kind: the class of what has the name: a Session, or what wraps one.
    :param told: its transaction, from :func:`transaction_of`.
    :param turn: what became of it since the last look, in a word.
    """
    own = {}
    for each, value in list(names.items()):
        # The class is asked, not the value: a proxy or a mock would answer anything.
        mapper = inspect(type(value), raiseerr=False)
        if not each.startswith("__") and getattr(mapper, "is_mapper", False):
            own.setdefault(inspect(value), each)
    held = {state.key: each for state, each in own.items() if state.session is session}
    keys = list(session.identity_map.keys())
    places = {
        "new": [(own.get(inspect(each)), label_of(each)) for each in session.new],
        "dirty": [(own.get(inspect(each)), label_of(each)) for each in session.dirty],
        "deleted": [(own.get(inspect(each)), label_of(each)) for each in session.deleted],
        "identity map": [(held.get(key), label_of_key(*key[:2])) for key in keys],
    }
    items = "".join(
        f"<div><dt>{place}</dt><dd>{_labels(labels, place != 'new')}</dd></div>"
        for place, labels in places.items()
    )
    empty = not any(places.values())
    body, rest = ("", ", empty") if empty else (f"<dl>{items}</dl>", "")
    state = "failed" if told.startswith("failed") else "none" if told.startswith("no") else "open"
    mark = f' <span class="panel-tag panel-now">{turn}</span>' if turn else ""
    return (
        f'<li class="panel-session" data-session="{escape(name)}"><p><b>{escape(name)}</b> '
        f'<span>{escape(kind)}</span> <span class="panel-transaction panel-{state}">{told}{rest}'
        f"</span>{mark}</p>{body}</li>"
    )


def _labels(labels: list[tuple[str | None, str]], ordered: bool) -> str:
    """Return objects by name, if they have one, and label; those without an order by number."""
    if not labels:
        return '<span class="panel-none">none</span>'
    if ordered:
        labels.sort(key=lambda pair: [*_pieces(pair[1]), pair[0] or ""])
    parts = [
        f"<b>{escape(name)}</b> <span>{escape(label)}</span>" if name else escape(label)
        for name, label in labels[:MOST]
    ]
    more = len(labels) - MOST
    return ", ".join([*parts, f"… and {more} more"] if more > 0 else parts)


def _pieces(label: str) -> list[Any]:
    """Return a label as what sorts by number: ``Astronaut 10`` comes after ``Astronaut 9``."""
    return [f"{int(each):012}" if each.isdecimal() else each for each in re.split(r"(\d+)", label)]
