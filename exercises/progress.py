"""What a learner has done: kept beside the files, saved in the format that the page saves too."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from exercises.book import TITLE, Book, Trouble
from exercises.files import put

#: The file in the learner's folder.
MEMORY = ".progress.json"
FORMAT = 1
STATES = {"passed", "failed"}
_FRESH = {"state": "failed", "tries": 0, "hints": 0, "solution": False}


class Progress:
    """The progress of whoever works in a copy of the book.

    Each change reads the file anew, so a second terminal may take a hint while the first watches.
    """

    def __init__(self, book: Book) -> None:
        self._path = book.folder / MEMORY

    def of(self, key: str) -> dict[str, Any]:
        """Return what is known of an exercise."""
        return _FRESH | self._read().get(key, {})

    def all(self) -> dict[str, dict[str, Any]]:
        """Return the same of all that were begun, by key, as it is saved."""
        return {
            key: {name: (_FRESH | entry)[name] for name in _FRESH}
            for key, entry in sorted(self._read().items())
        }

    def tried(self) -> dict[str, dict[str, Any]]:
        """Return the same of those that were checked at least once."""
        return {key: entry for key, entry in self.all().items() if entry["tries"]}

    def checked(self, found: Iterable[tuple[str, bool, str]]) -> None:
        """Note what checks found; the same answer checked twice is one try.

        :param found: for each check the exercise's key, whether it passed, and what tells the
            answer from others.
        """
        entries = self._read()
        for key, passed, answer in found:
            entry = _FRESH | entries.get(key, {})
            if entry.get("answer") != answer:
                entry["tries"] += 1
            entries[key] = entry | {"state": "passed" if passed else "failed", "answer": answer}
        self._write(entries)

    def note(self, key: str, **changes: Any) -> None:
        """Note hints and solutions that were shown."""
        entries = self._read()
        entries[key] = _FRESH | entries.get(key, {}) | changes
        self._write(entries)

    def _read(self) -> dict[str, dict[str, Any]]:
        if not self._path.exists():
            return {}
        try:
            return entries_of(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            said = f"exercises/{MEMORY}, which keeps your progress, cannot be read: {error}."
            raise Trouble(f"{said} Move it away to begin a new one.") from None

    def _write(self, entries: dict[str, dict[str, Any]]) -> None:
        data = {"format": FORMAT, "book": TITLE, "exercises": entries}
        put(self._path, json.dumps(data, indent=1, sort_keys=True) + "\n")


def saved(progress: Progress, who: str, now: datetime) -> str:
    """Return a progress file.

    :param who: the learner's name, "" where none is told.
    :param now: when; with a time zone.
    """
    data = {
        "format": FORMAT,
        "book": TITLE,
        "who": who,
        "saved": now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "exercises": progress.all(),
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def entries_of(text: str) -> dict[str, dict[str, Any]]:
    """Return the exercises of a progress file.

    :raises ValueError: when it is none; the message says what is wrong.
    """
    return read(text)["exercises"]


def read(text: str) -> dict[str, Any]:
    """Return a progress file as a dictionary in which all is as it should be.

    :raises ValueError: when it is none; the message says what is wrong.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("it is no JSON") from None
    if not isinstance(data, dict) or "format" not in data or "exercises" not in data:
        raise ValueError("it is no progress file")
    if data["format"] != FORMAT:
        raise ValueError(f"its format is {data['format']!r}, and this book reads {FORMAT}")
    if data.get("book", TITLE) != TITLE:
        raise ValueError(f"it is of another book, {data['book']!r}")
    if not isinstance(data["exercises"], dict):
        raise ValueError("its exercises are no table")
    for key, entry in data["exercises"].items():
        if not isinstance(entry, dict) or entry.get("state") not in STATES:
            raise ValueError(f"what it says of {key!r} cannot be understood")
        for name in ("tries", "hints"):
            number = entry.setdefault(name, 0)
            if type(number) is not int or number < 0:
                raise ValueError(f"the {name} of {key!r} are no number")
    return data
