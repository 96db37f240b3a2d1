"""Promise: each page passes by itself, with pytest and without, and leaves nothing open."""

from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

import book
from replaying import record


@pytest.mark.parametrize("page", book.pages())
def test_passes_with_pytest(page: str) -> None:
    """``pytest chapters/transactions.rst`` runs one page, and it passes."""
    done = book.run("-m", "pytest", "-q", "-p", "no:cacheprovider", page)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout


@pytest.mark.parametrize("page", book.pages())
def test_passes_with_the_standard_library(page: str) -> None:
    """``python -m doctest`` from the root says nothing: no plugin, no conftest, no warning."""
    done = book.run("-W", "error::ResourceWarning", "-m", "doctest", page)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("page", book.pages())
def test_leaves_nothing_open(page: str) -> None:
    """At the page's end every connection is back in its pool, and every pool is disposed of."""
    counts: Counter[str] = Counter()

    def counting(name: str) -> Callable[..., None]:
        return lambda *_: counts.update([name])

    listeners = {name: counting(name) for name in ("connect", "close", "checkout", "checkin")}
    for name, listener in listeners.items():
        event.listen(Pool, name, listener)
    names: dict[str, object] = {}
    try:
        names |= record(page)[1]
        assert counts["checkin"] == counts["checkout"], f"{page} leaves a Session open"
        assert counts["close"] == counts["connect"], f"{page} does not dispose of an engine"
    finally:
        for name, listener in listeners.items():
            event.remove(Pool, name, listener)
        names.clear()
