"""Promise: with stacks that take turns, the standard library's threads do what real ones do."""

import io
import sys
from contextlib import redirect_stderr

import pytest

from turning import World, in_turns

#: Seconds that no test waits, unless it fails.
LONG = 60.0


@in_turns
def test_a_thread_runs_until_it_waits(here: World) -> None:
    """The order of what happens is the order in which threads wait."""
    said = []
    go = here.threading.Event()

    def work(name: str) -> None:
        said.append(f"{name} begins")
        go.wait()
        said.append(f"{name} ends")

    threads = [here.threading.Thread(target=work, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    said.append("go")
    go.set()
    for thread in threads:
        thread.join()
    begins, ends = [f"{n} begins" for n in "abc"], [f"{n} ends" for n in "abc"]
    assert said == [*begins, "go", *ends]
    assert here.turns.awake == 1


@in_turns
def test_each_thread_knows_itself(here: World) -> None:
    """Names, numbers, ``current_thread``, ``enumerate``: as CPython has them."""
    threading = here.threading
    main = threading.main_thread()
    seen = []

    go = threading.Event()

    def look() -> None:
        me = threading.current_thread()
        go.wait(LONG)
        assert threading.current_thread() is me
        seen.append((me.name, me.ident == threading.get_ident(), me in threading.enumerate()))

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert threading.active_count() == 3
    assert [thread.is_alive() for thread in threads] == [True, True]
    go.set()
    for thread in threads:
        thread.join()
    assert threading.current_thread() is main
    assert main.name == "MainThread"
    assert seen == [("Thread-1 (look)", True, True), ("Thread-2 (look)", True, True)]
    assert len({main.ident, *(thread.ident for thread in threads)}) == 3
    assert [thread.is_alive() for thread in threads] == [False, False]
    assert threading.active_count() == 1


@in_turns
def test_local_values(here: World) -> None:
    """Each thread has its own, made by ``__init__``, gone at the thread's end."""

    class Bag(here.threading.local):
        def __init__(self, start: list[int]) -> None:
            self.held = list(start)

    bag, seen = Bag([1]), []
    bag.held.append(2)

    def look() -> None:
        bag.held.append(7)
        here.time_sleep(0)
        seen.append(list(bag.held))

    thread = here.threading.Thread(target=look)
    thread.start()
    bag.held.append(3)
    thread.join()
    assert seen == [[1, 7]]
    assert bag.held == [1, 2, 3]
    del bag.held
    with pytest.raises(AttributeError):
        _ = bag.held
    with pytest.raises(TypeError):
        here.threading.local(1)


@in_turns
def test_locks_are_fair(here: World) -> None:
    """Who waits longest gets the lock; a timeout is kept; releasing too often is refused."""
    lock, order = here.threading.Lock(), []

    def take(name: str) -> None:
        with lock:
            order.append(name)
            here.time_sleep(0)

    with lock:
        threads = [here.threading.Thread(target=take, args=(name,)) for name in "abc"]
        for thread in threads:
            thread.start()
        assert not lock.acquire(blocking=False)
        assert not lock.acquire(timeout=0.01)
    assert lock.locked()  # a has it already
    for thread in threads:
        thread.join()
    assert order == ["a", "b", "c"]
    assert not lock.locked()
    with pytest.raises(RuntimeError, match="release unlocked lock"):
        lock.release()
    with pytest.raises(ValueError, match="non-blocking"):
        lock.acquire(False, 1)


@in_turns
def test_rlock_belongs_to_a_thread(here: World) -> None:
    """It can be taken again by its owner, and released by nobody else."""
    lock, seen = here.threading.RLock(), []

    def try_it() -> None:
        seen.append(lock.acquire(blocking=False))
        with pytest.raises(RuntimeError, match="cannot release un-acquired lock"):
            lock.release()
        with lock:
            seen.append("mine")

    with lock, lock:
        thread = here.threading.Thread(target=try_it)
        thread.start()
        assert seen == [False]
    thread.join()
    assert seen == [False, "mine"]
    assert lock.acquire(timeout=0)
    lock.release()


@in_turns
def test_the_other_primitives(here: World) -> None:
    """Barrier, Semaphore, Condition, Timer and queues are the standard library's own."""
    threading, said = here.threading, []
    barrier, door = threading.Barrier(3), threading.BoundedSemaphore(1)

    def work(name: str) -> None:
        barrier.wait(timeout=LONG)
        with door:
            said.append(name)
            here.time_sleep(0)

    threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    barrier.wait(timeout=LONG)
    for thread in threads:
        thread.join(LONG)
    assert sorted(said) == ["a", "b"]
    with pytest.raises(ValueError, match="released too many"):
        door.release()
    timer = threading.Timer(0.01, said.append, ["timer"])
    timer.start()
    timer.join()
    assert said[-1] == "timer"
    assert not threading.Event().wait(timeout=0.01)
    for kind in ("Queue", "LifoQueue", "PriorityQueue", "SimpleQueue"):
        line = getattr(here.queue, kind)()
        sender = threading.Thread(target=lambda line=line: [line.put(n) for n in (1, 2)])
        sender.start()
        assert line.get(timeout=LONG) in (1, 2)
        assert line.get() in (1, 2)
        with pytest.raises(here.queue.Empty):
            line.get(timeout=0.01)
        sender.join()


@in_turns
def test_a_full_queue_makes_its_sender_wait(here: World) -> None:
    """``put`` into a full queue waits until there is room."""
    line, got = here.queue.Queue(maxsize=1), []
    sender = here.threading.Thread(target=lambda: [line.put(n) for n in range(4)])
    sender.start()
    while len(got) < 4:
        got.append(line.get(timeout=LONG))
        line.task_done()
    line.join()
    sender.join()
    assert got == [0, 1, 2, 3]


@in_turns
def test_thread_pools(here: World) -> None:
    """Executors name their threads, keep order, hand results and errors over, and shut down."""
    futures, names = here.futures, []
    with futures.ThreadPoolExecutor(2, thread_name_prefix="crew") as crew:
        assert list(crew.map(lambda n: n * n, range(5))) == [0, 1, 4, 9, 16]
        bad = crew.submit(int, "forty")
        with pytest.raises(ValueError, match="forty"):
            bad.result(timeout=LONG)
        stop = here.threading.Event()
        held = crew.submit(stop.wait, LONG)
        with pytest.raises(TimeoutError):
            held.result(timeout=0.01)
        stop.set()
        assert held.result()
        names.append(crew.submit(lambda: here.threading.current_thread().name).result())
    with futures.ThreadPoolExecutor() as nameless:
        jobs = [nameless.submit(lambda: here.threading.current_thread().name) for _ in range(1)]
        names += [job.result() for job in futures.as_completed(jobs, timeout=LONG)]
    assert names[0].startswith("crew_")
    assert names[1] == "ThreadPoolExecutor-0_0"
    assert here.turns.awake == 1


@in_turns
def test_errors_print_as_in_real_threads(here: World) -> None:
    """``threading.excepthook`` tells of what a thread did not catch; others live on."""
    said = io.StringIO()
    with redirect_stderr(said):
        thread = here.threading.Thread(target=int, args=("forty",))
        thread.start()
        thread.join()
    assert said.getvalue().startswith("Exception in thread Thread-1 (int):\nTraceback (most")
    assert said.getvalue().endswith("ValueError: invalid literal for int() with base 10: 'forty'\n")


@in_turns
def test_what_is_being_handled_stays_with_its_thread(here: World) -> None:
    """``sys.exc_info()`` is the same before and after a wait."""
    seen = []

    def fail(text: str) -> None:
        try:
            int(text)
        except ValueError:
            here.time_sleep(0)
            seen.append(str(sys.exc_info()[1]).rsplit(" ", 1)[-1])

    threads = [here.threading.Thread(target=fail, args=(text,)) for text in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == ["'a'", "'b'"]
    assert sys.exc_info() == (None, None, None)
