"""Promise: the site is served to this machine alone, as a static host would serve it."""

import gzip
import http.client
import os
import signal
import socket
import subprocess
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

import book
from answering import FIXED, ISOLATED
from live.serve import POLICY
from serving import ask, serving

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
    "page.ipynb": "application/x-ipynb+json",
    "book.epub": "application/epub+zip",
    "book.pdf": "application/pdf",
    "book.webmanifest": "application/manifest+json",
    "recorder.zip": "application/zip",
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


def test_what_has_not_changed_is_not_sent_again(site: Path) -> None:
    """By tag or by date; a file that was built again has another tag, so it is sent."""
    with serving(site, "--port", 0) as (_, address):
        first = ask(address, "book.js")
        tag, date = first.headers["ETag"], first.headers["Last-Modified"]
        assert ask(address, "book.js", If_None_Match=tag).status == 304
        assert ask(address, "book.js", If_Modified_Since=date).status == 304
        assert ask(address, "book.js", If_Modified_Since="yesterday").status == 200
        assert (
            ask(address, "book.js", If_None_Match='"other"', If_Modified_Since=date).status == 200
        )
        site.joinpath("book.js").write_text("built again")
        again = ask(address, "book.js", If_None_Match=tag)
        assert (again.status, again.content) == (200, b"built again")


def test_text_is_compressed_for_who_takes_it(site: Path) -> None:
    """A compressed file beside it is taken as it is, unless it is an older one."""
    text, made = b"book" * 500, gzip.compress(b"made" * 500)
    for name in ("book.css", "book.js", "letters.woff2"):
        site.joinpath(name).write_bytes(text)
    twin = site / "book.js.gz"
    twin.write_bytes(made)
    with serving(site, "--port", 0) as (_, address):
        for path, content in {"book.css": text, "book.js": b"made" * 500}.items():
            answer = ask(address, path, Accept_Encoding="gzip, br")
            assert answer.headers["Content-Encoding"] == "gzip"
            assert answer.headers["Vary"] == "Accept-Encoding"
            assert gzip.decompress(answer.content) == content
            plain = ask(address, path)
            assert "Content-Encoding" not in plain.headers
            assert plain.headers["ETag"] != answer.headers["ETag"]
        for uncompressed in ("letters.woff2", "drawing.svg"):  # packed already; too small
            answer = ask(address, uncompressed, Accept_Encoding="gzip")
            assert "Content-Encoding" not in answer.headers
        # A folder that was copied has dates in the order of the copying.
        now = time.time()
        os.utime(twin, (now - 5, now - 5))
        answer = ask(address, "book.js", Accept_Encoding="gzip")
        assert answer.content == made
        # Built again: long after the twin, or with another size.
        os.utime(twin, (0, 0))
        answer = ask(address, "book.js", Accept_Encoding="gzip")
        assert gzip.decompress(answer.content) == text
        os.utime(twin, (now, now))
        site.joinpath("book.js").write_bytes(text + b"!")
        answer = ask(address, "book.js", Accept_Encoding="gzip")
        assert gzip.decompress(answer.content) == text + b"!"


def test_files_named_by_their_content_are_kept(site: Path) -> None:
    """The browser need not ask again for what never changes, and asks for all else each time."""
    folder = site / FIXED.strip("/") / "0123"
    folder.mkdir(parents=True)
    folder.joinpath("live.js").write_text("runs")
    with serving(site, "--port", 0) as (_, address):
        url = f"{address}{FIXED.strip('/')}/0123/"
        assert ask(url, "live.js").headers["Cache-Control"] == "max-age=31536000, immutable"
        content = folder.joinpath("live.js").read_bytes()
        site.joinpath("book.css").write_bytes(content)
        named = f"{zlib.crc32(content):08x}"
        site.joinpath(f"book-{named}.css").write_bytes(content)
        for name in (f"book.css?v={named}", f"book-{named}.css"):
            assert ask(address, name).headers["Cache-Control"] == "max-age=31536000, immutable"
        # A page of an earlier build names the sum that the file had then.
        for name in ("book.css", "book.css?v=01234567", "book.css?v="):
            assert ask(address, name).headers["Cache-Control"] == "no-cache"
        missing = ask(url, "other.js")
        assert (missing.status, missing.headers["Cache-Control"]) == (404, "no-cache")


@pytest.mark.parametrize(
    ("options", "headers"),
    [
        ([], ISOLATED),
        (["--policy"], ISOLATED | POLICY),
        (["--plain"], {}),
        (["--plain", "--policy"], POLICY),
    ],
)
def test_the_headers_that_hosting_names(
    site: Path, options: list[str], headers: dict[str, str]
) -> None:
    """Each answer has those that were asked for, and no others of them."""
    with serving(site, "--port", 0, *options) as (_, address):
        for path in ("", "book.js", "nowhere"):
            sent = ask(address, path).headers
            assert {name: sent[name] for name in ISOLATED | POLICY if name in sent} == headers


def test_the_site_may_stand_under_a_path(site: Path) -> None:
    """Then nothing stands elsewhere, and a folder is led to with the slash at its end."""
    site.joinpath("chapters/index.html").write_text("the chapters")
    with serving(site, "--port", 0, "--prefix", "docs/session") as (_, address):
        assert urlsplit(address).path == "/docs/session/"
        assert ask(address).content == b"the front page"
        assert ask(address, "book.js").status == 200
        assert ask(address.removesuffix("/")).headers["Location"] == "/docs/session/"
        answer = ask(address, "chapters?q=1")
        assert (answer.status, answer.headers["Location"]) == (301, "/docs/session/chapters/?q=1")
        assert ask(address, "book.js/").status == 404
        assert ask(f"http://{urlsplit(address).netloc}/", "book.js").status == 404


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
