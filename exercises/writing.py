"""``make exercises``: writes the files, and never over one that the learner changed."""

import hashlib
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from exercises.book import Book, short
from exercises.files import put, text_of

#: What was written, by file: the hash of its text. So a file that the learner changed is known.
MEMORY = ".written.json"


@dataclass
class Written:
    """What was done, each a list of files.

    :param new: there was no such file.
    :param updated: the book changed, and the learner had not begun.
    :param same: nothing to do.
    :param yours: the learner changed them; they stay.
    :param behind: those of them that the book changed too.
    :param removed: the book has them no longer, and the learner had not begun.
    :param left: the book has them no longer; the learner changed them, so they stay.
    """

    new: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    yours: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def write(book: Book) -> Written:
    """Write all exercises as files, remove those that are gone, and say what was done."""
    done, memory = Written(), _memory(book.folder)
    texts = {f"{short(each)}.py": text_of(each) for each in book.exercises}
    for name, text in texts.items():
        path, made = book.folder / name, fingerprint(text)
        if not path.exists():
            now, kind = made, done.new
        else:
            now = fingerprint_of(path)
            kind = done.same if now == made else done.updated if now == memory.get(name) else None
        if kind is None:
            done.yours.append(name)
            if name in memory and memory[name] != made:
                done.behind.append(name)
            continue
        if kind is not done.same:
            put(path, text)
        memory[name] = made
        kind.append(name)
    for name in sorted(set(memory) - set(texts)):
        path = book.folder / name
        if path.exists() and fingerprint_of(path) != memory[name]:
            done.left.append(name)
            continue
        if path.exists():
            path.unlink()
            done.removed.append(name)
        _tidy(path.parent)
        del memory[name]
    put(book.folder / MEMORY, json.dumps(memory, indent=1, sort_keys=True) + "\n")
    return done


def untouched(book: Book, name: str) -> bool:
    """Whether a file is as it was written; ``name`` is from the learner's folder."""
    return _memory(book.folder).get(name) == fingerprint_of(book.folder / name)


def fingerprint(text: str) -> str:
    """Return what tells a text from others, however its lines end."""
    return hashlib.sha256("\n".join(text.splitlines()).encode()).hexdigest()


def fingerprint_of(path: Path) -> str:
    """Return the same of a file, which may be anything."""
    return fingerprint(path.read_bytes().decode("utf-8", "replace"))


def _memory(folder: Path) -> dict[str, str]:
    """Return what was written; where that is unknown, every file counts as changed."""
    try:
        memory = json.loads((folder / MEMORY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return memory if isinstance(memory, dict) else {}


def _tidy(folder: Path) -> None:
    """Remove a chapter's folder when nothing but Python's own cache is left in it."""
    if folder.is_dir() and {each.name for each in folder.iterdir()} <= {"__pycache__"}:
        shutil.rmtree(folder)
