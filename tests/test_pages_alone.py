"""Promise: each page passes by itself, with pytest and without, and leaves nothing open."""

from collections.abc import Callable
from traceback import walk_stack

import pytest
from sqlalchemy import event
from sqlalchemy.pool import ConnectionPoolEntry, Pool

import book
import servers
from replaying import record


@pytest.mark.parametrize("page", book.pages_here())
def test_passes_with_pytest(page: str) -> None:
    """``pytest chapters/transactions.rst`` runs one page, and it passes."""
    done = book.run("-m", "pytest", "-q", "-p", "no:cacheprovider", page)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout


@pytest.mark.parametrize("page", book.pages_here())
def test_passes_with_the_standard_library(page: str) -> None:
    """``python -m doctest`` from the root says nothing: no plugin, no conftest, no warning."""
    done = book.run("-W", "error::ResourceWarning", "-m", "doctest", page)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def place(page: str) -> str:
    """Return which example of a page is running, for use in a listener."""
    files = [frame.f_code.co_filename for frame, _ in walk_stack(None)]
    return next((file for file in reversed(files) if file.startswith(page)), f"{page}, a thread")


@pytest.mark.parametrize(("page", "dialect"), book.runs())
def test_leaves_nothing_open(page: str, dialect: str) -> None:
    """At the page's end every connection is back in its pool, and every pool is disposed of."""
    opened: dict[ConnectionPoolEntry, str] = {}
    used: dict[ConnectionPoolEntry, str] = {}
    listeners: dict[str, Callable[..., object]] = {
        "connect": lambda _, entry: opened.update({entry: place(page)}),
        "close": lambda _, entry: opened.pop(entry, None),
        "checkout": lambda _, entry, __: used.update({entry: place(page)}),
    }
    for name, listener in listeners.items():
        event.listen(Pool, name, listener)
    names: dict[str, object] = {}
    try:
        with servers.chosen(dialect):
            names |= record(page, dialect)[1]
        in_use = [where for entry, where in used.items() if entry.in_use]
        assert not in_use, "a Session or connection that began here is not closed"
        assert not list(opened.values()), "an engine that connected here is not disposed of"
    finally:
        for name, listener in listeners.items():
            event.remove(Pool, name, listener)
        names.clear()
