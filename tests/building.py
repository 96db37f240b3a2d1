"""Builds pages with the book's Sphinx configuration, in a process of its own."""

import pickle
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
