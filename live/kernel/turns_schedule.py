"""Whose turn it is: the scheduler below the stand-ins for threads.

Each thread has a stack of its own. One of them runs; the others wait, each suspended in
:meth:`Turns.wait`, until what they wait for happens or their time is over.
"""

import _thread
import asyncio
import contextvars
import gc
import itertools
import sys
import time
import types
from collections import deque
from collections.abc import Callable

from kernel.turns_model import Deadlock, NoThreads, Suspend, Turn, Waiter

REAL_IDENT, REAL_SLEEP = _thread.get_ident, time.sleep

#: While a stack is suspended, garbage is collected after so many new objects, at the next switch.
YOUNG = 5_000
#: How often, in seconds, Stop is looked for while everybody waits.
TICK = 0.2


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
        self._away = self._collections = 0
        self._collects = True

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
        try:
            self.leave(waiter.future)
        finally:
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

    def leave(self, future: asyncio.Future[None]) -> None:
        """Suspend this stack until a future is done, and be the same thread again.

        Pyodide 314.0.7 dies when Python's own collections walk a suspended stack (its issue 6464);
        those of the youngest objects, and of all, do not. So these are made here meanwhile.
        """
        turn, running = self.current, asyncio._get_running_loop()
        if not self._away:
            self._collects = gc.isenabled()
            gc.disable()
        elif gc.get_count()[0] > YOUNG:
            self._collections += 1
            gc.collect(0 if self._collections % 20 else 2)
        self._away += 1
        # What the loop runs meanwhile, other than threads, belongs to the main thread.
        self.current = self.main
        try:
            self.suspend(future)
        finally:
            self.current = turn
            asyncio._set_running_loop(running)
            self._away -= 1
            if not self._away and self._collects:
                gc.enable()

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
            if self.current is self.main:
                return  # what runs now is the loop's own: nobody there would catch it
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
