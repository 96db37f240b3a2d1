"""What the panel says of engines: each one's pool, and who has which connection in a transaction.

The numbers are asked of the pool, which gives out no connection for that.
"""

from dataclasses import dataclass
from html import escape
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool

from recorder.listening import Ear
from recorder.looking import session_of

#: Of a larger pool no more places than this are drawn.
PLACES = 20

_KINDS = {
    "NullPool": "keeps no connection: each is opened when it is asked for, and closed afterwards",
    "StaticPool": "one connection, the same for everybody",
    "SingletonThreadPool": "one connection for each thread",
    "AssertionPool": "one connection, for one at a time",
}


@dataclass
class Open:
    """A connection in a transaction.

    :param number: the connection's, as the records number it.
    :param holder: what the Session or Connection that has it is called.
    :param wrote: whether it has written in this transaction.
    :param session: the Session, if it is one.
    """

    number: int
    holder: str
    wrote: bool
    connection: Connection
    session: Session | None = None

    @property
    def told(self) -> str:
        """Whose it is and what it is doing, in words."""
        level = self.connection.get_execution_options().get("isolation_level")
        if level == "AUTOCOMMIT":
            state = "autocommit"
        elif self.connection.in_nested_transaction():
            state = "in a savepoint"
        else:
            state = "in a transaction"
        return f"{state}{', has written' if self.wrote else ''}"


def opened_by(ear: Ear, names: dict[str, Any]) -> list[Open]:
    """Return the connections in a transaction, by number, with the names of those that have them.

    :param names: the namespace.
    """
    found = []
    for number, ref in sorted(ear.open.items()):
        connection = ref()
        if connection is None or connection.closed:
            continue
        session = ear.holders.get(connection, lambda: None)()
        if session is not None and not session.in_transaction():
            session = None  # it has ended its own transaction, within one that is not its own
        if session is not None:
            holder = name_of(session, names) or "a Session without a name"
        else:
            holder = name_of(connection, names) or "a Connection without a name"
        found.append(Open(number, holder, number in ear.wrote, connection, session))
    return found


def name_of(thing: object, names: dict[str, Any]) -> str:
    """Return the first name of a Session, Connection or Engine, or of what wraps it, else ""."""
    for name, value in list(names.items()):
        wrapped: object = session_of(value)
        # The class is asked, not the value: a proxy or a mock would answer anything.
        if str(type(value).__module__).startswith("sqlalchemy.ext.asyncio.engine"):
            wrapped = getattr(value, "sync_connection", None) or getattr(value, "sync_engine", None)
        if (value is thing or wrapped is thing) and not name.startswith("__"):
            return name
    return ""


def pool_html(name: str, engine: Engine, opened: list[Open]) -> str:
    """Return one engine's pool: a drawing of its places, the same in words, and what is open.

    :param name: what the engine is called.
    :param opened: its connections that are in a transaction.
    """
    pool = engine.pool
    kind = type(pool).__name__
    drawing, words = _places(pool, len(opened))
    items = "".join(
        f"<li><b>connection {each.number}, {escape(each.holder)}:</b> {each.told}</li>"
        for each in opened
    )
    listed = f"<ul>{items}</ul>" if items else ""
    return (
        f"<div><dt><b>{escape(name)}</b> <span>{escape(kind)}</span></dt>"
        f"<dd>{drawing}<p>{escape(words)}</p>{listed}</dd></div>"
    )


def _places(pool: Pool, opened: int) -> tuple[str, str]:
    """Return the places of a pool as a drawing for the eye, and in words for everybody."""
    # Only pools with a queue count; the others say what they are by their name.
    try:
        out, idle, size = pool.checkedout(), pool.checkedin(), pool.size()  # type: ignore[attr-defined]
    except (AttributeError, NotImplementedError, TypeError):
        told = f"{opened} in a transaction" if opened else "none in a transaction"
        kind = _KINDS.get(type(pool).__name__)
        return "", f"{kind}; {told}" if kind else told
    # What Core's pools call checked out may be more than what is heard of here, never less.
    busy = min(opened, out)
    free = max(size - out - idle, 0)
    places = ["open"] * busy + ["out"] * (out - busy) + ["idle"] * idle + ["free"] * free
    drawn = "".join(f'<i class="place-{each}"></i>' for each in places[:PLACES])
    drawn += "…" if len(places) > PLACES else ""
    words = [f"{out} checked out"]
    if out:
        words[0] += f", {busy or 'none'} in a transaction" if busy < out else ", in a transaction"
        words.append(f"{idle} idle")
    else:
        words = [f"{idle} idle" if idle else "no connection open"]
    if free:
        words.append(f"room for {free} more")
    elif size and out > size:
        words.append(f"{out - size} beyond its size of {size}")
    return f'<span class="panel-places" aria-hidden="true">{drawn}</span>', ", ".join(words)
