"""Promise: the site is served to this machine alone, as a static host would serve it."""

import http.client
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

import book

TYPES = {
    "page.html": "text/html; charset=utf-8",
    "book.css": "text/css; charset=utf-8",
    "book.js": "text/javascript; charset=utf-8",
    "book.mjs": "text/javascript; charset=utf-8",
    "python.wasm": "application/wasm",
    "drawing.svg": "image/svg+xml",
    "pack.json": "application/json",
    "letters.woff2": "font/woff2",
    "astronauts.py": "text/x-python; charset=utf-8",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a small built site."""
    folder = tmp_path / "site"
    folder.joinpath("chapters").mkdir(parents=True)
    for name in TYPES:
        folder.joinpath(name).write_text(name)
    folder.joinpath("index.html").write_text("the front page")
    folder.joinpath("404.html").write_text("the book has no such page")
    return folder


@contextmanager
def serving(*arguments: object) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the server, wait for its line, and give the process and the address in that line."""
    command = [sys.executable, str(book.ROOT / "live/serve.py"), *map(str, arguments)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            line = process.stdout.readline()
            yield process, next((word for word in line.split() if "://" in word), line)
        finally:
            process.kill()


def refused(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Start the server where it must refuse, and return what it said."""
    return book.run("live/serve.py", *map(str, arguments))


@contextmanager
def taken_port() -> Iterator[int]:
    """Hold a free port, and give its number."""
    with socket.create_server(("127.0.0.1", 0)) as holder:
        yield holder.getsockname()[1]


@pytest.mark.parametrize(("name", "type_"), TYPES.items())
def test_files_have_their_types(site: Path, name: str, type_: str) -> None:
    """The types do not depend on what the machine knows; a browser wants wasm's exactly."""
    with serving(site, "--port", 0) as (_, address), urlopen(address + name) as answer:  # noqa: S310
        assert answer.headers["Content-Type"] == type_
        assert answer.read() == name.encode()


def test_the_front_page_is_asked_for_each_time(site: Path) -> None:
    """A page that was built again must not come from the browser's cache unasked."""
    with serving(site, "--port", 0) as (_, address), urlopen(address) as answer:  # noqa: S310
        assert answer.read() == b"the front page"
        assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["nowhere.html", "chapters/", "../pyproject.toml"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_is_not_there_is_answered_by_the_books_own_page(
    site: Path, path: str, method: str
) -> None:
    """That holds for a directory without a page too: nothing is listed, and nothing above shown."""
    with serving(site, "--port", 0) as (_, address):
        with pytest.raises(HTTPError) as caught:
            urlopen(Request(address + path, method=method))  # noqa: S310
        with caught.value as answer:
            assert answer.code == 404
            assert answer.read() == (b"the book has no such page" if method == "GET" else b"")


def test_one_connection_answers_many_requests(site: Path) -> None:
    """Also after a page that is not there, whose length must be right for that."""
    with serving(site, "--port", 0) as (_, address):
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
        statuses = []
        for path in ("/index.html", "/nowhere", "/book.js"):
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            statuses.append(answer.status)
        connection.close()
    assert statuses == [200, 404, 200]


def test_only_this_machine_is_served(site: Path) -> None:
    """The server listens on the loopback address, not on the network's."""
    with serving(site, "--port", 0) as (_, address):
        port = urlsplit(address).port
        assert urlsplit(address).hostname == "127.0.0.1"
        # Somebody else may listen on the same port elsewhere: only 127.0.0.1 is taken.
        with socket.create_server(("127.0.0.2", port)) as neighbour:
            assert neighbour.getsockname() == ("127.0.0.2", port)


def test_a_second_server_takes_a_later_port(site: Path) -> None:
    """Both print their address, and both answer."""
    with serving(site) as (_, first), serving(site) as (_, second):
        assert 8000 <= urlsplit(first).port < urlsplit(second).port < 8020
        for address in (first, second):
            with urlopen(address) as answer:  # noqa: S310
                assert answer.status == 200


def test_a_port_that_was_asked_for_and_is_in_use_is_one_clear_line(site: Path) -> None:
    """It is not replaced by another one: somebody relies on the number."""
    with taken_port() as port:
        said = refused(site, "--port", port)
    assert said.returncode == 1
    assert said.stdout == ""
    assert said.stderr == (
        f"Cannot serve the site. Port {port} is in use: "
        "choose another, for example make serve PORT=8080\n"
    )


def test_a_port_that_cannot_be_is_one_clear_line(site: Path) -> None:
    """Python's own reason is given."""
    said = refused(site, "--port", 80000)
    assert said.returncode == 1
    assert said.stderr == "Cannot serve the site. bind(): port must be 0-65535.\n"


def test_a_site_that_was_not_built_is_one_clear_line(tmp_path: Path) -> None:
    """The line names the command that builds it."""
    said = refused(tmp_path / "html")
    assert said.returncode == 1
    assert said.stderr == f"There is no site in {tmp_path / 'html'}: run make html first.\n"


def test_ctrl_c_ends_it_quietly(site: Path) -> None:
    """No traceback, also while a browser keeps a connection open."""
    with serving(site, "--port", 0) as (process, address):
        browser = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
        browser.request("GET", "/")
        browser.getresponse().read()
        process.send_signal(signal.SIGINT)
        said, complained = process.communicate(timeout=10)
        browser.close()
    assert (process.returncode, said.strip(), complained) == (0, "", "")
