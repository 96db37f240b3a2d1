"""Looks at a namespace: in which state each named object is, and what each Session holds.

Nothing here runs SQL, loads an attribute or keeps an object: only weak references are kept from
one look to the next, and only to tell whether a name still means the same object.
"""

import contextlib
import sys
import weakref
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, inspect
from sqlalchemy.orm import InstanceState, Session, scoped_session

from recorder.model import STATES, Move, SessionView
from recorder.values import label_of, label_of_key

#: As many labels of one kind are kept; the rest is a number.
MOST = 12


@dataclass
class Seen:
    """One named object, as it was at one moment."""

    ref: weakref.ref[Any]
    label: str
    state: str
    expired: bool
    changed: list[str] = field(default_factory=list)


def state_name(state: InstanceState[Any]) -> str:
    """Return which of the five states it is in."""
    return next(name for name in STATES if getattr(state, name))


def objects(namespace: dict[str, Any]) -> dict[str, Seen]:
    """Return the mapped objects that names stand for."""
    found = {}
    for name, value in list(namespace.items()):
        # The class is asked, not the value: a proxy or a mock would answer anything.
        mapper = inspect(type(value), raiseerr=False)
        if name.startswith("__") or mapper is None or not getattr(mapper, "is_mapper", False):
            continue
        state = inspect(value)
        changed = []
        if state.session is not None and value in state.session.dirty:
            changed = [each.key for each in state.attrs if each.history.has_changes()]
        found[name] = Seen(
            weakref.ref(value),
            label_of(value),
            state_name(state),
            state.persistent and bool(state.expired_attributes),
            changed,
        )
    return found


def moves(
    before: dict[str, Seen], after: dict[str, Seen], ways: list[tuple[Any, weakref.ref[Any]]]
) -> list[Move]:
    """Return the named objects that are new, or not what they were."""
    found = []
    for name, seen in after.items():
        old = before.get(name)
        value = seen.ref()
        same = old is not None and value is not None and old.ref() is value
        if old is not None and not same:  # the name went over to another object
            old = next((each for each in before.values() if each.ref() is value), None)
        way = [step.text.split(" → ") for step, ref in ways if ref() is value]
        states = [state for pair in way for state in pair if state]
        if old is not None and not states and old.state != seen.state:
            states = [old.state, seen.state]
        first = old.state if old is not None else ""
        now = (seen.state, seen.expired, seen.changed)
        if same and len(states) < 2 and (first, old.expired, old.changed) == now:
            continue
        found.append(Move(name, seen.label, first, seen.state, states, seen.expired, seen.changed))
    return found


def sessions(namespace: dict[str, Any]) -> list[SessionView]:
    """Return what each named Session holds; one with two names is told once."""
    found, told = [], set()
    for name, value in list(namespace.items()):
        session = session_of(value)
        if session is None or id(session) in told or name.startswith("__"):
            continue
        told.add(id(session))
        transaction = ""
        if session.in_nested_transaction():
            transaction = "in a savepoint"
        elif session.in_transaction():
            transaction = "in a transaction"
        keys = [key[:2] for key in session.identity_map.keys()]  # noqa: SIM118 (not a dict)
        found.append(
            SessionView(
                name,
                _labels([label_of(each) for each in session.new]),
                _labels(sorted(label_of(each) for each in session.dirty)),
                _labels(sorted(label_of(each) for each in session.deleted)),
                _labels(sorted(label_of_key(*key) for key in keys)),
                transaction,
            )
        )
    return found


def engines(namespace: dict[str, Any]) -> list[Engine]:
    """Return the engines that names stand for, or that named Sessions are bound to."""
    found = []
    for value in list(namespace.values()):
        session = session_of(value)
        candidate = value if session is None else session.bind
        if issubclass(type(candidate), Engine):
            found.append(candidate)
    return found


def session_of(value: Any) -> Session | None:
    """Return the plain Session that a value is, wraps, or stands for at the moment."""
    kind = type(value)  # a mock or a proxy answers isinstance() as it likes
    if issubclass(kind, Session):
        return value
    if issubclass(kind, scoped_session):
        with contextlib.suppress(Exception):  # outside its scope a scopefunc may raise
            return value.registry() if value.registry.has() else None
    asyncio = sys.modules.get("sqlalchemy.ext.asyncio")
    if asyncio is not None and issubclass(kind, asyncio.AsyncSession):
        return value.sync_session
    return None


def _labels(labels: list[str]) -> list[str]:
    """Return the first labels, and how many more there are."""
    more = len(labels) - MOST
    return labels if more <= 0 else [*labels[:MOST], f"… and {more} more"]
