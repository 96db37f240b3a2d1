"""What ``python -m exercises`` does: each command prints, and returns its exit status."""

import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from exercises import report
from exercises.book import PYTHON, WRITES, Book, Trouble, short
from exercises.checking import code_of
from exercises.files import put
from exercises.model import Exercise
from exercises.progress import Progress, read, saved
from exercises.running import Result, next_of, run
from exercises.telling import Paint, told, wrapped
from exercises.writing import write

COMMAND = f"{PYTHON} -m exercises"


def write_files(book: Book) -> int:
    """``write``: write the exercises as files, and say what to do next."""
    done = write(book)
    parts = {
        "new": done.new,
        "brought up to date": done.updated,
        "unchanged": done.same,
        "yours, left alone": done.yours,
    }
    told_so = ", ".join(f"{len(files)} {words}" for words, files in parts.items() if files)
    folder = book.folder.name
    print(f"{len(book.exercises)} exercises in {folder}/: {told_so or 'none yet'}.")
    if done.behind:
        print("\nThe book has changed these since you began. Move one away, and to have it new run")
        print(f"{WRITES} again:")
        _files(folder, done.behind)
    if done.removed:
        print("\nThe book no longer has these, and you had not begun them; they are gone:")
        _files(folder, done.removed)
    if done.left:
        print("\nThe book no longer has these. They are yours, so they stay:")
        _files(folder, done.left)
    if book.exercises:
        print("\nOpen one in your editor, and have your answers checked at each save:\n")
        print(f"    {COMMAND} --watch\n")
        print(f"Without --watch they are checked once. {COMMAND} --help tells the rest.")
    return 0


class Checking:
    """``run``: checks files and tells what it found.

    :param book: whose files.
    :param chosen: which exercises were asked for; all of them where none was named.
    :param named: whether they were.
    :param paint: colours what is told.
    :param record: whether what the answers did to the database is told too.
    :param how: goes to the check.
    """

    def __init__(
        self,
        book: Book,
        chosen: Sequence[Exercise],
        named: bool,
        paint: Paint,
        record: bool,
        **how: object,
    ) -> None:
        self._book = book
        self._chosen = chosen
        self._named = named
        self._paint = paint
        self._record = record
        self._how = {"colour": paint.on, **how}
        self._results: dict[str, Result] = {}

    @property
    def status(self) -> int:
        """0 when everything that was asked for passes."""
        results = self._results.values()
        return 0 if results and all(each.passed for each in results) else 1

    def once(self) -> int:
        """Check all that was asked for."""
        missing = [each for each in self._chosen if not self._book.file(each).exists()]
        if (self._named and missing) or len(missing) == len(self._chosen):
            which = f"{self._book.shown(missing[0])} is not" if self._named else "No exercise is"
            raise Trouble(f"{which} there yet: {WRITES} writes them all.")
        results = run(self._book, self._chosen, fresh_too=self._named, **self._how)
        self._results = {each.exercise.key: each for each in results}
        if len(self._chosen) == 1:
            self._tell(results[0])
        else:
            self._table()
            self._next()
        return self.status

    def again(self, files: Sequence[Path]) -> None:
        """Check what was saved."""
        saved_ones = [each for each in self._chosen if self._book.file(each) in files]
        for each in run(self._book, saved_ones, fresh_too=True, **self._how):
            self._results[each.exercise.key] = each
            print()
            self._tell(each)
            if each.passed and len(self._chosen) > 1:
                self._next()

    def watch(self, wait: Callable[[], Sequence[Path]]) -> int:
        """Check all, and then what is saved, until Ctrl+C."""
        try:
            self.once()
            while True:
                print(self._paint("\nWaiting for you to save a file. Ctrl+C ends this.", "dim"))
                self.again(wait())
        except KeyboardInterrupt:
            print()
        return self.status

    def _table(self) -> None:
        """Print a line for each chapter."""
        pages: dict[str, list[Result]] = {}
        for each in self._results.values():
            pages.setdefault(each.exercise.page, []).append(each)
        width = max(map(len, pages))
        for page, results in pages.items():
            passed = sum(each.passed for each in results)
            marks = "".join(self._paint.mark(each.state) for each in results)
            print(f"{page:{width}}  {passed} of {len(results)}  {marks}")
        passed = sum(each.passed for each in self._results.values())
        print(f"\n{passed} of {len(self._results)} pass.")

    def _next(self) -> None:
        """Print what to do next."""
        upcoming = next_of(self._results.values())
        if upcoming is None:
            print("\nThat was the last one: all of them pass.")
            return
        print("\nNext: ", end="")
        if upcoming.outcome is None:
            print(f"{self._title(upcoming.exercise)}, which waits for you")
        else:
            self._tell(upcoming)

    def _title(self, exercise: Exercise) -> str:
        title = self._paint(wrapped(exercise.title), "strong")
        return f"{title}\n{self._book.shown(exercise)}"

    def _tell(self, result: Result) -> None:
        """Print a verdict with all that helps."""
        print(f"{self._paint.mark(result.state)} {self._title(result.exercise)}\n")
        if result.outcome is None:
            print("It was not checked.")
            return
        file = self._book.shown(result.exercise)
        print(told(result.outcome.verdict, file, self._paint))
        if result.note:
            print(f"\n{wrapped(result.note)}")
        if self._record and result.outcome.record:
            print(f"\nWhat your code did:\n\n{result.outcome.record.rstrip()}")
        exercise = result.exercise
        if not result.passed and Progress(self._book).hints(exercise.key) < len(exercise.hints):
            print(self._paint(f"\nA hint: {COMMAND} hint {short(exercise)}", "dim"))


def list_all(book: Book, paint: Paint) -> int:
    """``list``: print all exercises, each with what was last found."""
    known = Progress(book).all()
    width = max((len(short(each)) for each in book.exercises), default=0)
    for each in book.exercises:
        mark = paint.mark(known.get(each.key, {}).get("state", ""))
        print(f"{mark} {short(each):{width}}  {wrapped(each.title)} ({each.kind})")
    return 0


def hint(book: Book, said: str, every: bool) -> int:
    """``hint``: print the next hint, or all."""
    exercise = one(book, said)
    progress = Progress(book)
    number = len(exercise.hints)
    shown = number if every else min(progress.hints(exercise.key) + 1, number)
    progress.shown(exercise.key, hints=shown)
    for place in range(1 if every else shown, shown + 1):
        print(wrapped(f"Hint {place} of {number}: {exercise.hints[place - 1]}"), end="\n\n")
    if shown == number:
        print(f"That is the last one. The solution: {COMMAND} solution {short(exercise)}")
    else:
        print(f"The next one: {COMMAND} hint {short(exercise)}")
    return 0


def solution(book: Book, said: str) -> int:
    """``solution``: print the solution."""
    exercise = one(book, said)
    Progress(book).shown(exercise.key, solution=True)
    predict = exercise.kind == "predict"
    print(exercise.solution if predict else code_of(exercise.solution).rstrip())
    return 0


def save(book: Book, file: Path, who: str, now: datetime) -> int:
    """``save``: write the progress to a file, but over none that is something else."""
    entries = Progress(book).all()
    try:
        if file.exists():
            read(file.read_text(encoding="utf-8"))
        put(file, saved(entries, who, now))
    except ValueError as error:
        raise Trouble(f"{file} is something else, and stays: {error}.") from None
    except OSError as error:
        raise Trouble(f"{file} cannot be written: {error.strerror}.") from None
    passed = sum(entries.get(each.key, {}).get("state") == "passed" for each in book.exercises)
    print(f"{file}: {passed} of {len(book.exercises)} exercises pass.")
    return 0


def report_on(book: Book, files: Sequence[Path], as_csv: bool) -> int:
    """``report``: print the table of a class; complaints and notes go to standard error."""
    found = report.collect(report.files_of(files), book.exercises)
    for line in [*found.notes, *found.complaints]:
        print(line, file=sys.stderr)
    if as_csv:
        print(report.to_csv(found.learners, book.exercises), end="")
    elif found.learners:
        print(report.table(found.learners, book.exercises))
    return 1 if found.complaints else 0


def one(book: Book, said: str) -> Exercise:
    """Return the exercise that is meant.

    :raises Trouble: when that is none, or several.
    """
    found = book.find(said)
    if len(found) > 1:
        names = ", ".join(short(each) for each in found)
        raise Trouble(f"{said} is a chapter. Its exercises: {names}")
    return found[0]


def _files(folder: str, names: Sequence[str]) -> None:
    for name in names:
        print(f"    {folder}/{name}")
