"""Promise: after one visit the whole book reads and runs without a network, one build at a time."""

import json
import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.hosting import hosted
from building import Build
from extensions.offline import publish

PAGE = "chapters/transactions.html"
#: All files are fetched, compared and kept; a machine with others at work takes its time.
PATIENCE = 60_000


def wait_until_kept(page: Page) -> None:
    """Wait for the page to say that the book is kept."""
    expect(page.locator("body")).to_have_attribute("data-offline", "ready", timeout=PATIENCE)


def run_first_block(page: Page) -> None:
    """Run the first block, and wait until it has printed what the page says."""
    block = page.locator("[data-live-block='1']")
    block.locator("[data-action=run]").click()
    expect(block).to_have_attribute("data-state", "match", timeout=PATIENCE)


@pytest.fixture
def site(build: Build, tmp_path: Path) -> Path:
    """Return a copy of the site in which files may be replaced, but not written to."""
    shutil.copytree(build.site, tmp_path / "site", copy_function=os.link)
    return tmp_path / "site"


#: Each of the page's stylesheets has come and says something.
STYLED = """() => document.styleSheets.length > 0
  && [...document.styleSheets].every((sheet) => sheet.cssRules.length > 0)"""


def rebuild(site: Path, *pages: str) -> None:
    """Make another build of a site: these pages have other headings."""
    for name in (*pages, "sw.js", "offline.json"):
        path = site / name
        text = path.read_text(encoding="utf-8").replace("<h1>", "<h1>Second build: ")
        path.unlink()  # the file that it shares with the tests' own build stays as it is
        path.write_text(text, encoding="utf-8")
    publish(site)


def test_every_page_is_kept_and_runs_without_a_server(browser: Browser, build: Build) -> None:
    """One visit to one page is enough; then the server goes."""
    context = browser.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    with hosted(build.site) as address:
        page.goto(f"{address}/index.html")
        wait_until_kept(page)
    listed = json.loads((build.site / "offline.json").read_text(encoding="utf-8"))["files"]
    pages = [name for name, _ in listed if name.endswith(".html")]
    for name in pages:
        page.goto(f"{address}/{name}")
        assert page.locator("main h1:visible").count() == 1, name
        broken = (
            "[...document.images].filter(image => image.complete && !image.naturalWidth).length"
        )
        assert page.evaluate(broken) == 0, name
        assert page.evaluate(STYLED), name
    page.goto(f"{address}/search.html?q=autobegin")
    page.locator("#search-results a").first.wait_for()
    assert page.goto(f"{address}/nowhere.html").status == 404
    page.goto(f"{address}/{PAGE}")
    assert page.evaluate("crossOriginIsolated")
    run_first_block(page)
    assert not complaints
    context.close()


#: The names under which the browser keeps builds of the book.
BOOKS = "async () => (await caches.keys()).filter((name) => /^book /.test(name))"


def test_a_new_build_takes_the_place_of_the_old_one(browser: Browser, site: Path) -> None:
    """Online each page is the server's; offline all are of one build, the old or the new one."""
    context = browser.new_context()
    page = context.new_page()
    with hosted(site) as address:
        page.goto(f"{address}/{PAGE}")
        wait_until_kept(page)
        (old,) = page.evaluate(BOOKS)
        rebuild(site, "index.html")

        page.goto(f"{address}/index.html")
        heading = page.locator("main h1:visible")
        expect(heading).to_contain_text("Second build")
        # Until the browser has asked for the worker anew, the old build is what is kept.
        page.evaluate(
            f"""async (old) => {{
              const later = () => new Promise((next) => setTimeout(next, 50));
              for (let books = [old]; books.length !== 1 || books[0] === old; await later()) {{
                books = await ({BOOKS})();
              }}
            }}""",
            old,
        )
        wait_until_kept(page)
    page.goto(f"{address}/{PAGE}")
    page.goto(f"{address}/index.html")
    expect(heading).to_contain_text("Second build")
    context.close()


def test_a_build_that_is_not_complete_does_not_mix(browser: Browser, site: Path) -> None:
    """While files of the new build are missing, what is read offline is the old one."""
    context = browser.new_context()
    page = context.new_page()
    with hosted(site) as address:
        page.goto(f"{address}/{PAGE}")
        wait_until_kept(page)
        rebuild(site, "index.html", "chapters/glossary.html")
        (site / "chapters/glossary.html").rename(site / "lost.html")
        page.goto(f"{address}/index.html")
        heading = page.locator("main h1:visible")
        expect(heading).to_contain_text("Second build")
        expect(page.locator("body")).to_have_attribute("data-offline", "partial", timeout=PATIENCE)
    page.goto(f"{address}/index.html")
    expect(heading).not_to_contain_text("Second build")
    context.close()


@pytest.mark.parametrize(
    "refusal",
    [
        "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})",
        "Object.defineProperty(Navigator.prototype, 'serviceWorker', {value: undefined})",
        "ServiceWorkerContainer.prototype.register = () => Promise.reject(new Error('private'))",
    ],
    ids=["saves data", "has none", "refuses"],
)
def test_a_browser_that_keeps_nothing(browser: Browser, address: str, refusal: str) -> None:
    """The page works as before, fetches nothing of it, and shows no error."""
    context = browser.new_context()
    context.add_init_script(refusal)
    page = context.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    context.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto(f"{address}/{PAGE}")
    page.wait_for_timeout(6000)
    assert not complaints
    assert not {"/sw.js", "/offline.json"} & set(asked)
    assert page.locator("body").get_attribute("data-offline") is None
    context.close()


def test_under_a_path(browser: Browser, build: Build) -> None:
    """The worker rules its own folder alone, and what it keeps has that folder's name."""
    context = browser.new_context()
    page = context.new_page()
    with hosted(build.site, "/docs/session/") as address:
        page.goto(f"{address}/{PAGE}")
        wait_until_kept(page)
        registered = "navigator.serviceWorker.getRegistrations()"
        scopes = page.evaluate(f"async () => (await {registered}).map(each => each.scope)")
        assert scopes == [f"{address}/"]
    page.goto(f"{address}/")
    assert page.locator("main h1:visible").count() == 1
    context.close()
