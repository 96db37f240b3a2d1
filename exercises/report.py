"""The teacher's table: the progress files of a class, a row a learner."""

import csv
import glob
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from exercises.model import Exercise
from exercises.progress import read

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass
class Learner:
    """What one file says.

    :param name: who it is, or the file's name where nobody is named.
    :param file: the file.
    :param saved: when it was saved.
    :param exercises: what was done, by key.
    """

    name: str
    file: Path
    saved: datetime
    exercises: dict[str, dict[str, Any]]

    def passed(self, exercises: Iterable[Exercise]) -> int:
        """Return how many of some exercises are solved."""
        return sum(self.exercises.get(x.key, {}).get("state") == "passed" for x in exercises)


@dataclass
class Class:
    """A class, and what is to be said of its files.

    :param learners: sorted by name.
    :param notes: what the teacher should know.
    :param complaints: a line for each file that is no progress file.
    """

    learners: list[Learner] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def files_of(said: Iterable[Path]) -> list[Path]:
    """Return the files that are meant: those named, those of a folder, those of a pattern.

    Windows hands a pattern on as it is typed. What leads to no file stays as it is, to be
    complained of.
    """
    found: list[Path] = []
    for path in said:
        if path.is_dir():
            meant = sorted(path.rglob("*.json"))
        elif path.exists():
            meant = [path]
        else:
            meant = [Path(name) for name in sorted(glob.glob(str(path)))]
        found += meant or [path]
    return found


def collect(files: Sequence[Path], exercises: Sequence[Exercise]) -> Class:
    """Read progress files; of two that name the same learner the newer counts."""
    found, named = Class(), dict[str, Learner]()
    known = {each.key for each in exercises}
    for file in dict.fromkeys(files):
        if file.is_dir():
            found.complaints.append(f"{file}: there is no .json file in it")
            continue
        try:
            data = read(file.read_text(encoding="utf-8-sig"))
        except OSError as error:
            found.complaints.append(f"{file}: {error.strerror or error}")
            continue
        except ValueError as error:
            said = "it is no text" if isinstance(error, UnicodeDecodeError) else str(error)
            found.complaints.append(f"{file}: {said}")
            continue
        who = _clean(data.get("who"))
        learner = Learner(who or file.stem, file, _time(data.get("saved")), data["exercises"])
        strange = sorted(set(data["exercises"]) - known)
        if strange:
            named_so = ", ".join(map(_clean, strange))
            found.notes.append(f"{file}: not in this copy of the book, so not counted: {named_so}")
        # Files without a name may lie in a folder for each learner, all called the same.
        key = who.casefold() or f"\0{file}"
        other = named.get(key)
        if other is not None:
            newer, older = (learner, other) if learner.saved > other.saved else (other, learner)
            said = f"{newer.name}: {newer.file} counts, and not {older.file}, which is older"
            found.notes.append(said if newer.saved != older.saved else f"{said} or as old")
            learner = newer
        named[key] = learner
    names = [each.name for each in named.values()]
    for key, learner in named.items():
        if key.startswith("\0") and names.count(learner.name) > 1:
            learner.name = str(learner.file)
    found.learners = sorted(named.values(), key=lambda x: (x.name.casefold(), str(x.file)))
    return found


def table(learners: Sequence[Learner], exercises: Sequence[Exercise]) -> str:
    """Return the table for a terminal; chapters that nobody has begun stand below it."""
    chapters = _chapters(exercises)
    begun = {key for each in learners for key, entry in each.exercises.items() if entry["tries"]}
    shown = {page: own for page, own in chapters.items() if any(x.key in begun for x in own)}
    legend = [f"{number:>2}  {page}" for number, page in enumerate(shown, 1)]
    rows = [["", *(str(number) for number, _ in enumerate(shown, 1)), "all", "tries", "hints"]]
    for learner in learners:
        cells = [f"{learner.passed(own)}/{len(own)}" for own in shown.values()]
        whole = f"{learner.passed(exercises)}/{len(exercises)}"
        rows.append([learner.name, *cells, whole, *map(str, _totals(learner, exercises))])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip()
        for row in rows
    ]
    idle = [page for page in chapters if page not in shown]
    below = [f"Nobody has begun: {', '.join(idle)}."] if idle else []
    blocks = ["\n".join(part) for part in (legend, lines, below) if part]
    return "\n\n".join(blocks)


def to_csv(learners: Sequence[Learner], exercises: Sequence[Exercise]) -> str:
    """Return the table as CSV: numbers by chapter, then the state of each exercise."""
    chapters = _chapters(exercises)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    # A cell "2/3" would become a date in a spreadsheet; so what there is stands in the head.
    head = [f"{page} (of {len(own)})" for page, own in chapters.items()]
    whole = f"all (of {len(exercises)})"
    keys = [each.key for each in exercises]
    writer.writerow(map(_cell, ["who", "saved", *head, whole, "tries", "hints", *keys]))
    for learner in learners:
        saved = "" if learner.saved == _NEVER else learner.saved.isoformat()
        counts = [learner.passed(own) for own in chapters.values()]
        totals = [learner.passed(exercises), *_totals(learner, exercises)]
        states = [learner.exercises.get(key, {}).get("state", "") for key in keys]
        writer.writerow(map(_cell, [learner.name, saved, *counts, *totals, *states]))
    return out.getvalue()


def _chapters(exercises: Sequence[Exercise]) -> dict[str, list[Exercise]]:
    chapters: dict[str, list[Exercise]] = {}
    for each in exercises:
        chapters.setdefault(each.page, []).append(each)
    return chapters


def _totals(learner: Learner, exercises: Sequence[Exercise]) -> tuple[int, int]:
    """Return how often a learner tried, and how many hints they took."""
    own = [learner.exercises.get(each.key, {}) for each in exercises]
    return sum(x.get("tries", 0) for x in own), sum(x.get("hints", 0) for x in own)


def _cell(value: object) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.lstrip()[:1] in {"=", "+", "-", "@"} else text


def _clean(text: object) -> str:
    """Return a text from a learner's file on one line, without what a terminal would obey."""
    words = " ".join(str(text or "").split())
    return "".join(each for each in words if each.isprintable())[:80]


def _time(text: object) -> datetime:
    """Return when a file was saved; a time that cannot be read is before all others."""
    try:
        time = datetime.fromisoformat(str(text))
    except ValueError:
        return _NEVER
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
