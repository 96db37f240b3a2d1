"""Promise: large files are sent in parts and in pieces, to many at once, and to those who leave."""

import gzip
import http.client
import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from answering import PIECE, part_of
from serving import ask, serving

CONTENT = bytes(range(256)) * 40  # 10240 bytes, each place of which is known by its neighbours
TEXT = b"".join(b"line %d\n" % number for number in range(2000))
LENGTH = len(CONTENT)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a site with a file that is not compressed, and one that is."""
    (tmp_path / "index.html").write_text("the front page")
    (tmp_path / "core.pack").write_bytes(CONTENT)
    (tmp_path / "live.js").write_bytes(TEXT)
    (tmp_path / "live.js.gz").write_bytes(gzip.compress(TEXT, mtime=0))
    return tmp_path


@pytest.fixture
def address(site: Path) -> Iterator[str]:
    """Return where it is served."""
    with serving(site, "--port", 0) as (_, address):
        yield address


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("bytes=0-99", range(0, 100)),
        ("bytes=100-100", range(100, 101)),
        ("bytes=10000-", range(10000, LENGTH)),
        ("bytes=-240", range(LENGTH - 240, LENGTH)),
        ("bytes=5-999999", range(5, LENGTH)),
        ("bytes=-999999", range(0, LENGTH)),
        ("BYTES= 0 - 9", range(0, 10)),
    ],
)
def test_a_part_is_sent(address: str, said: str, part: range) -> None:
    """As much of it as there is, and the answer says which part of how many bytes."""
    answer = ask(address, "core.pack", Range=said)
    assert answer.status == 206
    assert answer.content == CONTENT[part.start : part.stop]
    assert answer.headers["Content-Range"] == f"bytes {part.start}-{part.stop - 1}/{LENGTH}"
    assert answer.headers["Content-Length"] == str(len(part))
    assert answer.headers["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize("said", [f"bytes={LENGTH}-", "bytes=99999-999999", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused(address: str, said: str) -> None:
    """The answer says how many bytes there are, and the connection goes on."""
    answer = ask(address, "core.pack", Range=said)
    assert (answer.status, answer.content) == (416, b"")
    assert answer.headers["Content-Range"] == f"bytes */{LENGTH}"


@pytest.mark.parametrize(
    "said",
    ["bytes=9-2", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,5-6", f"bytes={'9' * 5000}-"],
)
def test_what_is_no_single_part_is_answered_by_the_whole(address: str, said: str) -> None:
    """A server need not understand every wish; it must not answer it wrongly."""
    assert part_of(said, LENGTH) is None
    answer = ask(address, "core.pack", Range=said)
    assert (answer.status, answer.content) == (200, CONTENT)
    assert answer.headers["Accept-Ranges"] == "bytes"


def test_parts_of_a_compressed_file_make_up_that_file(address: str, site: Path) -> None:
    """They are parts of what is sent, and the tag tells them from parts of the file itself."""
    first = ask(address, "live.js", Accept_Encoding="gzip", Range="bytes=0-999")
    rest = ask(address, "live.js", Accept_Encoding="gzip", Range="bytes=1000-")
    assert [each.status for each in (first, rest)] == [206, 206]
    assert gzip.decompress(first.content + rest.content) == TEXT
    plain = ask(address, "live.js", Range="bytes=0-999")
    assert plain.content == TEXT[:1000]
    assert plain.headers["ETag"] != first.headers["ETag"]


def test_a_download_is_taken_up_again_only_if_the_file_is_the_same(
    address: str, site: Path
) -> None:
    """By tag or by date; otherwise the new file comes as a whole."""
    first = ask(address, "core.pack", Range="bytes=0-9")
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]
    for same in (tag, date):
        assert ask(address, "core.pack", Range="bytes=10-", If_Range=same).status == 206
    assert ask(address, "core.pack", Range="bytes=10-", If_None_Match=tag).status == 304
    site.joinpath("core.pack").write_bytes(CONTENT[::-1])
    os.utime(site / "core.pack", (0, 0))
    for old in (tag, date):
        answer = ask(address, "core.pack", Range="bytes=10-", If_Range=old)
        assert (answer.status, answer.content) == (200, CONTENT[::-1])


def test_a_head_has_the_length_and_nothing_else(address: str) -> None:
    """A part is asked for by GET alone."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    for _ in range(2):
        connection.request("HEAD", "/core.pack")
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (200, b"")
        assert answer.headers["Content-Length"] == str(LENGTH)
    connection.close()


def test_who_leaves_in_the_middle_is_no_error(site: Path) -> None:
    """Nothing is written for it, and the next one is served."""
    large = site / "large.pack"
    large.write_bytes(b"x" * 64 * PIECE)
    with serving(site, "--port", 0) as (process, address):
        parts = urlsplit(address)
        for _ in range(5):
            leaving = socket.create_connection((parts.hostname, parts.port), timeout=10)
            # It does not say goodbye: the server's next piece is answered by a reset.
            leaving.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            leaving.sendall(b"GET /large.pack HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert leaving.recv(1000).startswith(b"HTTP/1.1 200 OK")
            leaving.close()
        assert len(ask(address, "large.pack").content) == 64 * PIECE
        process.terminate()
        assert process.communicate(timeout=10)[1] == ""


def test_what_is_no_request_is_no_error(site: Path) -> None:
    """A browser that tries "https" first sends this, and so does whoever scans a network."""
    with serving(site, "--port", 0) as (process, address):
        parts = urlsplit(address)
        for words in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n", b"HELLO\r\n\r\n"):
            with socket.create_connection((parts.hostname, parts.port), timeout=10) as strange:
                strange.sendall(words)
                assert b"400" in strange.recv(1000)
        assert ask(address, "%00").status == 404
        assert ask(address, "x" * 5000).status == 404
        process.terminate()
        assert process.communicate(timeout=10)[1] == ""


def test_a_site_of_another_build_has_other_tags(site: Path) -> None:
    """All dates in the classroom's zip are the same, so a date and a size do not tell enough."""
    tags = []
    for build in ("one", "two"):
        site.joinpath("offline.json").write_text(f'{{"build": "{build}", "files": []}}')
        with serving(site, "--port", 0) as (_, address):
            tags.append(ask(address, "core.pack").headers["ETag"])
    assert tags[0] != tags[1]
