"""Promise: the search answers as one types: by keys, by ear, on a phone, without a network."""

import re
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from browser.hosting import hosted
from browser.test_look import DESKTOP, overflow, violations, visit
from building import Build

#: A page without examples: it is there at once, and nothing else is fetched.
PAGE = "chapters/teaching.html"
LIVE_PAGE = "chapters/transactions.html"
TRACEBACK = """Traceback (most recent call last):
  File "/srv/shop/views.py", line 31, in show
    return render("cart.html", lines=cart.lines)
sqlalchemy.orm.exc.DetachedInstanceError: Parent instance <Cart at 0x7f1c5c2a1d50> is not bound \
to a Session; lazy load operation of attribute 'lines' cannot proceed
(Background on this error at: https://sqlalche.me/e/20/bhk3)"""
DETACHED = "chapters/errors.html#error-detached-instance"
SMALL_PHONE = {"width": 320, "height": 568}
#: The engine reads its index once a page; a machine with others at work takes its time.
PATIENCE = 60_000


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Wait as long for an answer as for a page."""
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


def open_dialog(page: Page) -> tuple[Locator, Locator]:
    """Open the dialog by its keys; return it and its field."""
    page.keyboard.press("Control+k")
    dialog = page.locator("#pst-search-dialog")
    field = dialog.get_by_role("combobox", name="Search the book")
    expect(field).to_be_focused()
    return dialog, field


def ask(page: Page, question: str) -> Locator:
    """Type a question into the dialog; return its results, when they are there."""
    dialog, field = open_dialog(page)
    field.fill(question)
    results = dialog.get_by_role("option")
    expect(results.first).to_be_visible()
    return results


def test_results_come_as_one_types(browser: Browser, address: str) -> None:
    """Each is a link; Esc leaves, Enter follows what is chosen, the arrows choose."""
    with visit(browser, f"{address}/{PAGE}", viewport=DESKTOP) as (page, complaints):
        dialog, field = open_dialog(page)
        field.press_sequentially("DetatchedInstanceError")
        results = dialog.get_by_role("option")
        expect(results.first).to_have_attribute("href", f"{address}/{DETACHED}")
        expect(field).to_have_attribute("aria-expanded", "true")
        assert field.get_attribute("aria-activedescendant") is None
        field.press("ArrowDown")
        expect(results.first).to_have_attribute("aria-selected", "true")
        chosen = results.first.get_attribute("id") or ""
        expect(field).to_have_attribute("aria-activedescendant", chosen)
        field.press("ArrowUp")
        field.press("ArrowUp")
        expect(results.last).to_have_attribute("aria-selected", "true")
        expect(results.last).to_be_in_viewport()
        field.press("ArrowDown")
        field.press("ArrowDown")
        expect(dialog.locator("[aria-selected=true]")).to_have_count(1)
        field.press("Escape")
        expect(dialog).not_to_be_visible()
        page.keyboard.press("Control+k")
        field.press("ArrowDown")
        field.press("Enter")
        page.wait_for_url(f"**/{DETACHED}")
        expect(page.locator("section:has(> #error-detached-instance) > h3")).to_be_in_viewport()
        # Leaving a page breaks off what it still loads.
        assert not [said for said in complaints if not said.startswith("failed: ")]


def test_nothing_is_fetched_before(browser: Browser, address: str) -> None:
    """Until the field is in use, a page has the few lines that wait for it."""
    asked: list[str] = []
    with visit(browser, f"{address}/404.html", viewport=DESKTOP) as (page, complaints):
        page.on("request", lambda request: asked.append(urlsplit(request.url).path))
        page.reload(wait_until="load")
        # A reload breaks off what the page before still loads.
        complaints.clear()
        page.keyboard.press("PageDown")
        searched = [path for path in asked if "/search/" in path or "search.json" in path]
        assert (len(asked) > 5, searched) == (True, [])
        assert ask(page, "autobegin").first.get_attribute("href") == (
            f"{address}/chapters/glossary.html#term-autobegin"
        )
        assert "/search.json" in asked
        assert not [said for said in complaints if "404" not in said]


def test_a_pasted_traceback_becomes_its_message(browser: Browser, address: str) -> None:
    """The reader sees what is asked; errors stand first, in a group, and the count is announced."""
    with visit(browser, f"{address}/{PAGE}", permissions=["clipboard-read", "clipboard-write"]) as (
        page,
        complaints,
    ):
        dialog, field = open_dialog(page)
        page.evaluate("text => navigator.clipboard.writeText(text)", TRACEBACK)
        field.press("Control+v")
        first = dialog.get_by_role("option").first
        expect(first).to_have_attribute("href", f"{address}/{DETACHED}")
        assert field.input_value().startswith("sqlalchemy.orm.exc.DetachedInstanceError: Parent")
        group = dialog.get_by_role("group", name="With this message")
        expect(group.get_by_role("option").first).to_have_attribute("href", f"{address}/{DETACHED}")
        expect(dialog.get_by_role("status")).to_contain_text("with this message")
        expect(first).to_contain_text("Objects and their Session")
        assert not complaints


def test_a_result_shows_why(browser: Browser, address: str) -> None:
    """The line has the words, marked; so has the page to which it leads."""
    with visit(browser, f"{address}/{PAGE}", viewport=DESKTOP) as (page, _):
        result = ask(page, "rolback").first
        assert result.get_attribute("href") == f"{address}/chapters/glossary.html#term-rollback"
        expect(result.locator("mark").first).to_have_text(re.compile("rollback", re.I))
        status = page.locator("#pst-search-dialog").get_by_role("status")
        expect(status).to_contain_text("Searched for “rollback”.")
        result.click()
        page.wait_for_url("**/glossary.html#term-rollback")
        expect(page.locator("article .highlighted").first).to_have_text(
            re.compile("rollback", re.I)
        )


def test_a_result_on_this_page_closes_the_dialog(browser: Browser, address: str) -> None:
    """And leads there."""
    with visit(browser, f"{address}/chapters/glossary.html", viewport=DESKTOP) as (page, _):
        ask(page, "unit of work").filter(has_text="glossary").first.click()
        expect(page.locator("#pst-search-dialog")).not_to_be_visible()
        expect(page.locator("#term-unit-of-work")).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_dialog_is_for_everybody(scheme: str, browser: Browser, address: str) -> None:
    """With results open, with none, and on the search page, axe finds nothing."""
    settings = {"viewport": DESKTOP, "color_scheme": scheme, "reduced_motion": "reduce"}
    with visit(browser, f"{address}/{PAGE}", **settings) as (page, complaints):
        results = ask(page, "database is locked")
        page.keyboard.press("ArrowDown")
        expect(results.first).to_have_attribute("aria-selected", "true")
        found = violations(page)
        field = page.locator("#pst-search-dialog input")
        field.fill("zorblax")
        expect(page.locator("#pst-search-dialog [role=status]")).to_contain_text("Nothing in")
        expect(field).to_have_attribute("aria-expanded", "false")
        expect(page.get_by_role("link", name="Lists of all messages")).to_be_visible()
        found += violations(page)
        page.goto(f"{address}/search.html?q=database+is+locked")
        expect(page.locator("#search-results a").first).to_be_visible()
        found += violations(page)
        assert not found, "\n".join(found)
        assert not complaints


def test_on_a_small_phone(browser: Browser, address: str) -> None:
    """The list fits, with a keyboard on the screen too; a finger leaves by a button."""
    with visit(browser, f"{address}/{PAGE}", viewport=SMALL_PHONE, has_touch=True) as (page, _):
        page.locator(".search-button").first.tap()
        dialog = page.locator("#pst-search-dialog")
        field = dialog.locator("input")
        field.fill("sqlalchemy.exc.PendingRollbackError: This Session's transaction")
        last = dialog.get_by_role("option").last
        expect(last).to_be_visible()
        # What a keyboard leaves: the browser tells it by the height of its visual viewport.
        page.set_viewport_size({"width": 320, "height": 300})
        expect(dialog).to_have_css("height", "300px")
        last.scroll_into_view_if_needed()
        expect(last).to_be_in_viewport()
        expect(field).to_be_in_viewport()
        assert dialog.evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")
        close = dialog.get_by_role("button", name="Close")
        box = close.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24
        close.tap()
        expect(dialog).not_to_be_visible()


def test_the_search_page_answers_too(browser: Browser, address: str) -> None:
    """It keeps the question in the address, and Back leads to the one before."""
    with visit(browser, f"{address}/search.html?q=autobegin", viewport=DESKTOP) as (page, said):
        first = page.locator("#search-results a").first
        glossary = f"{address}/chapters/glossary.html#term-autobegin"
        expect(first).to_have_attribute("href", glossary)
        field = page.locator(".bd-search-container input")
        expect(field).to_be_focused()
        field.fill("savepiont")
        expect(first).to_have_attribute("href", f"{address}/chapters/glossary.html#term-savepoint")
        assert page.url.endswith("?q=savepiont")
        assert page.title().startswith("savepiont")
        field.press("Enter")
        field.fill("N+1")
        expect(first).to_have_attribute("href", f"{address}/chapters/glossary.html#term-N-1")
        first.click()
        page.wait_for_url("**/glossary.html#term-N-1")
        for question in ("N+1", "savepiont", "autobegin"):
            page.go_back()
            expect(field).to_have_value(question)
            expect(first).to_be_visible()
        expect(first).to_have_attribute("href", glossary)
        page.set_viewport_size(SMALL_PHONE)
        assert not overflow(page)
        assert not [each for each in said if not each.startswith("failed: ")]


def test_enter_leads_to_all_results(browser: Browser, address: str) -> None:
    """From the dialog; without a choice, the form does what forms do."""
    with visit(browser, f"{address}/{PAGE}", viewport=DESKTOP) as (page, _):
        ask(page, "session")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search.html?q=session")
        expect(page.locator("#search-results a").nth(20)).to_be_visible()


def test_what_to_do_without_results(browser: Browser, address: str) -> None:
    """The page says it, and names the lists that lead on."""
    with visit(browser, f"{address}/search.html?q=zorblax", viewport=DESKTOP) as (page, complaints):
        status = page.locator(".bd-search-container [role=status]")
        expect(status).to_contain_text("Try fewer words")
        for name in ("all error messages", "the glossary", "the index"):
            expect(page.locator("main").get_by_role("link", name=name)).to_be_visible()
        assert not page.locator("#search-results a").count()
        assert not complaints


def test_under_a_path_and_a_strict_policy(browser: Browser, strict: str) -> None:
    """At any depth of the site."""
    with visit(browser, f"{strict}/chapters/errors.html", viewport=DESKTOP) as (page, complaints):
        first = ask(page, "autobegin").first
        expect(first).to_have_attribute("href", f"{strict}/chapters/glossary.html#term-autobegin")
        assert not complaints


def test_without_a_network(browser: Browser, build: Build) -> None:
    """The service worker keeps what the search needs."""
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    with hosted(build.site) as address:
        page.goto(f"{address}/{LIVE_PAGE}")
        expect(page.locator("body")).to_have_attribute("data-offline", "ready")
    page.goto(f"{address}/index.html")
    expect(ask(page, "autobegin").first).to_contain_text("autobegin")
    page.goto(f"{address}/search.html?q={quote('database is locked')}")
    expect(page.locator("#search-results a").first).to_be_visible()
    context.close()


def test_where_it_cannot_be_loaded(browser: Browser, address: str, build: Build) -> None:
    """It says so: without a network, and in a copy that is opened from the disk."""
    with visit(browser, f"{address}/{PAGE}", viewport=DESKTOP) as (page, _):
        page.route("**/search.json", lambda route: route.abort())
        page.keyboard.press("Control+k")
        status = page.locator("#pst-search-dialog [role=status]")
        expect(status).to_contain_text("could not be loaded")
        page.unroute("**/search.json")
        page.keyboard.press("Escape")
        ask(page, "autobegin")
    with visit(browser, (build.site / "search.html").as_uri()) as (page, _):
        status = page.locator(".bd-search-container [role=status]")
        expect(status).to_contain_text("needs a server")
        expect(page.get_by_role("link", name="all error messages")).to_be_visible()


def test_without_scripts(browser: Browser, address: str) -> None:
    """A form leads to the search page, which says what it needs, and lists what leads on."""
    settings = {"viewport": DESKTOP, "java_script_enabled": False}
    with visit(browser, f"{address}/{PAGE}", **settings) as (page, _):
        field = page.locator(".bd-sidebar-primary input[name=q]")
        field.fill("locked")
        field.press("Enter")
        page.wait_for_url("**/search.html?q=locked")
        # Playwright switches scripts off where the parser does not hear of it: it renders nothing.
        assert "needs JavaScript" in page.content()
        page.get_by_role("link", name="all error messages").click()
        page.wait_for_url("**/chapters/errors.html#errors-all")
