"""What the turns are about: a thread, its wait, and the two ways in which it cannot go on."""

import asyncio
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

#: Takes a future, and returns when it is done; meanwhile others run.
Suspend = Callable[[asyncio.Future[None]], object]


class NoThreads(RuntimeError):
    """A thread was to be started where the browser cannot suspend one call to run another."""


class Deadlock(RuntimeError):
    """Every thread waits for another, without a timeout; raised in the main thread."""


class Turn:
    """One thread: its number, what its ``threading.local`` objects hold, what to do at its end.

    :param ident: what ``get_ident()`` says in it.
    """

    def __init__(self, ident: int) -> None:
        self.ident = ident
        self.locals: WeakKeyDictionary[Any, dict[str, Any]] = WeakKeyDictionary()
        self.at_end: list[Callable[[], object]] = []


class Waiter:
    """One wait of a thread: over when it is granted, has timed out or is broken off."""

    def __init__(self, turn: Turn, future: asyncio.Future[None], counted: bool) -> None:
        self.turn, self.future, self.counted = turn, future, counted
        self.granted = False
        self.error: BaseException | None = None
