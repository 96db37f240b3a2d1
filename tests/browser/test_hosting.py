"""Promise: the site works on any host: under a path, a strict policy, with headers or without."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect

import book
from browser.hosting import hosted
from building import Build
from live.serve import ISOLATED, POLICY

PAGES = ["index.html", "chapters/transactions.html", "search.html?q=autobegin", "genindex.html"]
PATIENCE = 120_000
HEADERS = {"isolated": ISOLATED | POLICY, "plain": POLICY}

#: Tells of everything that the policy refuses, in the page and, by the console, in its worker.
LISTEN = """addEventListener("securitypolicyviolation", ({violatedDirective, blockedURI}) =>
    console.error(`refused by policy: ${violatedDirective} ${blockedURI}`), true)"""


@contextmanager
def reading(browser: Browser, host: str) -> Iterator[tuple[Page, list[str]]]:
    """Yield a page, and a list in which errors and requests to other hosts appear."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    context.add_init_script(LISTEN)
    complaints: list[str] = []

    def route(route: object) -> None:
        if urlsplit(route.request.url).netloc == host:
            route.continue_()
        else:
            complaints.append(f"request to {route.request.url}")
            route.abort()

    context.route("**/*", route)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
    yield page, complaints
    context.close()


def run_first_block(page: Page) -> None:
    """Run the first block, and wait until it has printed what the page says."""
    block = page.locator("[data-live-block='1']")
    block.locator("[data-action=run]").click()
    expect(block).to_have_attribute("data-state", "match", timeout=PATIENCE)


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)
@pytest.mark.parametrize("prefix", ["/", "/docs/session/"])
def test_examples_run_on_every_host(
    browser: Browser, build: Build, prefix: str, headers: Mapping[str, str]
) -> None:
    """A block is edited and run; the strict policy refuses nothing, no other host is asked."""
    with (
        hosted(build.site, prefix, headers) as address,
        reading(browser, urlsplit(address).netloc) as (page, complaints),
    ):
        page.goto(f"{address}/chapters/transactions.html")
        isolated = headers.items() >= ISOLATED.items()
        assert page.evaluate("crossOriginIsolated") == isolated
        run_first_block(page)
        page.locator("[data-live-block='1'] [data-action=edit]").click()
        line = page.locator("[data-live-block='1'] .cm-line").first
        line.wait_for()
        # The editor's styles are there: without them its lines lie otherwise.
        family = "element => getComputedStyle(element.closest('.cm-scroller')).fontFamily"
        assert "mono" in line.evaluate(family).lower()
        assert not complaints


def test_the_theme_works_under_the_policy(browser: Browser, build: Build) -> None:
    """Light and dark, remembered before the page is painted; the search; the menus; printing."""
    with (
        hosted(build.site, headers=ISOLATED | POLICY) as address,
        reading(browser, urlsplit(address).netloc) as (page, complaints),
    ):
        for name in PAGES:
            page.goto(f"{address}/{name}")
            page.wait_for_load_state("networkidle")
            assert page.locator("main h1:visible").count() == 1
        root = page.locator("html")
        assert root.get_attribute("data-theme") == "light"
        page.locator(".theme-switch-button:visible").click()
        page.locator(".theme-change-button[data-mode=dark]").click()
        assert root.get_attribute("data-theme") == "dark"
        page.goto(f"{address}/chapters/transactions.html")
        assert root.get_attribute("data-theme") == "dark"

        page.evaluate("window.print = () => document.body.dataset.printed = 'yes'")
        page.locator(".dropdown-download-buttons > button").click()
        page.locator("[data-press=print]").click()
        assert page.locator("body").get_attribute("data-printed") == "yes"
        page.locator("[data-press=fullscreen]").click()
        page.wait_for_function("document.fullscreenElement !== null")

        page.goto(f"{address}/search.html?q=autobegin")
        page.locator("#search-results li a").first.wait_for()
        field = page.locator(".bd-search-container input[name=q]")
        expect(field).to_be_focused()
        assert not complaints


def test_no_script_stands_in_a_page(build: Build) -> None:
    """Neither as an element nor in an attribute; so the policy needs no exception."""
    for path in sorted(build.site.rglob("*.html")):
        if "_static" in path.parts:
            continue
        soup = BeautifulSoup(path.read_bytes(), "html.parser")
        inline = [tag for tag in soup.find_all("script") if not tag.get("src")]
        handlers = [tag for tag in soup.find_all(True) if any(a[:2] == "on" for a in tag.attrs)]
        assert not [*inline, *handlers], path


def test_the_readme_names_the_headers() -> None:
    """A host's owner copies them from there: the policy that is tested, word for word."""
    text = " ".join((book.ROOT / "README.rst").read_text(encoding="utf-8").split())
    for name, value in (ISOLATED | POLICY).items():
        for form in (f'add_header {name} "{value}"', f"{name}: {value}"):
            assert form in text, form
