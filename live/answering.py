"""Answers requests for the files of a built site, as a good static host does.

Files with their types, compressed for who takes that, in pieces, from any byte on; ``304`` for what
has not changed, ``404.html`` for what is not there, no listing of directories. Needs the standard
library of Python 3.9 alone: ``make classroom`` puts it beside ``serve.py``, for any machine.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import zlib
from collections.abc import Mapping
from email.message import Message
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO
from urllib.parse import urlsplit

#: With these a page may share memory with its worker: Stop then keeps what the page has made.
ISOLATED = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
#: The folders in it are named by their content, so a browser need not ask for a file again.
FIXED = "/_static/live/"
COMPRESSED = (
    *(".css", ".csv", ".html", ".ipynb", ".js", ".json", ".mjs", ".py", ".rst", ".svg"),
    *(".txt", ".wasm", ".webmanifest"),
)
_TEXTS = {
    **{".css": "css", ".csv": "csv", ".html": "html", ".js": "javascript", ".mjs": "javascript"},
    **{".py": "x-python", ".rst": "x-rst", ".txt": "plain"},
}
TYPES = {
    **{ending: f"text/{kind}; charset=utf-8" for ending, kind in _TEXTS.items()},
    **{".epub": "application/epub+zip", ".ipynb": "application/x-ipynb+json"},
    **{".json": "application/json", ".pdf": "application/pdf", ".png": "image/png"},
    **{".svg": "image/svg+xml", ".wasm": "application/wasm", ".woff2": "font/woff2"},
    **{".webmanifest": "application/manifest+json", ".zip": "application/zip"},
}
LEAST = 512  #: Below this size in bytes, compression gains nothing.
#: A copied folder may have dates that are so many nanoseconds apart in any order.
COPYING = 60 * 10**9
#: What is read and sent at once, in bytes: so much memory does a download take.
PIECE = 64 * 1024
#: The part of a file that is asked for; more than one part is answered by the whole file.
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.IGNORECASE)
#: An address that ends with a sum over the content, as Sphinx makes it.
_NAMED = re.compile(r"(?:[?]v=|-)([0-9a-f]{8})(?:[.]\w+)?$")
_compressing = Lock()


def is_worth(path: Path) -> bool:
    """Say whether a file is to be sent compressed."""
    return path.suffix in COMPRESSED and path.stat().st_size >= LEAST


def compressed(path: Path) -> BinaryIO:
    """Open a file's content, compressed: the file beside it that has it, or what is made here."""
    stat, twin = path.stat(), path.with_name(f"{path.name}.gz")
    if twin.is_file() and twin.stat().st_mtime_ns + COPYING >= stat.st_mtime_ns:
        file = twin.open("rb")
        file.seek(-4, os.SEEK_END)
        # It ends with the size of what it was made from.
        if int.from_bytes(file.read(4), "little") == stat.st_size % 2**32:
            return file
        file.close()
    with _compressing:  # once, also when many ask at the same time
        return io.BytesIO(_made(path, stat.st_mtime_ns))


@lru_cache(maxsize=1024)
def _made(path: Path, changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), compresslevel=6, mtime=0)


@lru_cache(maxsize=1024)
def _sum_of(path: Path, changed: int) -> str:
    return f"{zlib.crc32(path.read_bytes()):08x}"


def part_of(said: str, length: int) -> range | None:
    """Return the bytes that a ``Range`` header asks for; None for all, an empty range for none.

    :param said: the header.
    :param length: the number of bytes that there are.
    """
    found = _RANGE.fullmatch(said.replace(" ", ""))
    if not found or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        return range(max(0, length - int(last)), length)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, length) if last else length)


def is_trusted(host: str) -> bool:
    """Say whether browsers trust an address although it is not encrypted: this machine's own.

    :param host: the ``Host`` header.
    """
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return name in ("localhost", "::1") or name.endswith(".localhost") or name.startswith("127.")


class Handler(SimpleHTTPRequestHandler):
    """Answer as a static host does, and keep quiet about it."""

    protocol_version = "HTTP/1.1"
    # Head and body leave in one packet where they fit; the second would wait for an answer.
    wbufsize = -1
    disable_nagle_algorithm = True
    # Seconds. A browser that has said nothing for so long is gone, or asks again.
    timeout = 60
    # A request that cannot be read is answered too: the "https" of a mistyped address, for example.
    path, headers, named = "", Message(), False
    # Written out, because the types that Python knows depend on the machine.
    extensions_map = SimpleHTTPRequestHandler.extensions_map | TYPES

    def __init__(self, *args: Any, directory: str, prefix: str, headers: Mapping[str, str]) -> None:
        self.prefix, self.more_headers = prefix, headers
        super().__init__(*args, directory=directory)

    def do_GET(self) -> None:
        """Answer with a file, or with the site's own page where there is none."""
        parts = urlsplit(self.path)
        if not f"{parts.path}/".startswith(self.prefix):
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        path = self.translate_path("/" + parts.path[len(self.prefix) :])
        is_folder = os.path.isdir(path)
        if is_folder and not parts.path.endswith("/"):
            # One slash alone at the beginning: two of them would name another host.
            place = f"/{parts.path.strip('/')}/" + (f"?{parts.query}" if parts.query else "")
            self.head(HTTPStatus.MOVED_PERMANENTLY, {"Location": place, "Content-Length": "0"})
            return
        file = os.path.join(path, "index.html") if is_folder else path
        if not os.path.isfile(file) or (not is_folder and parts.path.endswith("/")):
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        self.answer(HTTPStatus.OK, Path(file))

    def do_HEAD(self) -> None:
        """Answer as to GET, with the headers alone."""
        self.do_GET()

    def answer(self, status: HTTPStatus, file: Path) -> None:
        """Send a file or the part that is asked for, unless the browser has it already."""
        stat = file.stat()
        said = _NAMED.search(self.path)
        self.named = bool(said) and said[1] == _sum_of(file, stat.st_mtime_ns)
        packed = is_worth(file) and "gzip" in self.headers.get("Accept-Encoding", "")
        build = getattr(self.server, "build", "")
        tag = f'"{build}{stat.st_mtime_ns:x}-{stat.st_size:x}{"-gzip" if packed else ""}"'
        date = formatdate(stat.st_mtime, usegmt=True)
        about = {"ETag": tag, "Last-Modified": date, "Vary": "Accept-Encoding"}
        if status == HTTPStatus.OK and self.knows(tag, stat.st_mtime):
            self.head(HTTPStatus.NOT_MODIFIED, about)
            return
        with compressed(file) if packed else file.open("rb") as content:
            length = content.seek(0, os.SEEK_END)
            part = self.part(tag, date, length) if status == HTTPStatus.OK else None
            if part is not None:
                missing = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
                status = HTTPStatus.PARTIAL_CONTENT if part else missing
                which = f"{part[0]}-{part[-1]}" if part else "*"
                about["Content-Range"] = f"bytes {which}/{length}"
            if packed:
                about["Content-Encoding"] = "gzip"
            sent = range(length) if part is None else part
            about["Accept-Ranges"] = "bytes"
            about["Content-Type"] = self.guess_type(str(file))
            about["Content-Length"] = str(len(sent))
            self.head(status, about)
            if self.command != "HEAD":
                self.send_part(content, sent)

    def part(self, tag: str, date: str, length: int) -> range | None:
        """Return the bytes that are asked for, as `part_of` does, if the file is still the same."""
        same = self.headers.get("If-Range", tag) in (tag, date)
        return part_of(self.headers.get("Range", ""), length) if same else None

    def send_part(self, content: BinaryIO, part: range) -> None:
        """Send bytes of a file in pieces, so that many downloads at once need little memory."""
        content.seek(part.start)
        left = len(part)
        while left:
            piece = content.read(min(left, PIECE))
            if not piece:  # it has become shorter meanwhile, and the browser waits for more
                self.close_connection = True
                return
            self.wfile.write(piece)
            left -= len(piece)

    def knows(self, tag: str, changed: float) -> bool:
        """Say whether the browser has a file as it is now; its tag says more than its date."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return tag in tags
        try:
            since = parsedate_to_datetime(self.headers["If-Modified-Since"])
        except (TypeError, ValueError):
            return False
        return int(changed) <= since.timestamp()

    def head(self, status: HTTPStatus, headers: Mapping[str, str]) -> None:
        """Send what comes before the content."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def send_response(self, code: int, message: str | None = None) -> None:
        """Keep the status for the headers that depend on it."""
        self.status = code
        super().send_response(code, message)

    def end_headers(self) -> None:
        """Have the browser ask each time, so that a page that was built again is seen."""
        lasting = (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT, HTTPStatus.NOT_MODIFIED)
        fixed = self.status in lasting and (FIXED in self.path or self.named)
        keep = "max-age=31536000, immutable" if fixed else "no-cache"
        for name, value in {"Cache-Control": keep, **self.more_headers}.items():
            # Where they do not count, a browser complains of them in its console.
            if name not in ISOLATED or is_trusted(self.headers.get("Host", "")):
                self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own page where something is not there."""
        page = Path(self.directory, "404.html")
        if code == HTTPStatus.NOT_FOUND and page.is_file():
            self.answer(HTTPStatus.NOT_FOUND, page)
        else:
            super().send_error(code, message, explain)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the lines with the addresses are what a reader looks for."""
