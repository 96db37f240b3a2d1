"""Threads that take turns: what stands in for threads where Python has none.

In the browser one call can be suspended while another runs (WebAssembly stack switching; Pyodide's
``run_sync``). On that, :func:`prepare` puts stand-ins below the standard library: a ``_thread`` of
locks and stacks, on which its own ``threading``, ``queue`` and ``concurrent.futures`` run as they
are; a loop for ``asyncio.run`` that waits in turns; the guard of ``sqlite3`` against other threads;
and ``greenlet``. It must come before SQLAlchemy is imported; :func:`install` then lets them work.

A thread runs until it waits (for a lock, an event, a queue, a future, another thread, or in
``time.sleep``); then the next in line goes on. So the order is always the same, and a thread that
never waits keeps the others from running. ``threading.TAKES_TURNS`` is true.
"""

import _thread
import asyncio
import importlib
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

from kernel import greenlets, turns_asyncio, turns_sqlite
from kernel.turns_locks import Handle, Local, Lock, RLock
from kernel.turns_model import Deadlock, NoThreads, Suspend
from kernel.turns_schedule import Turns

__all__ = ["Deadlock", "NoThreads", "Turns", "install", "prepare", "report", "thread_module"]

#: The turns of this process, once :func:`prepare` was called.
turns: Turns | None = None


def prepare() -> Turns:
    """Put the stand-ins in place; they behave as in a program with one thread.

    Nothing of the browser's is touched, so a memory snapshot may be taken afterwards. A second call
    changes nothing.
    """
    global turns
    if turns is None:
        turns = Turns()
        sys.modules["_thread"] = thread_module(turns)
        importlib.reload(threading)
        threading.TAKES_TURNS = True  # type: ignore[attr-defined]
        # The one written in C waits where nobody can suspend it.
        sys.modules["_queue"] = None  # type: ignore[assignment]
        queue.SimpleQueue = queue._PySimpleQueue  # type: ignore[attr-defined, misc]
        if "concurrent.futures.thread" in sys.modules:
            importlib.reload(sys.modules["concurrent.futures.thread"])
        time.sleep = turns.sleep
        turns_asyncio.prepare(turns)
        turns_sqlite.prepare(turns)
        sys.modules["greenlet"] = greenlets.module(turns)
    return turns


def install(
    suspend: Suspend | None,
    loop: asyncio.AbstractEventLoop | None = None,
    check: Callable[[], object] | None = None,
) -> Turns:
    """Let the stand-ins work, after :func:`prepare`, which is called where it was not yet.

    :param suspend: takes a future of the loop, and returns when it is done, while others run; in
        Pyodide ``pyodide.ffi.run_sync``. None where the browser has no stack switching: then to
        start a thread raises :class:`NoThreads`, and so does what needs greenlet.
    :param loop: the loop that runs the others; by default the one that is there.
    :param check: raises KeyboardInterrupt when Stop was pressed, ``pyodide_js.checkInterrupt``;
        None where Stop cannot be told to Python.
    """
    here = prepare()
    here.suspend, here.check = suspend, check
    here.loop = loop or (asyncio.get_event_loop() if suspend else None)
    signal.signal(signal.SIGINT, here.interrupt)
    return here


def report() -> str:
    """Return what a reader should know of threads here, in one sentence."""
    if turns is None:
        return "Threads are the system's own."
    if turns.suspend is None:
        return "This browser cannot run threads."
    return "Threads take turns here: another one goes on only when the one that runs has to wait."


def thread_module(turns: Turns) -> ModuleType:
    """Return what ``import _thread`` finds: the real one, but for all that waits or starts."""
    real = sys.modules["_thread"]
    module: Any = ModuleType("_thread", real.__doc__)
    vars(module).update(vars(_thread))

    def of(kind: type, name: str) -> Any:
        return type(name, (kind,), {"__slots__": (), "__module__": "_thread", "turns": turns})

    module.lock = module.LockType = module.allocate_lock = of(Lock, "lock")
    module.allocate = module.allocate_lock
    module.RLock = of(RLock, "RLock")
    module._local = of(Local, "_local")
    module._ThreadHandle = of(Handle, "_ThreadHandle")

    def start_new_thread(function: Callable[..., object], args: Any, kwargs: Any = None, /) -> int:
        return turns.start(lambda: function(*args, **(kwargs or {}))).ident

    def start_joinable_thread(
        function: Callable[[], object], handle: Any = None, daemon: bool = True
    ) -> Any:
        handle = handle or module._ThreadHandle()
        turn = turns.start(function)
        handle.ident = turn.ident
        turn.at_end.append(handle._set_done)
        return handle

    def make_thread_handle(ident: int) -> Any:
        handle = module._ThreadHandle()
        handle.ident = ident
        return handle

    def set_sentinel() -> Any:  # what Python 3.11 and 3.12 have instead of handles
        sentinel = module.lock()
        turns.current.at_end.append(lambda: sentinel.locked() and sentinel.release())
        return sentinel

    module.start_new_thread = module.start_new = start_new_thread
    module.start_joinable_thread = start_joinable_thread
    module._make_thread_handle = make_thread_handle
    module._set_sentinel = set_sentinel
    module.get_ident = module.get_native_id = lambda: turns.current.ident
    module._get_main_thread_ident = lambda: turns.main.ident
    module.set_name = lambda name: None
    return module
