"""A learner at work, as the tests of the exercises see them: a small book, and its files."""

import contextlib
import io
import shutil
from pathlib import Path

import book
from exercises.__main__ import main
from exercises.book import Book

RIGHT = """\
def deliver(engine, amount):
    with Session(engine) as session, session.begin():
        potatoes(session, "Hab").quantity -= amount
        potatoes(session, "Rover").quantity += amount
"""
TWO_COMMITS = """\
def deliver(engine, amount):
    with Session(engine) as session:
        potatoes(session, "Hab").quantity -= amount
        session.commit()
        potatoes(session, "Rover").quantity += amount
        session.commit()
"""


class Desk:
    """A copy of the small book in ``exercise_book/``, and a learner's files."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "book"
        shutil.copytree(book.ROOT / "tests/exercise_book", self.root)
        self.said = ""
        self.complained = ""

    @property
    def book(self) -> Book:
        """The book as it is now."""
        return Book(self.root)

    def do(self, *words: object, **how: object) -> int:
        """Run ``python -m exercises`` in this process, and return its exit status."""
        said, complained = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
            status = main([str(each) for each in words], self.book, **how)
        self.said, self.complained = said.getvalue(), complained.getvalue()
        return status

    def file(self, name: str) -> Path:
        """Return the file of an exercise: ``supplies/all_or_nothing``."""
        return self.root / f"exercises/{name}.py"

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a learner's file, or a chapter."""
        path = self.root / name if name.endswith(".rst") else self.file(name)
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def answer(self, name: str, answer: str) -> None:
        """Put an answer below the mark of a learner's file."""
        text = self.file(name).read_text(encoding="utf-8")
        head, mark, rest = text.partition("\n# Your part")
        line = rest.partition("\n")[0]
        self.file(name).write_text(f"{head}{mark}{line}\n{answer}", encoding="utf-8")
