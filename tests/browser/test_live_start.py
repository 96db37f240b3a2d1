"""Promise: Python is fetched late, starts fast the next time, and is not fetched where unwanted."""

from pathlib import PurePosixPath
from urllib.parse import urlsplit

import sqlalchemy
from playwright.sync_api import Browser, Page, expect

from browser.live import (
    block,
    press,
    prompted,
    reload,
    run,
    run_all,
    said,
    started,
    states,
    wait_for_status,
)

INDEX = "index.html"
SMALL = "chapters/glossary.html"
SAVES = "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})"
#: What the first run needs.
PARTS = ["worker.js", "pyodide.asm.mjs", "pyodide.asm.wasm", "core."]
#: How a download fails: there is no connection, or the host has no such file.
FAIL = {
    "worker.js": lambda route: route.abort(),
    "pyodide.asm.mjs": lambda route: route.fulfill(status=404),
    "pyodide.asm.wasm": lambda route: route.abort(),
    "core.": lambda route: route.fulfill(status=404),
    "glossary.json": lambda route: route.fulfill(status=404),
}
#: The browser's files of this host.
FILES = """
    const folder = await navigator.storage.getDirectory()
    const names = []
    for await (const name of folder.keys()) names.push(name)
    const read = async name => (await folder.getFileHandle(name)).getFile()
    const write = async (name, content) => {
        const to = await (await folder.getFileHandle(name, {create: true})).createWritable()
        await to.write(content)
        await to.close()
    }
"""
#: Waits until Python's memory is kept in a form that this browser would use; says whether it is.
KEPT = (
    "async () => { for (let look = 0; look < 400; look++) {"
    + FILES
    + """
        const name = names.find(name => name.startsWith("python "))
        const label = name && await (await read(name)).slice(0, 1024).text()
        if (label?.includes(navigator.userAgent)) return true
        await new Promise(resolve => setTimeout(resolve, 100))
    }
    return false
}"""
)
#: Puts something into the place of the memory that is kept. The sound one is put by.
SPOIL = (
    "async spoil => {"
    + FILES
    + """
    const by = names.find(name => name.startsWith("put by "))
    const name = by?.slice(7) ?? names.find(name => name.startsWith("python "))
    if (!by) await write(`put by ${name}`, await read(name))
    const kept = new Uint8Array(await (await read(`put by ${name}`)).arrayBuffer())
    const label = kept.slice(0, 1024), bytes = kept.slice(1024), size = bytes.length
    const [first, rest] = {
        "other browser": () => ["another browser".padEnd(1024, "\\0"), bytes],
        "text": () => [label, "<html>no such file</html>"],
        "empty": () => [label, ""],
        "half": () => [label, bytes.slice(0, size >> 1)],
        "zeros": () => [label, bytes.fill(0, size >> 2)],
        "half a label": () => [label.slice(0, 100), ""],
    }[spoil]()
    await write(name, new Blob([first, rest]))
}"""
)


def requests_of(page: Page) -> list[str]:
    """Return a list in which the names of all files appear that a page asks for from now on."""
    asked: list[str] = []

    def hear(request: object) -> None:
        asked.append(PurePosixPath(urlsplit(request.url).path).name)

    page.context.on("request", hear)
    return asked


def python_of(names: list[str]) -> bool:
    """Say whether all that the first run needs is among the files."""
    return all(any(name.startswith(part) for name in names) for part in PARTS)


def wait_for_snapshot(page: Page) -> None:
    """Wait until Python's memory is kept, which is when the page has been left alone a while."""
    assert page.evaluate(KEPT)


def start_of(page: Page) -> str | None:
    """Return how Python started."""
    return page.locator("body").get_attribute("data-live-start")


def test_the_next_start_is_from_a_snapshot(browser: Browser, address: str) -> None:
    """The browser makes it when it is idle; a chapter with threads runs from it as well."""
    with started(browser, f"{address}/{SMALL}") as (page, complaints):
        assert run(page, 1) == "match"
        assert start_of(page) == "zip"
        wait_for_snapshot(page)
        page.goto(f"{address}/chapters/scoped-sessions.html")
        page.wait_for_selector('[data-action="run-all"]')
        assert set(run_all(page)) == {"match"}
        assert start_of(page) == "snapshot"
        # Two pages from one memory are not alike where they must not be.
        chances = []
        for _ in range(2):
            reload(page, complaints)
            line = "import random, uuid, os; random.random(), uuid.uuid4(), os.urandom(4)"
            chances.append(prompted(page, line))
            assert start_of(page) == "snapshot"
        assert chances[0] != chances[1]
        # What the memory has not is fetched: what is told of a package, a module to be read anew.
        told = prompted(page, "from importlib import metadata; metadata.version('SQLAlchemy')")
        assert sqlalchemy.__version__ in told
        assert "module" in prompted(page, "import importlib, heapq; importlib.reload(heapq)")
        # Of the debugger that doctest asks for, only what stands in for it was loaded.
        line = "import pdb, doctest; doctest.pdb is pdb, hasattr(pdb, '__file__')"
        assert "(True, False)" in prompted(page, line)
        assert not [each for each in complaints if not each.startswith("failed: ")]


def test_a_snapshot_that_is_no_good_is_not_missed(browser: Browser, address: str) -> None:
    """Whatever is wrong with it, Python starts from the zips, by itself, and all is well."""
    with started(browser, f"{address}/{SMALL}") as (page, complaints):
        run(page, 1)
        wait_for_snapshot(page)
        for spoil in ("text", "empty", "half", "zeros", "half a label", "other browser"):
            page.evaluate(SPOIL, spoil)
            reload(page, complaints)
            assert run(page, 3) == "match", spoil
            assert start_of(page) == "zip", spoil
        wait_for_snapshot(page)
        reload(page, complaints)
        assert run(page, 3) == "match"
        assert start_of(page) == "snapshot"
        assert not complaints


def test_a_page_that_nobody_runs_asks_for_python_late(browser: Browser, address: str) -> None:
    """Before it has loaded, the live pages' two scripts; then, idle, what the first run needs."""
    context = browser.new_context()
    page = context.new_page()
    # The browser is never idle, as far as the page knows.
    page.add_init_script("window.requestIdleCallback = () => 0")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto(f"{address}/{SMALL}", wait_until="networkidle")
    live = [path for path in asked if "/live" in path]
    scripts = [PurePosixPath(path).name for path in live]
    assert scripts == ["early.js", "live.js"]
    context.close()

    context = browser.new_context()
    page = context.new_page()
    names = requests_of(page)
    page.goto(f"{address}/{SMALL}")
    # The browser decides when it is idle; a page in its own time waits for no clock of ours.
    for _ in range(600):
        if python_of(names):
            break
        page.wait_for_timeout(100)
    assert python_of(names)
    assert not [name for name in names if name.startswith("rest.")]
    assert page.locator("body").get_attribute("data-live-status") == "off"
    context.close()


def test_where_data_is_saved_nothing_is_fetched_unasked(browser: Browser, address: str) -> None:
    """Neither Python, nor the offline book, nor a snapshot: until Run is pressed."""
    context = browser.new_context()
    context.add_init_script(SAVES)
    page = context.new_page()
    names = requests_of(page)
    page.goto(f"{address}/{SMALL}", wait_until="networkidle")
    unasked = [
        name for name in names if name.startswith(("core", "pyodide", "worker", "sw", "off"))
    ]
    assert not unasked
    assert "live.js" in names
    assert run(page, 1) == "match"
    assert python_of(names)
    context.close()


def test_a_download_that_fails_is_said_and_tried_again(browser: Browser, address: str) -> None:
    """Whichever part of Python it is; what was typed stays, and "Try again" runs what was asked."""
    for part in FAIL:
        with started(browser, f"{address}/{SMALL}") as (page, _):
            pattern = f"**/{part}*"
            page.context.route(pattern, FAIL[part])
            press(page, "run", 2)
            wait_for_status(page, "failed")
            assert said(page).startswith("Python could not be fetched"), part
            assert states(page) == ["idle"] * 4
            assert block(page, 2).locator("[data-role=output]").inner_text().startswith(">>> ")
            page.context.unroute(pattern)
            press(page, "try-again")
            expect(block(page, 2)).to_have_attribute("data-state", "match", timeout=60_000)
            wait_for_status(page, "ready")
            assert states(page)[:2] == ["match", "match"], part


def test_a_part_that_is_fetched_later_may_fail(browser: Browser, address: str) -> None:
    """An import from it is an ImportError that says why; the page goes on."""
    with started(browser, f"{address}/{SMALL}") as (page, _):
        page.context.route("**/rest.*", lambda route: route.abort())
        assert "no connection" in prompted(page, "import wave")
        page.context.unroute("**/rest.*")
        prompted(page, "import wave")
        assert "module 'wave'" in prompted(page, "wave")
