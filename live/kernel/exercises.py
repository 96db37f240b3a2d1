"""Checks answers to the exercises of a page, each in names of its own.

The page's namespace, its records and its panel know nothing of it.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kernel import stopping, turns
from kernel.colour import highlight
from kernel.console import Console
from recorder import Hooks, Recorder
from recorder import to_html as record_html

NO_MEMORY = "Python has no memory left. Restart gives it a fresh start."
NO_THREADS = "This browser cannot run threads, and this exercise needs them."


class Exercises:
    """The exercises of one page.

    :param data: as the page's JSON has them.
    """

    def __init__(self, data: list[dict[str, Any]]) -> None:
        self._data = {each["key"]: each for each in data}

    def check(self, key: str, answer: str, page: Recorder) -> dict[str, Any]:
        """Check an answer.

        :param key: which exercise it is an answer to.
        :param answer: code, or of a prediction a line for each output that is asked for.
        :param page: what listens for the page's examples; it hears nothing of this.
        :returns: ``state`` (passed, failed or stopped), ``output``, ``record`` and ``note``.
        """
        # Not all pages have exercises, and the start of none waits for this.
        from exercises import Exercise, check
        from exercises.html import verdict_html, verdict_text

        known = {name: self._data[key][name] for name in Exercise.__dataclass_fields__}
        exercise = Exercise.from_dict(known)
        try:
            with _deaf(page), stopping.heeded():
                verdict = check(exercise, answer, Hooks(console=Console()))
        except KeyboardInterrupt:
            return _stopped("Stopped.")
        except MemoryError:
            return _stopped(NO_MEMORY)
        finally:
            # What an answer leaves lying about is gone now, and not in the middle of the next one.
            gc.collect()
        if "NoThreads" in verdict.got:
            return _stopped(NO_THREADS)
        several = any(
            step.thread != "MainThread" for each in verdict.records for step in each.steps
        )
        return {
            "state": "passed" if verdict.passed else "failed",
            "output": verdict_html(exercise, answer, verdict, highlight),
            "record": record_html(verdict.records),
            "note": verdict_text(exercise, verdict) + (f" {turns.report()}" if several else ""),
        }


@contextmanager
def _deaf(recorder: Recorder) -> Iterator[None]:
    """Let a recorder hear nothing of the databases that come and go meanwhile."""
    recorder.ear.__exit__()
    try:
        yield
    finally:
        recorder.ear.__enter__()


def _stopped(note: str) -> dict[str, Any]:
    return {"state": "stopped", "output": "", "record": "", "note": note}
