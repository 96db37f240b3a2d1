"""What a learner has done: kept beside the files, saved in the format that the page saves too."""

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from exercises.book import TITLE, Book, Trouble
from exercises.files import put

#: The file in the learner's folder.
MEMORY = ".progress.json"
FORMAT = 1
#: More than this nobody has tried.
_LARGEST = 1_000_000
_KEY = re.compile(r"[\w./-]{1,200}")

#: What is known of exercises, by their keys: ``state``, "passed" or "failed", which is missing
#: where no answer was checked; ``tries`` and ``hints``, numbers; ``solution``, whether it was seen.
Entries = dict[str, dict[str, Any]]


class Progress:
    """The progress of whoever works in a copy of the book.

    Each change reads the file anew, so a second terminal may take a hint while the first watches.
    """

    def __init__(self, book: Book) -> None:
        self._path = book.folder / MEMORY

    def all(self) -> Entries:
        """Return what is known of all exercises that were begun."""
        return self._read()[0]

    def hints(self, key: str) -> int:
        """Return how many hints of an exercise were shown."""
        return int(self.all().get(key, {}).get("hints", 0))

    def checked(self, found: Iterable[tuple[str, bool, str]]) -> None:
        """Note what checks found; the same answer checked twice is one try.

        A later failure leaves what was passed as it is, as in the page.

        :param found: for each check the exercise's key, whether it passed, and what tells the
            answer from others.
        """
        entries, answers = self._read()
        for key, passed, answer in found:
            entry = _sound(entries.get(key, {}))
            if answers.get(key) != answer:
                entry["tries"] += 1
            if entry.get("state") != "passed":
                entry["state"] = "passed" if passed else "failed"
            entries[key], answers[key] = entry, answer
        self._write(entries, answers)

    def shown(self, key: str, *, hints: int = 0, solution: bool = False) -> None:
        """Note hints and solutions that were shown."""
        entries, answers = self._read()
        entry = _sound(entries.get(key, {}))
        entry["hints"] = max(entry["hints"], hints)
        entry["solution"] = entry["solution"] or solution
        self._write(entries | {key: entry}, answers)

    def _read(self) -> tuple[Entries, dict[str, str]]:
        """Return what is known, and which answers were checked last."""
        try:
            data = read(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}, {}
        except (OSError, ValueError) as error:
            said = f"exercises/{MEMORY}, which keeps your progress, cannot be read: {error}."
            raise Trouble(f"{said} Move it away to begin a new one.") from None
        answers = data.get("answers")
        return data["exercises"], answers if isinstance(answers, dict) else {}

    def _write(self, entries: Entries, answers: dict[str, str]) -> None:
        data = {"format": FORMAT, "book": TITLE, "exercises": entries, "answers": answers}
        put(self._path, json.dumps(data, indent=1, sort_keys=True) + "\n")


def saved(entries: Entries, who: str, now: datetime) -> str:
    """Return a progress file.

    :param entries: what it tells.
    :param who: the learner's name, "" where none is told.
    :param now: when; with a time zone.
    """
    data = {
        "format": FORMAT,
        "book": TITLE,
        "who": who,
        "saved": now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "exercises": dict(sorted(entries.items())),
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def read(text: str) -> dict[str, Any]:
    """Return a progress file as a dictionary; what makes no sense in its exercises is left out.

    :raises ValueError: when it is none; the message says what is wrong.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("it is no JSON") from None
    if not isinstance(data, dict) or not isinstance(data.get("exercises"), dict):
        raise ValueError("it is no file with progress")
    if data.get("book") != TITLE:
        raise ValueError("it tells of another book")
    if data.get("format") != FORMAT:
        raise ValueError(f"its format is another one than {FORMAT}, which this book reads")
    exercises = {
        key: _sound(entry)
        for key, entry in data["exercises"].items()
        if isinstance(entry, dict) and _KEY.fullmatch(key)
    }
    return data | {"exercises": exercises}


def _sound(entry: dict[str, Any]) -> dict[str, Any]:
    """Return what of an entry is progress."""
    state = {"state": entry["state"]} if entry.get("state") in ("passed", "failed") else {}
    numbers = {name: _number(entry.get(name)) for name in ("tries", "hints")}
    return {**state, **numbers, "solution": entry.get("solution") is True}


def _number(said: object) -> int:
    return said if type(said) is int and 0 < said < _LARGEST else 0
