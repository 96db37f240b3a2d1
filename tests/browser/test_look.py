"""Promise: every page works in a browser: phone and desktop, light and dark, large type."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

import book

CHAPTERS = [page.removesuffix(".rst") + ".html" for page in book.pages() if page != "README.rst"]
PAGES = [*CHAPTERS, "genindex.html", "search.html", "404.html"]
#: The phone is as narrow as WCAG asks for (1.4.10): also a desktop's window at 400 %.
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 320, "height": 640}
#: A desktop's window at 200 %.
ZOOMED = {"width": 640, "height": 400}
#: Twice the size for those who ask their browser for large type; the distances of WCAG 1.4.12.
LARGE_TYPE = "html { font-size: 200% !important }"
SPACING = """
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important }
    * { word-spacing: 0.16em !important } p { margin-bottom: 2em !important }
"""
RESTYLE = "css => { [...document.querySelectorAll('style')].at(-1).textContent = css }"
LOOKS = (
    (ZOOMED, ""),
    (DESKTOP, LARGE_TYPE),
    ({"width": 375, "height": 700}, LARGE_TYPE),
    (DESKTOP, SPACING),
    (PHONE, SPACING),
)

TARGETS = {"target-size": {"enabled": True}}

#: What axe reports and the book leaves as it is: the rule, a part of the element, the reason.
LEFT_AS_IT_IS: list[tuple[str, str, str]] = []


@contextmanager
def visit(browser: Browser, url: str, **settings: Any) -> Iterator[tuple[Page, list[str]]]:
    """Open a page; yield it, and a list in which its errors and foreign requests appear."""
    complaints = list[str]()
    host = urlsplit(url).netloc

    def heed(request_url: str) -> None:
        parts = urlsplit(request_url)
        if parts.scheme not in ("data", "blob") and parts.netloc != host:
            complaints.append(f"request to {request_url}")

    def hear(message: ConsoleMessage) -> None:
        complaints.append(f"{message.text} {message.location['url']}")

    def miss(request: Request) -> None:
        # What is fetched ahead while nothing else is to do ends where the page is left.
        if not (request.failure == "net::ERR_ABORTED" and "/_static/live/" in request.url):
            complaints.append(f"failed: {request.url}")

    # Closed where a test fails, too: what runs without end in a page would slow the tests after it.
    with browser.new_context(**settings) as context:
        page = context.new_page()
        page.on("request", lambda request: heed(request.url))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("requestfailed", miss)
        page.on("console", lambda message: message.type == "error" and hear(message))
        page.goto(url, wait_until="load")
        yield page, complaints


def overflow(page: Page) -> list[str]:
    """Return how much too wide a page is for its window, and the elements that make it so."""
    found: list[str] = page.evaluate(
        """() => {
            const root = document.documentElement, width = root.clientWidth
            if (root.scrollWidth <= width) return []
            const sticksOut = element => element.getBoundingClientRect().right > width + 1
            const scrolls = element => getComputedStyle(element).overflowX !== "visible"
            const isInScroller = element => element !== document.body
                && (scrolls(element) && !sticksOut(element) || isInScroller(element.parentElement))
            const culprits = [...document.querySelectorAll("article *")].filter(
                element => sticksOut(element) && !isInScroller(element))
            return [`${root.scrollWidth} > ${width}`,
                ...culprits.map(element => element.outerHTML.slice(0, 160))]
        }"""
    )
    return found


def violations(page: Page, **options: Any) -> list[str]:
    """Return what axe finds wrong on a page, one line for each element."""
    # Without "preload" axe fetches no stylesheet again; it mistakes where an @import leads. The
    # rule on how large a thing to press is, WCAG 2.2's, it checks only when it is asked to.
    given = {"resultTypes": ["violations"], "preload": False, "rules": TARGETS, **options}
    results = Axe().run(page, options=given)
    return [
        f"{found['id']} ({found['impact']}): {node['html'][:160]}\n    {node['failureSummary']}"
        for found in results.response["violations"]
        for node in found["nodes"][:5]  # of each kind; the rest tell no more
        if not any(found["id"] == rule and part in node["html"] for rule, part, _ in LEFT_AS_IT_IS)
    ]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_sound(name: str, browser: Browser, address: str) -> None:
    """It shows no error, asks no other host, never scrolls sideways, and axe finds nothing."""
    settings = {"viewport": DESKTOP, "color_scheme": "light", "reduced_motion": "reduce"}
    with visit(browser, f"{address}/{name}", **settings) as (page, complaints):
        assert page.locator("main h1:visible").count() == 1
        assert page.locator("html").get_attribute("data-theme") == "light"
        found = [*overflow(page), *violations(page)]
        page.set_viewport_size(PHONE)
        found += overflow(page)

        page.emulate_media(color_scheme="dark")
        page.reload(wait_until="load")
        assert page.locator("html").get_attribute("data-theme") == "dark"
        found += overflow(page)
        page.set_viewport_size(DESKTOP)
        # Only the colours are others.
        found += [*overflow(page), *violations(page, runOnly=["color-contrast"])]
        page.add_style_tag(content="/* of the test */")
        for size, style in LOOKS:
            page.set_viewport_size(size)
            page.evaluate(RESTYLE, style)
            found += [f"{size} {style} {each}" for each in overflow(page)]
        assert not found, "\n".join(found)
        assert not complaints


def test_exceptions_have_reasons() -> None:
    """Each element that is left out of axe's report says why."""
    assert all(len(reason.split()) > 5 for *_, reason in LEFT_AS_IT_IS)


def test_copy_gives_the_code_alone(browser: Browser, address: str) -> None:
    """The copy button takes the statements of a block, without prompts and output."""
    permissions = ["clipboard-read", "clipboard-write"]
    url = f"{address}/chapters/transactions.html"
    with visit(browser, url, viewport=DESKTOP, permissions=permissions) as (page, complaints):
        blocks = page.locator("div.highlight:has(button.copybtn)").filter(has_text=">>> ")
        assert blocks.count() > 10
        for block in blocks.all()[:10]:
            shown = block.locator("pre").inner_text()
            block.locator("button.copybtn").click(force=True)
            copied = page.evaluate("navigator.clipboard.readText()").split("\n")
            source = "".join(example.source for example in book.examples(shown, "block"))
            assert list(filter(None, copied)) == list(filter(None, source.split("\n")))
        assert not complaints


@pytest.mark.parametrize(
    ("words", "chapter"),
    [
        ("transaction is already begun on this Session", "transactions"),
        ("provisioning a new connection", "thread-safety"),
        ("PendingRollbackError", "transactions"),
    ],
)
def test_search_finds_a_message(words: str, chapter: str, browser: Browser, address: str) -> None:
    """The words of an error message lead to the chapter that explains it."""
    with visit(browser, f"{address}/search.html?q={quote(words)}") as (page, complaints):
        page.locator(f"#search-results a[href*='{chapter}']").first.wait_for()
        page.set_viewport_size(PHONE)
        assert not overflow(page)
        assert not complaints


def test_what_is_not_there(browser: Browser, address: str) -> None:
    """At any depth, a wrong address shows the site's own page, with its style and a way home."""
    url = f"{address}/chapters/no/such/page.html"
    with visit(browser, url) as (page, complaints):
        assert complaints.pop(0).startswith("Failed to load resource")
        assert not complaints
        assert page.locator("article").inner_text().strip()
        home = page.locator("a[href='/index.html'], a[href='/']").first
        home.click()
        page.wait_for_url(f"{address}/**")
        assert "no/such" not in page.url
        assert page.locator("main h1:visible").first.is_visible()


def test_without_scripts(browser: Browser, address: str) -> None:
    """A page is a good book for a browser that runs no JavaScript."""
    url = f"{address}/chapters/transactions.html"
    with visit(browser, url, viewport=PHONE, java_script_enabled=False) as (page, complaints):
        assert page.locator("main h1:visible").first.is_visible()
        assert page.locator("div.highlight pre").first.is_visible()
        assert not [complaint for complaint in complaints if "request to" in complaint]


def test_in_print(browser: Browser, address: str) -> None:
    """On paper there is the text alone, and all of it."""
    url = f"{address}/chapters/transactions.html"
    with visit(browser, url, viewport={"width": 720, "height": 1000}) as (page, complaints):
        page.emulate_media(media="print")
        for aside in (".bd-sidebar-primary", ".bd-header-article", ".prev-next-footer"):
            for element in page.locator(aside).all():
                assert not element.is_visible(), aside
        assert not overflow(page)
        assert not complaints


def test_the_cheat_sheet_is_one_page(browser: Browser, address: str) -> None:
    """It says so of itself, and people hang it on a wall."""
    with visit(browser, f"{address}/chapters/cheat-sheet.html") as (page, _):
        pdf = page.pdf(prefer_css_page_size=True, print_background=True)
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
