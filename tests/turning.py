"""A world in which threads take turns, without a browser: its stacks are greenlets.

``world()`` has fresh copies of the standard library's ``threading``, ``queue`` and
``concurrent.futures``, as they are, on the stand-ins of ``live/kernel``. The process keeps its own.
"""

import asyncio
import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any
from unittest import mock

import greenlet

from kernel.turns import Turns, thread_module

COPIED = ("threading", "queue", "concurrent.futures", "concurrent.futures._base")


class World:
    """The stand-ins and what stands on them.

    :param suspend: whether a stack can be suspended here.
    """

    def __init__(self, suspend: bool) -> None:
        self.loop = asyncio.new_event_loop()
        self._hub = greenlet.getcurrent()
        self._stop = False
        self.turns = Turns(self._suspend if suspend else None, self.loop, self._spawn, self._check)
        self.time_sleep = self.turns.sleep
        fresh: dict[str, Any] = {"_thread": thread_module(self.turns), "_queue": None}
        with mock.patch.dict(sys.modules, fresh):
            for name in list(sys.modules):
                if name in COPIED or name.startswith("concurrent.futures"):
                    del sys.modules[name]
            self.threading, self.queue, self.futures = map(importlib.import_module, COPIED[:3])
            _ = self.futures.ThreadPoolExecutor

    threading: ModuleType
    queue: ModuleType
    futures: ModuleType

    def run(self, main: Callable[["World"], None]) -> None:
        """Run the main thread, and the others beside it, until it is over."""
        ended = self.loop.create_future()

        def run_main() -> None:
            try:
                main(self)
            except BaseException as error:
                ended.set_exception(error)
            else:
                ended.set_result(None)

        self.loop.call_soon(greenlet.greenlet(run_main).switch)
        self.loop.run_until_complete(ended)

    def stop_soon(self) -> None:
        """Press Stop: the next look for it finds it."""
        self._stop = True

    def _check(self) -> None:
        if self._stop:
            self._stop = False
            raise KeyboardInterrupt

    def _suspend(self, future: asyncio.Future[None]) -> None:
        me = greenlet.getcurrent()
        future.add_done_callback(lambda _: me.switch())
        asyncio._set_running_loop(self.loop)
        while not future.done():
            self._hub.switch()

    def _spawn(self, body: Callable[[], None]) -> None:
        self.loop.call_soon(greenlet.greenlet(body).switch)


@contextmanager
def world(suspend: bool = True) -> Iterator[World]:
    """Make a world, and take it down."""
    here = World(suspend)
    yield here
    here.loop.close()


def in_turns(test: Callable[[World], None]) -> Callable[[], None]:
    """Let a test run as the main thread of a world of its own."""

    def run() -> None:
        with world() as here:
            here.run(test)

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run
