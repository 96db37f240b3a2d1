"""Checks answers in processes of their own, several at once, so that none can end all.

Each answer gets a fresh process. Where the system can fork, it is forked from one that has imported
SQLAlchemy already, which takes a few milliseconds.
"""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import connection
from typing import Any

from exercises.checking import check
from exercises.model import Exercise, Verdict
from recorder import to_text

#: Seconds that a check may take.
LIMIT = 20.0
STOPPED = (
    "You stopped it. Is there a loop without an end, or a wait for something that never comes?"
)
Wait = Callable[[Sequence[Any], float], Sequence[Any]]


@dataclass(frozen=True)
class Outcome:
    """What became of an answer.

    :param verdict: what the check found, without its records.
    :param record: these, as text for a terminal.
    """

    verdict: Verdict
    record: str = ""


def check_all(
    answers: Sequence[tuple[Exercise, str]],
    *,
    limit: float = LIMIT,
    processes: int | None = None,
    colour: bool = False,
    wait: Wait = connection.wait,
) -> list[Outcome | None]:
    """Check answers, as many at once as there are processors.

    Ctrl+C ends those that are being checked, with a verdict that says so.

    :param answers: each with its exercise.
    :param limit: seconds that each may take.
    :param processes: how many at once.
    :param colour: whether the record is coloured.
    :param wait: waits until one of some connections has something, as
        :func:`multiprocessing.connection.wait` does.
    :returns: an outcome for each answer, or None where it was not begun before Ctrl+C.
    """
    outcomes: list[Outcome | None] = [None] * len(answers)
    at_once = processes or os.cpu_count() or 1
    waiting = list(enumerate(answers))[::-1]
    running: dict[Any, _Running] = {}
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                number, (exercise, answer) = waiting.pop()
                begun = _begin(number, exercise, answer, colour, limit)
                running[begun.receiver] = begun
            first = min(each.deadline for each in running.values())
            for receiver in wait(list(running), max(0.0, first - time.monotonic())):
                each = running[receiver]
                outcomes[each.number] = each.outcome()
                running.pop(receiver).end()
            for each in [each for each in running.values() if each.deadline <= time.monotonic()]:
                said = f"It did not end within {limit:g} seconds"
                outcomes[each.number] = Outcome(Verdict(False, said))
                running.pop(each.receiver).end()
    except KeyboardInterrupt:
        for each in running.values():
            outcomes[each.number] = Outcome(Verdict(False, STOPPED))
    finally:
        for each in running.values():
            each.end()
    return outcomes


@dataclass
class _Running:
    """A check that is being made."""

    number: int
    process: Any
    receiver: Any
    deadline: float

    def outcome(self) -> Outcome:
        """Return what the process sent, or how it ended instead."""
        try:
            outcome: Outcome = self.receiver.recv()
        except EOFError:
            self.process.join()
            status = self.process.exitcode
            how = f"with exit status {status}"
            if status is not None and status < 0:
                how = f"by {signal.Signals(-status).name}"
            return Outcome(Verdict(False, f"Your code ended Python itself, {how}"))
        return outcome

    def end(self) -> None:
        """End the process, whatever it does, and wait until it is gone."""
        self.receiver.close()
        self.process.kill()
        self.process.join()
        self.process.close()


def _begin(number: int, exercise: Exercise, answer: str, colour: bool, limit: float) -> _Running:
    receiver, sender = context().Pipe(duplex=False)
    process = context().Process(target=_check, args=(sender, exercise, answer, colour))
    process.start()
    # With this end closed here, the other says when the process has ended without a word.
    sender.close()
    return _Running(number, process, receiver, time.monotonic() + limit)


@cache
def context() -> Any:
    """Return what makes the processes: the quickest way that this system has to fresh ones."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(
        [
            "exercises.processes",
            "astronauts",
            "sqlalchemy.dialects.sqlite",
            "sqlalchemy.ext.asyncio",
        ]
    )
    return server


def _check(sender: Any, exercise: Exercise, answer: str, colour: bool) -> None:
    """Check one answer, send its outcome, and end."""
    # Ctrl+C is for the process that waits: it ends this one, and says so.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What an answer writes past Python's own streams, or leaves as a warning, is not for the table.
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    try:
        verdict = check(exercise, answer)
        outcome = Outcome(replace(verdict, records=[]), to_text(verdict.records, colour=colour))
    except BaseException as error:  # whatever it is, it is told and not raised into nowhere
        said = f"The check ended with {type(error).__name__}: {error}"
        outcome = Outcome(Verdict(False, said.rstrip(": ")))
    sender.send(outcome)
    sender.close()
    # A thread that the answer left running would keep the process.
    os._exit(0)
