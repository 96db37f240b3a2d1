"""A loop for ``asyncio.run``: the standard library's own, which waits in turns.

The browser's loop runs all the time, so ``asyncio.run()`` would be refused inside it, and the tasks
of all threads would mix. This one begins and ends with ``asyncio.run()``, as everywhere else.
"""

import asyncio
import contextlib
import functools
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from kernel.turns_model import Waiter
from kernel.turns_schedule import Turns

REAL_RUN = getattr(asyncio.run, "__wrapped__", asyncio.run)


def swap_task(loop: asyncio.AbstractEventLoop | None, task: Any) -> Any:
    """Make a task the loop's current one on this stack; return the one that was."""
    swap = getattr(asyncio.tasks, "_swap_current_task", None)  # since Python 3.12
    return None if loop is None or swap is None else swap(loop, task)


@contextlib.contextmanager
def outside() -> Iterator[None]:
    """Be outside the page's loop and its task, from where the examples are run."""
    around = asyncio._get_running_loop()
    if isinstance(around, Loop):
        around = None
    task = swap_task(around, None)
    if around is not None:
        asyncio._set_running_loop(None)
    try:
        yield
    finally:
        if around is not None:
            asyncio._set_running_loop(around)
        swap_task(around, task)


class _Selector:
    """In place of a selector: there are no sockets to wait for, but there are other threads."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._queue: deque[Waiter] = deque()
        self._woken = False

    def select(self, timeout: float | None) -> list[Any]:
        """Wait until another thread wakes the loop, at most ``timeout`` seconds."""
        if not self._woken and (timeout is None or timeout > 0):
            self._turns.wait(self._queue, timeout)
        elif self._turns.awake > 1:
            self._turns.sleep(0)  # as others may run where a real loop asks the system
        self._woken = False
        return []

    def wake(self) -> None:
        """End the waiting, now or next time."""
        self._woken = True
        self._turns.grant(self._queue)


class Loop(asyncio.BaseEventLoop):
    """An event loop without sockets, pipes or signals."""

    def __init__(self, turns: Turns) -> None:
        super().__init__()
        self._selector = _Selector(turns)

    def run_forever(self) -> None:
        """Run until stopped, whatever loop of the page runs around it."""
        with outside():
            super().run_forever()

    def _process_events(self, event_list: list[Any]) -> None:
        """Do nothing: no events but those that other threads schedule themselves."""

    def _write_to_self(self) -> None:
        self._selector.wake()


def prepare(turns: Turns) -> None:
    """Give ``asyncio.run`` and ``asyncio.new_event_loop`` that loop."""
    new_loop = functools.partial(Loop, turns)

    @functools.wraps(REAL_RUN)
    def run(
        main: Coroutine[Any, Any, Any],
        *,
        debug: bool | None = None,
        loop_factory: Callable[[], asyncio.AbstractEventLoop] | None = None,
    ) -> Any:
        if isinstance(asyncio._get_running_loop(), Loop):
            return REAL_RUN(main)  # refuses, in its own words
        factory = loop_factory or new_loop
        with outside(), asyncio.Runner(debug=debug, loop_factory=factory) as runner:
            return runner.run(main)

    asyncio.run = asyncio.runners.run = run
    asyncio.new_event_loop = asyncio.events.new_event_loop = new_loop
