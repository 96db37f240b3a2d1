"""The browser's side of the tests: the built site on a loopback port, and a Chromium."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, sync_playwright

import book
from browser.hosting import hosted
from building import Build, once, sphinx
from lacking import chromium
from live.serve import ISOLATED, POLICY, open_server

#: This machine by a name that a browser trusts as little as another machine's address.
UNTRUSTED = "classroom.test"


@pytest.fixture(scope="package")
def address(build: Build) -> Iterator[str]:
    """Return the address of the built site, served on a free loopback port."""
    with open_server(build.site, 0) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="package")
def strict(build: Build) -> Iterator[str]:
    """Return the site's address under a path, with a policy and with the headers of isolation."""
    with hosted(build.site, "/docs/book/", ISOLATED | POLICY) as address:
        yield address


@pytest.fixture(scope="package")
def small_book(shared_folder: Path) -> Build:
    """Return a build of the book of two chapters, which has an exercise of each kind."""
    folder = shared_folder / "small-book"

    def make() -> tuple[int, str]:
        # The pages are copied: they shall not look like files of the book's own.
        shutil.copytree(book.ROOT / "tests/live/exercises", folder / "source")
        made = sphinx(folder / "source", folder, "-b", "html")
        return made.returncode, made.output

    returncode, output = once(folder, make)
    assert returncode == 0, output
    return Build(folder / "site", folder / "doctrees", returncode, output)


@pytest.fixture(scope="package")
def small(small_book: Build) -> Iterator[str]:
    """Return the address of the small book, with the headers of isolation."""
    with hosted(small_book.site) as address:
        yield address


# Playwright keeps an event loop running in this thread for as long as it is open, and the pages'
# own ``asyncio.run()`` refuses to begin beside it: so it is closed after the last of these tests.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Return the system's Chromium; without one, CI fails and everybody else skips."""
    found = chromium()
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        options = [f"--host-resolver-rules=MAP {UNTRUSTED} 127.0.0.1"]
        options += ["--no-sandbox"] if as_root else []
        browser = playwright.chromium.launch(executable_path=found, args=options)
        yield browser
        browser.close()
