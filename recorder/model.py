"""What a record is made of: plain data, so that it can be kept as JSON and holds nothing alive."""

from dataclasses import asdict, dataclass, field
from typing import Any

#: The states of a mapped object, in the order in which it usually goes through them, and two that
#: a name can be in: it stands for nothing yet, or no longer.
STATES = ("transient", "pending", "persistent", "deleted", "detached")


@dataclass
class Step:
    """One thing that happened on a connection, or to an object on its way.

    :param kind: ``begin``, ``commit``, ``rollback``, ``savepoint``, ``release``,
        ``rollback to``, ``prepare``, ``statement`` or ``state``.
    :param text: the SQL, the name of the savepoint, or the object's old and new state.
    :param connection: the number of the connection, from 1 in the order of their opening; 0 for
        none.
    :param thread: the name of the thread that did it.
    :param engine: which engine, by its database; several engines have several.
    :param parameters: of a statement: one ``repr`` for each set, secrets are not known here.
    :param rows: how many rows a statement changed, or None where the driver does not say.
    :param error: what the database answered instead.
    """

    kind: str
    text: str = ""
    connection: int = 0
    thread: str = ""
    engine: str = ""
    parameters: list[str] = field(default_factory=list)
    rows: int | None = None
    error: str = ""


@dataclass
class Move:
    """A named object before an example and after it.

    :param name: the name in the namespace, ``mark``.
    :param label: its class and primary key, ``Astronaut 6``; never its ``repr``, which might load.
    :param way: the states that it went through, the first being the one before; empty for an
        object that was not there before.
    :param before: its state before, "" when the name stood for no such object.
    :param after: its state after.
    :param expired: whether it has expired attributes now.
    :param changed: the names of its attributes with changes that are not flushed.
    """

    name: str
    label: str
    before: str
    after: str
    way: list[str] = field(default_factory=list)
    expired: bool = False
    changed: list[str] = field(default_factory=list)


@dataclass
class SessionView:
    """What a Session holds after an example: labels of objects, by where they stand in it."""

    name: str
    new: list[str]
    dirty: list[str]
    deleted: list[str]
    held: list[str]
    transaction: str

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.waiting or self.held or self.transaction)

    @property
    def waiting(self) -> str:
        """What the next flush has to do: ``new Mission; dirty Supply 1``."""
        places = (("new", self.new), ("dirty", self.dirty), ("deleted", self.deleted))
        return "; ".join(f"{name} {', '.join(labels)}" for name, labels in places if labels)


@dataclass
class Change:
    """A row that changed: new when ``before`` is None, gone when ``after`` is None.

    :param where: ``committed``, for all to see, or ``open``: only its own transaction sees it yet.
    """

    where: str
    table: str
    columns: list[str]
    before: list[str] | None
    after: list[str] | None


@dataclass
class Record:
    """What one example did.

    :param line: its first line in the page, from 1.
    :param source: the example, without prompts.
    :param want: what the page says that it prints.
    :param got: what it printed, or the exception as a page shows it.
    :param ok: whether the two agree, by the example's own option flags.
    :param raised: the class and message of the exception that ended it.
    :param open_before: the connections that were in a transaction when it began.
    """

    line: int
    source: str
    want: str
    got: str
    ok: bool
    raised: str = ""
    open_before: list[int] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    sessions: list[SessionView] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    note: str = ""

    @property
    def empty(self) -> bool:
        """Whether the example touched no database, no object and no Session."""
        return not (self.steps or self.moves or self.changes or self.sessions)

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Record":
        """Return the record that :meth:`as_dict` wrote."""
        made = cls(**data)
        made.steps = [Step(**each) for each in data["steps"]]
        made.moves = [Move(**each) for each in data["moves"]]
        made.sessions = [SessionView(**each) for each in data["sessions"]]
        made.changes = [Change(**each) for each in data["changes"]]
        return made
