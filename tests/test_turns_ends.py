"""Promise: threads that take turns end well: deadlocks, Stop, and browsers that cannot switch."""

import io
import time
from contextlib import redirect_stderr
from typing import Any

import pytest

from kernel.turns import Deadlock, NoThreads
from turning import World, in_turns, world

#: Seconds that no test waits, unless it fails.
LONG = 60.0


@in_turns
def test_a_deadlock_is_told(here: World) -> None:
    """When nobody can go on, the main thread gets an error, and all else works on."""
    one, other = here.threading.Lock(), here.threading.Lock()

    def cross() -> None:
        with other, one:
            pass

    with one:
        thread = here.threading.Thread(target=cross)
        thread.start()
        with pytest.raises(Deadlock, match="waits for another"):
            other.acquire()
    thread.join()
    assert not one.locked()
    with pytest.raises(Deadlock):
        here.threading.Event().wait()
    assert not here.threading.Event().wait(timeout=0.01)


@in_turns
def test_stop_ends_a_wait_and_leaves_the_rest_usable(here: World) -> None:
    """KeyboardInterrupt reaches the main thread in its wait, and what runs."""
    lock = here.threading.Lock()
    here.stop_soon()
    begun = time.monotonic()
    with lock, pytest.raises(KeyboardInterrupt):
        lock.acquire(timeout=LONG)
    assert time.monotonic() - begun < LONG / 2
    assert not lock.locked()
    thread = here.threading.Thread(target=here.turns.interrupt)
    with pytest.raises(KeyboardInterrupt), redirect_stderr(io.StringIO()):
        thread.start()
    with here.futures.ThreadPoolExecutor(1) as crew:
        assert crew.submit(int, "6").result() == 6


def test_without_stack_switching_no_thread_starts() -> None:
    """All that one thread can do works; what needs another says so."""
    with world(suspend=False) as here:
        with here.threading.Lock(), pytest.raises(NoThreads, match="stack switching"):
            here.threading.Thread(target=print).start()
        assert here.threading.active_count() == 1
        assert not here.threading.Event().wait(timeout=0.001)
        with pytest.raises(Deadlock):
            here.threading.Event().wait()


def test_report_says_what_threads_are(monkeypatch: Any) -> None:
    """A reader is told that threads take turns."""
    from kernel import turns

    assert turns.report() == "Threads are the system's own."
    with world() as here:
        monkeypatch.setattr(turns, "turns", here.turns)
        assert "take turns" in turns.report()
        here.turns.suspend = None
        assert turns.report() == "This browser cannot run threads."
