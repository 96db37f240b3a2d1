"""Builds pages with the book's Sphinx configuration, in a process of its own."""

import fcntl
import json
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from docutils import nodes

import book


@dataclass(frozen=True)
class Build:
    """A finished run of sphinx-build: where its files are, and what it said."""

    site: Path
    doctrees: Path
    returncode: int
    output: str

    def doctree(self, page: str) -> nodes.document:
        """Return a page as Sphinx parsed it."""
        with (self.doctrees / page).with_suffix(".doctree").open("rb") as file:
            doctree: nodes.document = pickle.load(file)  # noqa: S301 - written by our own build
        return doctree


def sphinx(source: Path, folder: Path, *options: str) -> Build:
    """Build the pages in ``source`` with the book's configuration into ``folder``."""
    site, doctrees = folder / "site", folder / "doctrees"
    options = (*options, "-c", str(book.ROOT), "-d", str(doctrees), str(source), str(site))
    done = book.run("-m", "sphinx", "-q", "-n", "-W", "--keep-going", *options)
    return Build(site, doctrees, done.returncode, done.stdout + done.stderr)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Make a folder that all processes of a test run share; keep the others out for a while."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def once(folder: Path, make: Callable[[], tuple[int, str]]) -> tuple[int, str]:
    """Have something made in a folder that all processes of a test run share.

    :param make: makes it, and returns the exit code and what was said; for the first who asks.
    :returns: what ``make`` returned, to everybody.
    """
    said = folder / "said.json"
    with alone(folder):
        if not said.exists():
            said.write_text(json.dumps(make()), encoding="utf-8")
    returncode, output = json.loads(said.read_text(encoding="utf-8"))
    return returncode, output
