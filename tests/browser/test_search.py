"""Promise: who pastes an error message into the site's search gets its entry, and gets it first."""

from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

import book
from browser.test_look import DESKTOP, overflow, visit
from test_error_catalogue import entries

PENDING = (
    "This Session's transaction has been rolled back due to a previous exception during flush. "
    "To begin a new transaction with this Session, first issue Session.rollback(). "
    "Original exception was: (sqlite3.IntegrityError) UNIQUE constraint failed: users.name"
)
TRACEBACK = """Traceback (most recent call last):
  File "/srv/shop/views.py", line 31, in show
    return render("cart.html", lines=cart.lines)
sqlalchemy.orm.exc.DetachedInstanceError: Parent instance <Cart at 0x7f1c5c2a1d50> is not bound \
to a Session; lazy load operation of attribute 'lines' cannot proceed \
(Background on this error at: https://sqlalche.me/e/20/bhk3)"""

#: What people paste, with names of their own, and the entry that they need.
PASTED = [
    ("error-detached-instance", TRACEBACK),
    ("error-detached-instance", TRACEBACK.splitlines()[-1]),
    ("error-pending-rollback", PENDING),
    ("error-pending-rollback", "PendingRollbackError"),
    (
        "error-queuepool-limit",
        "QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00",
    ),
    ("error-missing-greenlet", "greenlet_spawn has not been called; can't call await_only() here."),
    ("error-database-is-locked", "(sqlite3.OperationalError) database is locked"),
    (
        "error-created-in-a-thread",
        "SQLite objects created in a thread can only be used in that same thread. "
        "The object was created in thread id 140 and this is thread id 141.",
    ),
    (
        "error-raw-sql-string",
        "Textual SQL expression 'SELECT 1' should be explicitly declared as text('SELECT 1')",
    ),
    ("error-multiple-results", "Multiple rows were found when exactly one was required"),
    (
        "error-stale-data",
        "UPDATE statement on table 'cart' expected to update 3 row(s); 2 were matched.",
    ),
    ("error-engine-execute", "AttributeError: 'OptionEngine' object has no attribute 'execute'"),
    (
        "error-integrity",
        '(psycopg.errors.UniqueViolation) duplicate key value violates unique constraint "u_name"',
    ),
    ("error-not-persisted", "instance is not persisted"),
]


def results(page: Page) -> list[str]:
    """Wait until the search has ended, and return the addresses that it found."""
    expect(page.locator(".search-summary")).not_to_be_empty()
    links = page.locator("#search-results li > a").all()
    return [link.get_attribute("href") or "" for link in links]


@pytest.mark.parametrize(("label", "message"), PASTED)
def test_a_pasted_message_finds_its_entry(
    label: str, message: str, browser: Browser, address: str
) -> None:
    """Typed into the field of a page, it leads to the entry, whose heading is the first result."""
    with visit(browser, f"{address}/search.html", viewport=DESKTOP) as (page, complaints):
        field = page.locator(".bd-search-container input[name=q]")
        field.fill(message)
        field.press("Enter")
        assert results(page)[0] == f"chapters/errors.html#{label}"
        first = page.locator("#search-results li").first
        title, _ = entries()[label]
        assert first.locator("a").inner_text() == title
        assert not overflow(page)
        first.locator("a").click()
        expect(page.locator(f"section:has(> #{label}) > h3")).to_be_in_viewport()
        # Leaving a page breaks off what it still loads.
        assert not [complaint for complaint in complaints if not complaint.startswith("failed: ")]


def test_every_entry_is_found_by_what_it_shows(browser: Browser, address: str) -> None:
    """The last line of each entry's first traceback, as a whole, meets that entry first."""
    lines = {}
    for label, (_, text) in entries().items():
        shown = next(e.exc_msg for e in book.examples(text, label) if e.exc_msg)
        lines[label] = shown.split("\n[SQL")[0].replace("...", "0x7f1c5c2a1d50")
    with visit(browser, f"{address}/search.html") as (page, _):
        found = page.evaluate(
            """async messages => {
                const entries = await fetchEntries()
                return messages.map(message => meet(message, entries, stopwords)[0]?.anchors[0])
            }""",
            list(lines.values()),
        )
    assert dict(zip(lines, found, strict=True)) == {label: f"#{label}" for label in lines}


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("autobegin", "chapters/glossary.html#term-autobegin"),
        ("session factory", "chapters/glossary.html#term-session-factory"),
        ("'Session' object has no attribute 'remove'", "chapters/scoped-sessions.html#"),
        ("A value is required for bind parameter 'sol'", "chapters/connecting.html#"),
    ],
)
def test_other_searches_lead_elsewhere(
    words: str, first: str, browser: Browser, address: str
) -> None:
    """A word leads to the glossary; a message that a chapter explains, to the chapter."""
    with visit(browser, f"{address}/search.html?q={quote(words)}") as (page, complaints):
        assert results(page)[0].startswith(first)
        assert not complaints


def test_unknown_words_do_not_hide_a_page(browser: Browser, address: str) -> None:
    """A message that the catalogue lacks finds the pages with most of its words."""
    words = "zorblax: the savepoint of two-phase frobnication was released"
    with visit(browser, f"{address}/search.html?q={quote(words)}") as (page, complaints):
        assert "chapters/savepoints.html" in results(page)
        assert not complaints
    with visit(browser, f"{address}/search.html?q=zorblax") as (page, complaints):
        assert not results(page)
        assert not complaints


def test_without_the_catalogue_the_engine_answers(browser: Browser, address: str) -> None:
    """Where its page cannot be had, the search is Sphinx's own."""
    with visit(browser, f"{address}/search.html") as (page, _):
        page.route("**/chapters/errors.html", lambda route: route.abort())
        page.goto(f"{address}/search.html?q=autobegin")
        assert results(page)[0] == "chapters/glossary.html#term-autobegin"
