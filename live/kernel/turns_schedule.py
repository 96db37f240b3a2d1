"""Whose turn it is: the scheduler below the stand-ins for threads.

Each thread has a stack of its own. One of them runs; the others wait, each suspended in
:meth:`Turns.wait`, until what they wait for happens or their time is over.
"""

import _thread
import asyncio
import contextvars
import itertools
import sys
import time
import types
from collections import deque
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

#: Takes a future, and returns when it is done; meanwhile others run.
Suspend = Callable[[asyncio.Future[None]], object]

REAL_IDENT, REAL_SLEEP = _thread.get_ident, time.sleep

#: How often, in seconds, Stop is looked for while everybody waits.
TICK = 0.2


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


class Turns:
    """Whose turn it is.

    :param suspend: takes a future of the loop, runs the loop until it is done, and returns; in
        Pyodide ``pyodide.ffi.run_sync``. None where that is not possible: then nothing can be
        started, and all else works as in a program with one thread.
    :param loop: the loop that runs the threads' first steps, each on a stack of its own; its
        clock also counts the timeouts.
    :param spawn: runs a function on a stack of its own, later; by default ``loop.call_soon``.
    :param check: raises KeyboardInterrupt when Stop was pressed; called while everybody waits.
    """

    def __init__(
        self,
        suspend: Suspend | None = None,
        loop: asyncio.AbstractEventLoop | None = None,
        spawn: Callable[[Callable[[], None]], object] | None = None,
        check: Callable[[], object] | None = None,
    ) -> None:
        self.suspend, self.loop, self.check = suspend, loop, check
        self.spawn = spawn or self._call_soon
        self.main = self.current = Turn(REAL_IDENT())
        self.waiters: dict[Turn, Waiter] = {}
        #: Threads that run, or will do so of themselves: all but those in a wait without timeout.
        self.awake = 1
        self._numbers = itertools.count(self.main.ident + 1)
        self._ticking = False

    def start(self, body: Callable[[], object]) -> Turn:
        """Let a function run in a thread of its own, from when this one first waits.

        :raises NoThreads: where one call cannot be suspended to run another.
        """
        if self.suspend is None:
            raise NoThreads(
                "This browser cannot run threads: it lacks WebAssembly stack switching (JSPI)."
            )
        turn = Turn(next(self._numbers))
        self.awake += 1
        self.spawn(lambda: self._run(turn, body))
        return turn

    def wait(
        self,
        queue: deque[Waiter],
        timeout: float | None = None,
        undo: Callable[[], object] = lambda: None,
    ) -> bool:
        """Stand at the end of a queue, and let others run until :meth:`grant` says go on.

        :param timeout: seconds; None waits for as long as it takes.
        :param undo: gives back what was granted when Stop came in between.
        :returns: whether it was granted; False when the time was over first.
        :raises Deadlock: in the main thread, when nobody can go on.
        :raises KeyboardInterrupt: in the main thread, when the reader pressed Stop.
        """
        turn = self.current
        if self.suspend is None or self.loop is None:
            return self._wait_alone(timeout)
        waiter = Waiter(turn, self.loop.create_future(), counted=timeout is None)
        queue.append(waiter)
        self.waiters[turn] = waiter
        alarm = None
        if timeout is None:
            self.awake -= 1
            self._break_deadlock()
        else:
            alarm = self.loop.call_later(max(timeout, 0), self._end, waiter)
        self._tick_later()
        running = asyncio._get_running_loop()
        # What the loop runs meanwhile, other than threads, belongs to the main thread.
        self.current = self.main
        try:
            self.suspend(waiter.future)
        finally:
            self.current = turn
            asyncio._set_running_loop(running)
            self._end(waiter)
            del self.waiters[turn]
            if alarm is not None:
                alarm.cancel()
            if waiter in queue:
                queue.remove(waiter)
        if waiter.error is not None:
            if waiter.granted:
                undo()
            raise waiter.error
        return waiter.granted

    def grant(self, queue: deque[Waiter]) -> bool:
        """Let the first of a queue go on, after the threads that may go on already.

        :returns: False when nobody stood there.
        """
        while queue:
            waiter = queue.popleft()
            if not waiter.future.done():
                waiter.granted = True
                self._end(waiter)
                return True
        return False

    def sleep(self, seconds: float, /) -> None:
        """Let others run for as long; what ``time.sleep`` becomes.

        :raises ValueError: for a negative number.
        """
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        self.wait(deque(), seconds)

    def interrupt(self, *_: object) -> None:
        """Handle SIGINT: end the main thread's wait, and what runs now, with KeyboardInterrupt."""
        waiter = self.waiters.get(self.main)
        if waiter is not None:
            self._break(waiter, KeyboardInterrupt())
        raise KeyboardInterrupt

    def _run(self, turn: Turn, body: Callable[[], object]) -> None:
        """Be a thread, from its first step to its last, on a stack of its own."""
        asyncio._set_running_loop(None)  # the page's loop is not this thread's
        self.current = turn
        try:
            body()
        except SystemExit:
            pass
        except BaseException as error:
            told = (type(error), error, error.__traceback__, "Exception ignored in thread", body)
            names = ("exc_type", "exc_value", "exc_traceback", "err_msg", "object")
            sys.unraisablehook(types.SimpleNamespace(**dict(zip(names, told, strict=True))))
        finally:
            for values in list(turn.locals.values()):
                values.clear()
            for action in turn.at_end:
                action()
            self.current = self.main
            self.awake -= 1
            self._break_deadlock()

    def _end(self, waiter: Waiter) -> None:
        if not waiter.future.done():
            self.awake += waiter.counted
            waiter.future.set_result(None)

    def _break(self, waiter: Waiter, error: BaseException) -> None:
        waiter.error = error
        self._end(waiter)

    def _break_deadlock(self) -> None:
        if self.awake == 0:
            self._break(
                self.waiters[self.main],
                Deadlock("Every thread waits for another, for ever: a deadlock."),
            )

    def _wait_alone(self, timeout: float | None) -> bool:
        if timeout is None:
            raise Deadlock("This waits for another thread, and there is none.")
        REAL_SLEEP(timeout)
        return False

    def _call_soon(self, body: Callable[[], None]) -> None:
        assert self.loop is not None
        self.loop.call_soon(body, context=contextvars.Context())

    def _tick_later(self) -> None:
        if self.check is not None and not self._ticking and self.loop is not None:
            self._ticking = True
            self.loop.call_later(TICK, self._tick)

    def _tick(self) -> None:
        """Look whether Stop was pressed: a wait alone runs no Python that would notice it."""
        self._ticking = False
        try:
            self.check()
        except KeyboardInterrupt:
            if self.main in self.waiters:
                self._break(self.waiters[self.main], KeyboardInterrupt())
        if self.main in self.waiters:
            self._tick_later()
