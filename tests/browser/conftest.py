"""The browser's side of the tests: the built site on a loopback port, and a Chromium."""

import os
import shutil
from collections.abc import Iterator
from threading import Thread

import pytest
from playwright.sync_api import Browser, sync_playwright

from building import Build
from live.serve import open_server

CHROMIUM = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


@pytest.fixture(scope="package")
def address(build: Build) -> Iterator[str]:
    """Return the address of the built site, served on a free loopback port."""
    with open_server(build.site, 0) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


# Playwright keeps an event loop running in this thread for as long as it is open, and the pages'
# own ``asyncio.run()`` refuses to begin beside it: so it is closed after the last of these tests.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Return the system's Chromium; without one, CI fails and everybody else skips."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        message = f"no browser on PATH; looked for {', '.join(CHROMIUM)}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox"] if as_root else []
        )
        yield browser
        browser.close()
