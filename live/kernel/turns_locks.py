"""The primitives below ``threading``: locks, thread-local values, handles, all on turns."""

from collections import deque
from collections.abc import Callable
from typing import Any, ClassVar, Self

from kernel.turns_model import Turn, Waiter
from kernel.turns_schedule import Turns


class _Held:
    """What both locks can do: a ``with`` statement, and a new beginning after a fork."""

    acquire: Callable[..., bool]
    release: Callable[[], None]

    def _at_fork_reinit(self) -> None:
        self.__init__()  # type: ignore[misc]

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *error: object) -> None:
        self.release()


class Lock(_Held):
    """As ``_thread.lock``; who waits longest gets it first.

    :raises RuntimeError: on releasing it unlocked.
    """

    turns: ClassVar[Turns]

    def __init__(self) -> None:
        self._locked = False
        self._queue: deque[Waiter] = deque()

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Take the lock, after waiting at most ``timeout`` seconds; return whether it is taken."""
        _check(blocking, timeout)
        if not self._locked:
            self._locked = True
            return True
        return _queued(self, blocking, timeout, self.release)

    def release(self) -> None:
        """Hand the lock to the one who has waited longest, if any."""
        if not self._locked:
            raise RuntimeError("release unlocked lock")
        # Where somebody waits it stays locked: nobody else can take it in between.
        self._locked = self.turns.grant(self._queue)

    def locked(self) -> bool:
        """Return whether somebody has it."""
        return self._locked

    def __repr__(self) -> str:
        state = "locked" if self._locked else "unlocked"
        return f"<{state} _thread.lock object at {id(self):#x}>"


class RLock(_Held):
    """As ``_thread.RLock``, with what ``threading.Condition`` asks of it.

    :raises RuntimeError: on releasing it in another thread than the one that took it.
    """

    turns: ClassVar[Turns]

    def __init__(self) -> None:
        self._owner: Turn | None = None
        self._count = 0
        self._queue: deque[Waiter] = deque()

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Take the lock, or take it once more; return whether it is taken."""
        _check(blocking, timeout)
        turn = self.turns.current
        if self._owner is turn:
            self._count += 1
            return True
        if self._owner is None or _queued(self, blocking, timeout, self._hand_on):
            self._owner, self._count = turn, 1
            return True
        return False

    def release(self) -> None:
        """Give it back once; the last time, hand it to the one who has waited longest."""
        if self._owner is not self.turns.current:
            raise RuntimeError("cannot release un-acquired lock")
        self._count -= 1
        if not self._count:
            self._hand_on()

    def locked(self) -> bool:
        """Return whether somebody has it."""
        return self._owner is not None

    def _hand_on(self) -> None:
        following = next((w.turn for w in self._queue if not w.future.done()), None)
        self._owner = following
        self.turns.grant(self._queue)

    def _is_owned(self) -> bool:
        return self._owner is self.turns.current

    def _recursion_count(self) -> int:
        return self._count if self._is_owned() else 0

    def _release_save(self) -> int:
        if not self._is_owned():
            raise RuntimeError("cannot release un-acquired lock")
        count, self._count = self._count, 0
        self._hand_on()
        return count

    def _acquire_restore(self, count: int) -> None:
        self.acquire()
        self._count = count

    def __repr__(self) -> str:
        state = "unlocked" if self._owner is None else "locked"
        owner = 0 if self._owner is None else self._owner.ident
        where = f"object owner={owner} count={self._count} at {id(self):#x}"
        return f"<{state} _thread.RLock {where}>"


class Handle:
    """As ``_thread._ThreadHandle``: what a thread is joined by."""

    turns: ClassVar[Turns]

    def __init__(self) -> None:
        self.ident = 0
        self._done = False
        self._queue: deque[Waiter] = deque()

    def is_done(self) -> bool:
        """Return whether the thread is over."""
        return self._done

    def join(self, timeout: float | None = None) -> None:
        """Wait until the thread is over, at most ``timeout`` seconds."""
        if not self._done:
            self.turns.wait(self._queue, None if timeout is None or timeout < 0 else timeout)

    def _set_done(self) -> None:
        self._done = True
        while self.turns.grant(self._queue):
            pass


class _Key:
    """Stands for one ``local`` in each thread's table, and goes when the ``local`` goes."""

    def __init__(self, arguments: tuple[Any, Any]) -> None:
        self.arguments = arguments


class Local:
    """As ``threading.local``: attributes of which each thread has its own.

    :raises TypeError: when arguments are given to a class without an ``__init__``.
    """

    __slots__ = ("_Local__key", "__dict__", "__weakref__")

    turns: ClassVar[Turns]

    def __new__(cls, /, *args: Any, **kwargs: Any) -> Self:
        """Make one, and this thread's values; ``__init__`` follows here, and in other threads."""
        if (args or kwargs) and cls.__init__ is object.__init__:
            raise TypeError("Initialization arguments are not supported")
        self = object.__new__(cls)
        key = _Key((args, kwargs))
        object.__setattr__(self, "_Local__key", key)
        cls.turns.current.locals[key] = object.__getattribute__(self, "__dict__")
        return self

    def __getattribute__(self, name: str) -> Any:
        _mount(self)
        return object.__getattribute__(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "__dict__":
            kind = type(self).__name__
            raise AttributeError(f"{kind!r} object attribute '__dict__' is read-only")
        _mount(self)
        object.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        if name == "__dict__":
            kind = type(self).__name__
            raise AttributeError(f"{kind!r} object attribute '__dict__' is read-only")
        _mount(self)
        object.__delattr__(self, name)


def _mount(local: Local) -> None:
    """Make the current thread's values the object's own."""
    key = object.__getattribute__(local, "_Local__key")
    tables = type(local).turns.current.locals
    values = tables.get(key)
    if values is None:
        values = tables[key] = {}
        object.__setattr__(local, "__dict__", values)
        args, kwargs = key.arguments
        type(local).__init__(local, *args, **kwargs)
    elif object.__getattribute__(local, "__dict__") is not values:
        object.__setattr__(local, "__dict__", values)


def _check(blocking: bool, timeout: float) -> None:
    if not blocking and timeout != -1:
        raise ValueError("can't specify a timeout for a non-blocking call")
    if timeout < 0 and timeout != -1:
        raise ValueError("timeout value must be a non-negative number")


def _queued(lock: Lock | RLock, blocking: bool, timeout: float, undo: Callable[[], object]) -> bool:
    """Wait for a lock that somebody has; return whether it was handed over."""
    if not blocking or timeout == 0:
        return False
    return lock.turns.wait(lock._queue, None if timeout == -1 else timeout, undo)
