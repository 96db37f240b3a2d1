"""The browser's side of the tests: the built site on a loopback port, and a Chromium."""

import os
import shutil
from collections.abc import Iterator
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, sync_playwright

from building import Build

CHROMIUM = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


class StaticHost(SimpleHTTPRequestHandler):
    """Serves files as a host of static pages does, with 404.html for what is not there."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own page when there is no such file."""
        if code != HTTPStatus.NOT_FOUND:
            return super().send_error(code, message, explain)
        body = Path(self.directory, "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: pytest's output is for the tests."""


@pytest.fixture(scope="session")
def address(build: Build) -> Iterator[str]:
    """Return the address of the built site, served on a free loopback port."""
    handler = partial(StaticHost, directory=str(build.site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
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
