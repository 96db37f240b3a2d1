"""The book as its tests see it: where it lies, its pages and their examples."""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

# Importing it registers doctestplus's option flags, so that a page that uses one can be read.
from pytest_doctestplus.output_checker import FIX  # noqa: F401

from extensions.portable import page_databases

ROOT = Path(__file__).resolve().parents[1]

#: A page may make a block depend on what is installed, but only on this.
CONDITIONS = frozenset({"sqlalchemy>=2.1"})


def pages() -> list[str]:
    """Return the names of all pages, relative to the root: what ``make doctest`` runs."""
    chapters = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("chapters/**/*.rst"))
    return ["index.rst", "README.rst", *chapters]


def runs() -> list[tuple[str, str]]:
    """Return each page with the dialect that it is run on: SQLite, or the servers that it needs."""
    found = []
    for page in pages():
        databases = page_databases(read(page))
        found += [(page, each) for each in (["sqlite"] if "sqlite" in databases else databases)]
    return found


def pages_here() -> list[str]:
    """Return the names of the pages that have examples and need no server."""
    here = [page for page, dialect in runs() if dialect == "sqlite"]
    return [page for page in here if ">>> " in read(page)]


def read(page: str) -> str:
    """Return the source text of a page."""
    return (ROOT / page).read_text(encoding="utf-8")


def examples(source: str, name: str) -> list[doctest.Example]:
    """Return the examples of a page's source, as the standard library finds them.

    :raises ValueError: when one is malformed; the message has the line.
    """
    return doctest.DocTestParser().get_examples(source, name)


def inherited(*others: str) -> dict[str, str]:
    """Return the variables that a program gets, as if no test had started it.

    :param others: how the names of more variables begin that it does not get.
    """
    left_out = ("PYTEST_", "PYTHON", "COV_", *others)
    return {name: value for name, value in os.environ.items() if not name.startswith(left_out)}


def node(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run Node as make does."""
    return run("live/node.py", "node", *map(str, arguments))


def run_unit_tests(path: Path) -> None:
    """Run a file of JavaScript's tests, by Node's own runner.

    :raises AssertionError: when one fails, and when there is none.
    """
    done = node("--test", path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^\W*pass [1-9]", done.stdout, re.MULTILINE), done.stdout


def run(
    *command: str, timeout: float = 300, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run this Python with the given arguments in the root, as a reader would, and wait.

    :param timeout: seconds.
    """
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**inherited(), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
    )
