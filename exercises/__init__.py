"""Exercises that check themselves, in the page and on the command line.

They stand in the chapters, and are read from there. A check runs on what the learner wrote, under
the flight recorder::

    from exercises import check, exercises_of
    exercise = exercises_of(source, "transactions")[0]
    verdict = check(exercise, "def move(session): ...")

In the examples of a check, :func:`watch` tells what was sent to the database. On the command line::

    python -m exercises
"""

from exercises.checking import check
from exercises.model import Exercise, Mistake, Verdict
from exercises.reading import Malformed, exercises_of
from exercises.watching import Seen, watch

__all__ = [
    "Exercise",
    "Malformed",
    "Mistake",
    "Seen",
    "Verdict",
    "check",
    "exercises_of",
    "watch",
]
