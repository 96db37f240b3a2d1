"""What a check may ask of the flight recorder: ``with watch() as seen:``."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import Pool

from recorder.listening import Ear
from recorder.model import Step
from recorder.text import step_name


class Seen:
    """What happened on all engines while it was watched.

    :ivar left_out: how many connections were taken from a pool and not given back.
    :ivar left_open: how many transactions were neither committed nor rolled back.
    """

    def __init__(self) -> None:
        self.left_out = 0
        self.left_open = 0
        self._steps: list[Step] = []

    @property
    def story(self) -> str:
        """What was sent, a word each: ``BEGIN INSERT COMMIT``."""
        return " ".join(step_name(step) for step in self._steps if step.kind != "state")

    @property
    def sql(self) -> list[str]:
        """The statements, without what begins and ends transactions."""
        return [step.text for step in self._steps if step.kind == "statement"]

    @property
    def transactions(self) -> int:
        """How many were begun."""
        return self._count("BEGIN")

    @property
    def commits(self) -> int:
        """How many were committed."""
        return self._count("COMMIT")

    @property
    def rollbacks(self) -> int:
        """How many were rolled back, not counting those to a savepoint."""
        return self._count("ROLLBACK")

    @property
    def savepoints(self) -> int:
        """How many savepoints were made."""
        return self._count("SAVEPOINT")

    @property
    def selects(self) -> int:
        """How many SELECT statements were sent."""
        return self._count("SELECT")

    @property
    def inserts(self) -> int:
        """How many INSERT statements were sent."""
        return self._count("INSERT")

    @property
    def updates(self) -> int:
        """How many UPDATE statements were sent."""
        return self._count("UPDATE")

    @property
    def deletes(self) -> int:
        """How many DELETE statements were sent."""
        return self._count("DELETE")

    def _count(self, name: str) -> int:
        return sum(step_name(step) == name for step in self._steps if step.kind != "state")


@contextmanager
def watch() -> Iterator[Seen]:
    """Watch what the block does, also where it raises.

    :returns: what is complete when the block has ended.
    """
    seen, out = Seen(), set()

    def taken(dbapi_connection: Any, entry: Any, proxy: Any) -> None:
        out.add(id(entry))

    def back(dbapi_connection: Any, entry: Any) -> None:
        out.discard(id(entry))

    event.listen(Pool, "checkout", taken)
    event.listen(Pool, "checkin", back)
    try:
        with Ear() as ear:
            try:
                yield seen
            finally:
                seen._steps = ear.take()
                seen.left_open = len(ear.open)
    finally:
        event.remove(Pool, "checkout", taken)
        event.remove(Pool, "checkin", back)
        seen.left_out = len(out)
