"""Promise: each page says on which databases it runs, and runs there; most of the book on all."""

from collections.abc import Callable
from functools import cache

import pytest

import book
import servers
from extensions.portable import NAMES, VARIABLE, databases_of, left_out, narrower, page_databases

#: The host of a repository shows this page as it is, and would show the field as a table.
UNSAID = {"README.rst": "SQLite, PostgreSQL, MariaDB"}
#: So many of the examples run on all databases, in percent.
LEAST = 70


@cache
def with_examples() -> dict[str, str]:
    """Return the sources of the pages that have examples."""
    sources = {page: book.read(page) for page in book.pages()}
    return {page: text for page, text in sources.items() if book.examples(text, page)}


def databases(page: str) -> list[str]:
    """Return the dialects on which a page runs."""
    if page in UNSAID:
        return databases_of(UNSAID[page])
    return page_databases(with_examples()[page])


def running(page: str, dialect: str) -> set[int]:
    """Return the lines of a page's examples that run on a database."""
    if dialect not in databases(page):
        return set()
    source = with_examples()[page]
    lines = {example.lineno + 1 for example in book.examples(source, page)}
    for first, last in left_out(source, dialect):
        lines -= set(range(first, last + 1))
    return lines


@pytest.mark.parametrize("page", with_examples())
def test_a_page_says_where_it_runs(page: str) -> None:
    """In its first line, where the badges come from; nobody has to try."""
    if page not in UNSAID:
        assert with_examples()[page].startswith(":databases: ")
    assert databases(page)


@pytest.mark.parametrize("page", with_examples())
def test_what_is_narrower_is_so_for_a_reason(page: str) -> None:
    """Plain doctest leaves nothing out: so on SQLite, all of a page runs, or nothing does."""
    here = set(databases(page))
    for first, _, only in narrower(with_examples()[page]):
        place = f"{page}:{first}"
        assert set(only) < here, f"{place}: it says nothing that the page does not say"
        assert "sqlite" in only or "sqlite" not in here, f"{place}: plain doctest would run it"


def test_most_of_the_book_runs_everywhere(record_property: Callable[[str, object], None]) -> None:
    """What does not, is about one database, or about what only a server has."""
    counts = {page: len(book.examples(text, page)) for page, text in with_examples().items()}
    total = sum(counts.values())
    everywhere = sum(
        len(set.intersection(*(running(page, dialect) for dialect in NAMES)))
        for page in with_examples()
    )
    record_property("examples of the pages", total - counts["README.rst"])
    record_property("examples with the README's", total)
    record_property("examples on all databases", everywhere)
    assert 100 * everywhere >= LEAST * total, f"{everywhere} of {total}"


@pytest.mark.parametrize("dialect", servers.URLS)
def test_they_run_there(dialect: str, record_property: Callable[[str, object], None]) -> None:
    """All pages on a server, as ``make doctest DATABASE=...`` runs them."""
    url = servers.answering(dialect)
    done = book.run(
        *("-m", "pytest", "-q", "-p", "no:cacheprovider", "index.rst", "README.rst", "chapters"),
        **{VARIABLE: url},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    pages = [page for page in with_examples() if running(page, dialect)]
    assert f"\n{len(pages)} passed in " in done.stdout, done.stdout
    examples = sum(len(running(page, dialect)) for page in pages)
    record_property(f"examples on {NAMES[dialect]}", examples)
