"""Promise: on turns, SQLAlchemy's asyncio part, ``asyncio.run`` and SQLite's guard work as ever."""

import asyncio
import contextvars
import importlib.util
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any
from unittest import mock

import pytest
import sqlalchemy.util.concurrency
from sqlalchemy.exc import AwaitRequired, MissingGreenlet

from kernel import greenlets, turns_asyncio, turns_sqlite
from turning import World, in_turns

SEEN = contextvars.ContextVar("SEEN", default="nothing")


@contextmanager
def on_greenlets(here: World) -> Iterator[ModuleType]:
    """Load a copy of SQLAlchemy's module that knows the stand-in only."""
    spec = importlib.util.spec_from_file_location(
        "sqlalchemy.util.concurrency_on_turns", sqlalchemy.util.concurrency.__file__
    )
    copy = importlib.util.module_from_spec(spec)
    with mock.patch.dict(sys.modules, {"greenlet": greenlets.module(here.turns)}):
        spec.loader.exec_module(copy)
        yield copy


def run(here: World, coroutine: Any) -> Any:
    """Do what ``asyncio.run`` does on the turns' own loop."""
    with asyncio.Runner(loop_factory=lambda: turns_asyncio.Loop(here.turns)) as runner:
        return runner.run(coroutine)


def run_outside(here: World, coroutine: Any) -> Any:
    """Run a coroutine as a page does, whose Python itself runs inside a loop."""
    with turns_asyncio.outside():
        return run(here, coroutine)


@in_turns
def test_a_sync_function_awaits(here: World) -> None:
    """``greenlet_spawn`` runs it, ``await_`` waits in it; values and errors pass both ways."""
    with on_greenlets(here) as sa:

        async def double(number: int) -> int:
            await asyncio.sleep(0)
            if number < 0:
                raise ValueError("negative")
            return 2 * number

        def work(*numbers: int) -> list[int]:
            SEEN.set("work")
            return [sa.await_(double(number)) for number in numbers]

        async def main() -> None:
            SEEN.set("main")
            assert not sa.in_greenlet()
            assert await sa.greenlet_spawn(sa.in_greenlet)
            assert await sa.greenlet_spawn(work, 1, 2) == [2, 4]
            assert SEEN.get() == "work"
            with pytest.raises(ValueError, match="negative"):
                await sa.greenlet_spawn(work, 3, -1)
            with pytest.raises(AwaitRequired):
                await sa.greenlet_spawn(int, _require_await=True)
            with pytest.raises(MissingGreenlet):
                sa.await_(double(1))
            both = await asyncio.gather(*(sa.greenlet_spawn(work, n, n + 1) for n in (1, 5)))
            assert both == [[2, 4], [10, 12]]

        run_outside(here, main())


@in_turns
def test_a_greenlet_belongs_to_its_thread_and_loop(here: World) -> None:
    """``get_ident`` and the running loop are those of the coroutine that spawned it."""
    with on_greenlets(here) as sa:

        async def main() -> tuple[Any, Any]:
            look = lambda: (here.threading.get_ident(), asyncio.get_running_loop())  # noqa: E731
            assert await sa.greenlet_spawn(look) == look()
            return look()

        found = []
        thread = here.threading.Thread(target=lambda: found.append(run(here, main())))
        thread.start()
        mine = run_outside(here, main())
        thread.join()
        assert mine[0] == here.threading.main_thread().ident
        assert found[0][0] == thread.ident
        assert found[0][1] is not mine[1]


@in_turns
def test_a_greenlet_without_sqlalchemy(here: World) -> None:
    """Switching, throwing, ending: as the package says."""
    module = greenlets.module(here.turns)

    def body(first: str) -> str:
        second = main.switch(first + "!")
        try:
            main.switch(second + "?")
        except KeyError:
            return "ended"
        return "not reached"

    main = module.getcurrent()
    other = module.greenlet(body)
    assert not other
    assert other.switch("a") == "a!"
    assert other
    assert other.switch("b") == "b?"
    assert other.throw(KeyError) == "ended"
    assert other.dead
    with pytest.raises(ZeroDivisionError):
        module.greenlet(lambda: 1 / 0).switch()
    assert isinstance(module.greenlet(print).throw(), module.GreenletExit)


@in_turns
def test_another_thread_wakes_the_loop(here: World) -> None:
    """``call_soon_threadsafe`` ends the loop's waiting, as aiosqlite needs it to."""
    line = here.queue.SimpleQueue()

    def worker() -> None:
        while (job := line.get()) is not None:
            future, text = job
            future.get_loop().call_soon_threadsafe(future.set_result, text.upper())

    async def ask(text: str) -> str:
        future = asyncio.get_running_loop().create_future()
        line.put((future, text))
        return await future

    async def main() -> list[str]:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.Event().wait(), 0.01)
        return await asyncio.gather(ask("a"), ask("b"))

    thread = here.threading.Thread(target=worker)
    thread.start()
    assert run_outside(here, main()) == ["A", "B"]
    line.put(None)
    thread.join()


@in_turns
def test_sqlite_refuses_another_thread(here: World) -> None:
    """The guard speaks word for word, and is off where ``check_same_thread`` is."""
    said = []

    def use(connection: sqlite3.Connection) -> None:
        for call in (lambda: connection.execute("SELECT 1"), connection.commit, connection.close):
            try:
                call()
            except sqlite3.ProgrammingError as error:
                said.append(str(error))

    def in_a_thread(**options: Any) -> int:
        connection = sqlite3.connect(":memory:", **options)
        assert connection.execute("SELECT ?", (6,)).fetchone() == (6,)
        assert connection.cursor().execute("SELECT 1").fetchall() == [(1,)]
        thread = here.threading.Thread(target=use, args=(connection,))
        thread.start()
        thread.join()
        connection.close()
        return thread.ident

    with mock.patch("sqlite3.connect"), mock.patch("sqlite3.dbapi2.connect"):
        turns_sqlite.prepare(here.turns)
        in_a_thread(check_same_thread=False)
        assert said == []
        other = in_a_thread()
    assert said == 3 * [
        "SQLite objects created in a thread can only be used in that same thread. "
        f"The object was created in thread id {here.turns.main.ident} "
        f"and this is thread id {other}."
    ]
