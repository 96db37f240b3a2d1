"""A stand-in for the part of ``greenlet`` that SQLAlchemy's asyncio extension uses.

A greenlet is a stack that is switched to by hand. Here it is a stack of the turns' own making, and
to switch means: wake that stack, and suspend this one. It stays in the same thread, loop, task and
context as the one that started it.
"""

import asyncio
import contextvars
from collections.abc import Callable
from types import ModuleType, TracebackType
from typing import Any, ClassVar

from kernel.turns_asyncio import swap_task
from kernel.turns_model import NoThreads, Turn
from kernel.turns_schedule import Turns

VERSION = "3.0"


class GreenletExit(BaseException):
    """Ends a greenlet quietly when thrown into it."""


class Greenlet:
    """A function on a stack of its own.

    :param run: the function; called with the arguments of the first :meth:`switch`.
    :param parent: who goes on when it is over; the current greenlet by default.
    """

    turns: ClassVar[Turns]
    #: The greenlet that runs in each thread; a thread's own stack where there is none.
    current: ClassVar[dict[Turn, "Greenlet"]]
    #: The class that SQLAlchemy's derives from: a thread's own stack is none of SQLAlchemy's.
    plain: "ClassVar[type[Greenlet]]"

    def __init__(
        self, run: Callable[..., Any] | None = None, parent: "Greenlet | None" = None
    ) -> None:
        self._begin(run, parent or self.getcurrent())

    def _begin(self, run: Callable[..., Any] | None, parent: "Greenlet | None") -> None:
        self.run, self.parent = run, parent
        self.dead = self._started = False
        #: What it is handed: a value, or an error to be raised in it; and the giver's context.
        self._value: Any = None
        self._error: BaseException | None = None
        self._context: contextvars.Context | None = None
        self._wake: asyncio.Future[None] | None = None

    @classmethod
    def getcurrent(cls) -> "Greenlet":
        """Return the greenlet that runs; one that stands for the thread where none does."""
        turn = cls.turns.current
        if turn not in cls.current:
            own = cls.current[turn] = cls.plain.__new__(cls.plain)
            own._begin(None, None)
            own._started = True
            turn.at_end.append(lambda: cls.current.pop(turn, None))
        return cls.current[turn]

    def __bool__(self) -> bool:
        return self._started and not self.dead

    def switch(self, *args: Any, **kwargs: Any) -> Any:
        """Go on in it, and return what somebody switches back with."""
        if not self._started:
            return self._enter(lambda: self.run(*args, **kwargs))
        return self._enter(value=args[0] if len(args) == 1 else args)

    def throw(
        self,
        kind: Any = GreenletExit,
        value: Any = None,
        traceback: TracebackType | None = None,
    ) -> Any:
        """Go on in it with an exception."""
        error = kind if isinstance(kind, BaseException) else value
        if not isinstance(error, BaseException):
            error = kind() if error is None else kind(error)
        return self._enter(error=error.with_traceback(traceback or error.__traceback__))

    def _enter(
        self,
        first: Callable[[], Any] | None = None,
        value: Any = None,
        error: BaseException | None = None,
    ) -> Any:
        """Hand over to it, and suspend this stack until somebody hands back."""
        turns, here = self.turns, self.getcurrent()
        if turns.suspend is None or turns.loop is None:
            raise NoThreads("This browser cannot run greenlets: it lacks stack switching (JSPI).")
        target = self
        while target.dead and target.parent is not None:
            target = target.parent
        turn, loop = turns.current, asyncio._get_running_loop()
        here._wake = turns.loop.create_future()
        context = contextvars.copy_context()
        if not target._started:
            target._started = True
            task = None if loop is None else asyncio.current_task(loop)
            body = first or target._raiser(error)
            turns.spawn(lambda: context.run(target._run, turn, loop, task, body))
        else:
            target._hand(value, error, context)
        try:
            turns.leave(here._wake)
        finally:
            self.current[turn] = here
        return here._received()

    def _hand(
        self, value: Any, error: BaseException | None, context: contextvars.Context | None
    ) -> None:
        self._value, self._error, self._context = value, error, context
        self._wake.set_result(None)

    def _received(self) -> Any:
        value, error, context = self._value, self._error, self._context
        self._value = self._error = self._context = None
        for variable, held in context.items():
            if variable.get(self) is not held:
                variable.set(held)
        if error is not None:
            raise error
        return value

    @staticmethod
    def _raiser(error: BaseException | None) -> Callable[[], Any]:
        def body() -> Any:
            raise error if error is not None else GreenletExit()

        return body

    def _run(self, turn: Turn, loop: Any, task: Any, body: Callable[[], Any]) -> None:
        """Be the greenlet, on its own stack, from its first step to its last."""
        self.turns.current, self.current[turn] = turn, self
        asyncio._set_running_loop(loop)
        value, error = None, None
        task = swap_task(loop, task)
        try:
            value = body()
        except GreenletExit as exit_:
            value = exit_
        except BaseException as raised:
            error = raised
        finally:
            swap_task(loop, task)
            self.dead = True
            asyncio._set_running_loop(None)
            self.turns.current = self.turns.main
        parent = self.parent
        while parent is not None and parent.dead:
            parent = parent.parent
        parent._hand(value, error, contextvars.copy_context())


def module(turns: Turns) -> ModuleType:
    """Return what ``import greenlet`` finds."""
    found: Any = ModuleType("greenlet", __doc__)
    found.greenlet = type("greenlet", (Greenlet,), {"turns": turns, "current": {}})
    found.greenlet.plain = found.greenlet
    found.greenlet.GreenletExit = found.GreenletExit = GreenletExit
    found.getcurrent = found.greenlet.getcurrent
    found.__version__ = VERSION
    return found
