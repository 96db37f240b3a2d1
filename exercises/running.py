"""Checks the learner's files, and waits for their next change."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from exercises.book import Book, short
from exercises.files import Unreadable, answer_of, given_changed
from exercises.model import Exercise, Verdict
from exercises.processes import Outcome, check_all
from exercises.progress import Progress
from exercises.writing import fingerprint, untouched

#: Seconds between two looks at the files.
PAUSE = 0.5
GIVEN_CHANGED = "You changed what is given. The check does not see that: it keeps to the book's."


@dataclass(frozen=True)
class Result:
    """An exercise, and what its file is worth.

    :param exercise: the exercise.
    :param outcome: what the check found; None where there was none to make.
    :param note: what else there is to say of the file.
    """

    exercise: Exercise
    outcome: Outcome | None = None
    note: str = ""

    @property
    def passed(self) -> bool:
        """Whether the answer is right."""
        return self.outcome is not None and self.outcome.verdict.passed

    @property
    def state(self) -> str:
        """``passed``, ``failed``, or "" where nothing was begun."""
        return "" if self.outcome is None else "passed" if self.passed else "failed"


def run(
    book: Book,
    chosen: Sequence[Exercise],
    *,
    fresh_too: bool = False,
    check: Callable[..., list[Outcome | None]] = check_all,
    **how: object,
) -> list[Result]:
    """Check the files of some exercises, and note in the progress what was found.

    :param book: whose files.
    :param chosen: the exercises.
    :param fresh_too: whether those are checked that nobody has changed yet.
    :param check: checks answers, as :func:`exercises.processes.check_all` does.
    :param how: what it takes besides.
    """
    results = {each.key: Result(each) for each in chosen}
    answers, prints = [], {}
    for each in chosen:
        path = book.file(each)
        if not path.exists() or not (fresh_too or not untouched(book, f"{short(each)}.py")):
            continue
        try:
            text = path.read_text(encoding="utf-8-sig")
            prints[each.key] = fingerprint(text)
            answers.append((each, *answer_of(each, text)))
            note = GIVEN_CHANGED if given_changed(each, text) else ""
            results[each.key] = Result(each, note=note)
        except UnicodeDecodeError:
            results[each.key] = _without_check(each, "The file is no text in UTF-8")
        except Unreadable as error:
            results[each.key] = _without_check(each, str(error))
    outcomes = check([(asked, answer) for _, asked, answer in answers], **how) if answers else []
    for (each, _, _), outcome in zip(answers, outcomes, strict=True):
        results[each.key] = Result(each, outcome, results[each.key].note)
    begun = [each for each in results.values() if each.outcome is not None]
    if begun:
        found = [(x.exercise.key, x.passed, prints.get(x.exercise.key, "")) for x in begun]
        Progress(book).checked(found)
    return list(results.values())


def next_of(results: Iterable[Result]) -> Result | None:
    """Return what to do next: the first that was begun and is not right, or else the first open."""
    open_ones = [each for each in results if not each.passed]
    begun = [each for each in open_ones if each.outcome is not None]
    return next(iter([*begun, *open_ones]), None)


class Saves:
    """Waits until files are saved; called, it returns which.

    :param files: the files; one that is not there yet may come.
    :param sleep: waits between two looks.
    """

    def __init__(self, files: Sequence[Path], sleep: Callable[[float], None] = time.sleep) -> None:
        self._files = files
        self._sleep = sleep
        self._seen = self._look()

    def __call__(self) -> list[Path]:
        """Wait, and return the files that were saved meanwhile."""
        while True:
            before, self._seen = self._seen, self._look()
            changed = [each for each, stamp in self._seen.items() if before.get(each) != stamp]
            if changed:
                return changed
            self._sleep(PAUSE)

    def _look(self) -> dict[Path, tuple[int, int]]:
        stamps = {}
        for file in self._files:
            try:
                stat = file.stat()
            except OSError:  # an editor may be putting a new file into its place
                continue
            stamps[file] = (stat.st_mtime_ns, stat.st_size)
        return stamps


def _without_check(exercise: Exercise, sentence: str) -> Result:
    return Result(exercise, Outcome(Verdict(False, sentence)))
