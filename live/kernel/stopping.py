"""Stop, which comes as SIGINT: it interrupts what a reader runs, and never what shows it."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_heeded = _asked = False
_interrupt: Callable[[int, object], object]
_ended: Callable[[], object]


def install(ended: Callable[[], object]) -> None:
    """Let SIGINT be heard here first; the handler before it would raise wherever Python is.

    :param ended: called when the reader's code has ended after Stop; what follows only shows it.
    """
    global _interrupt, _ended
    _ended = ended
    _interrupt = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, _hear)


def _hear(number: int, frame: object) -> None:
    global _asked
    _asked = True
    if _heeded:
        _interrupt(number, frame)


@contextmanager
def heeded() -> Iterator[None]:
    """Run the reader's code.

    :raises KeyboardInterrupt: when Stop is pressed, or was before the code began.
    """
    global _heeded
    _heeded = True
    try:
        if _asked:
            raise KeyboardInterrupt
        yield
    finally:
        _heeded = False
        if _asked:
            _ended()
        forget()


def forget() -> None:
    """Let what was asked for be over: it does not stop what runs next."""
    global _asked
    _asked = False
