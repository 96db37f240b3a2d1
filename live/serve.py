"""Serve the built site to this machine's browser: ``python live/serve.py [DIRECTORY] [--port N]``.

It does what a good static host does: files with their types, compressed, ``304`` for what has not
changed, ``404.html`` for what is not there, no listing of directories. It sends the headers that
README.rst names under "Hosting". It needs the standard library alone.
"""

import argparse
import errno
import gzip
import sys
from collections.abc import Mapping
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache, partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from typing import Any
from urllib.parse import urlsplit

SITE = Path(__file__).resolve().parent.parent / "_build" / "html"
HOST = "127.0.0.1"
#: Tried in this order when no port is asked for.
PORTS = range(8000, 8020)

#: With these a page may share memory with its worker: Stop then keeps what the page has made.
ISOLATED = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
#: No script but the site's own files; styles within pages come from the theme and the editor.
POLICY = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    )
}
#: The folders in it are named by their content, so a browser need not ask for a file again.
FIXED = "/_static/live/"
COMPRESSED = (".css", ".html", ".js", ".json", ".mjs", ".py", ".rst", ".svg", ".txt", ".wasm")


@lru_cache(maxsize=1024)
def compressed(path: Path, changed: int) -> bytes:
    """Return a file's content, compressed: from the file beside it that has it, or made here.

    :param path: the file.
    :param changed: when it last changed, in nanoseconds; another time is another content.
    """
    twin = path.with_name(f"{path.name}.gz")
    if twin.is_file() and twin.stat().st_mtime_ns >= changed:
        return twin.read_bytes()
    return gzip.compress(path.read_bytes(), compresslevel=6, mtime=0)


class Handler(SimpleHTTPRequestHandler):
    """Answer as a static host does, and keep quiet about it."""

    protocol_version = "HTTP/1.1"
    # Head and body leave in one packet where they fit; the second would wait for an answer.
    wbufsize = -1
    disable_nagle_algorithm = True
    # Written out, because the types that Python knows depend on the machine.
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".css": "text/css; charset=utf-8",
        ".html": "text/html; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".json": "application/json",
        ".mjs": "text/javascript; charset=utf-8",
        ".png": "image/png",
        ".py": "text/x-python; charset=utf-8",
        ".rst": "text/x-rst; charset=utf-8",
        ".svg": "image/svg+xml",
        ".txt": "text/plain; charset=utf-8",
        ".wasm": "application/wasm",
        ".woff2": "font/woff2",
        ".zip": "application/zip",
    }

    def __init__(self, *args: Any, directory: str, prefix: str, headers: Mapping[str, str]) -> None:
        self.prefix, self.more_headers = prefix, headers
        super().__init__(*args, directory=directory)

    def do_GET(self) -> None:
        """Answer with a file, or with the site's own page where there is none."""
        parts = urlsplit(self.path)
        if not f"{parts.path}/".startswith(self.prefix):
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        path = Path(self.translate_path("/" + parts.path[len(self.prefix) :]))
        if path.is_dir() and not parts.path.endswith("/"):
            # One slash alone at the beginning: two of them would name another host.
            self.move(f"/{parts.path.strip('/')}/" + (f"?{parts.query}" if parts.query else ""))
            return
        file = path / "index.html" if path.is_dir() else path
        if not file.is_file() or (path == file and parts.path.endswith("/")):
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        self.answer(HTTPStatus.OK, file)

    def do_HEAD(self) -> None:
        """Answer as to GET, with the headers alone."""
        self.do_GET()

    def answer(self, status: HTTPStatus, file: Path) -> None:
        """Send a file, unless the browser has it already."""
        stat = file.stat()
        packed = file.suffix in COMPRESSED and "gzip" in self.headers.get("Accept-Encoding", "")
        tag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}{"-gzip" if packed else ""}"'
        known = status == HTTPStatus.OK and self.knows(tag, stat.st_mtime)
        self.send_response(HTTPStatus.NOT_MODIFIED if known else status)
        self.send_header("ETag", tag)
        self.send_header("Last-Modified", formatdate(stat.st_mtime, usegmt=True))
        self.send_header("Vary", "Accept-Encoding")
        if known:
            self.end_headers()
            return
        content = compressed(file, stat.st_mtime_ns) if packed else file.read_bytes()
        self.send_header("Content-Type", self.guess_type(file))
        self.send_header("Content-Length", str(len(content)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

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

    def move(self, address: str) -> None:
        """Send the browser to another address of this site."""
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def send_response(self, code: int, message: str | None = None) -> None:
        """Keep the status for the headers that depend on it."""
        self.status = code
        super().send_response(code, message)

    def end_headers(self) -> None:
        """Have the browser ask each time, so that a page that was built again is seen."""
        fixed = FIXED in self.path and self.status in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED)
        keep = "max-age=31536000, immutable" if fixed else "no-cache"
        for name, value in {"Cache-Control": keep, **self.more_headers}.items():
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
        """Say nothing: the one line with the address is what a reader looks for."""


class Server(ThreadingTCPServer):
    """A thread for each connection, none of which outlives the program."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Pass over a browser that hangs up early; show every other error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def open_server(
    directory: Path,
    port: int | None = None,
    prefix: str = "/",
    headers: Mapping[str, str] = ISOLATED,
) -> Server:
    """Return a server that listens, on this machine only.

    :param directory: the built site.
    :param port: this one and no other; 0 for any free one; the first free one of `PORTS` if None.
    :param prefix: the path under which the site stands, with a slash at both ends.
    :param headers: sent with each answer, beside those that every static host sends.
    :raises OSError: when there is no such port to be had.
    """
    handler = partial(Handler, directory=str(directory), prefix=prefix, headers=headers)
    for candidate in PORTS if port is None else [port]:
        try:
            return Server((HOST, candidate), handler)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    taken = f"Ports {PORTS[0]} to {PORTS[-1]} are" if port is None else f"Port {port} is"
    raise OSError(
        errno.EADDRINUSE, f"{taken} in use: choose another, for example make serve PORT=8080"
    )


def main(arguments: list[str] | None = None) -> int | str:
    """Serve until Ctrl-C; return 0, or the line that says why it cannot be done."""
    parser = argparse.ArgumentParser(description="Serve the built site on this machine.")
    parser.add_argument("directory", nargs="?", type=Path, default=SITE, help="the built site")
    parser.add_argument("--port", type=int, help=f"default: the first free one from {PORTS[0]} on")
    parser.add_argument("--prefix", default="/", help="where the site stands, as /docs/session/")
    parser.add_argument("--plain", action="store_true", help="no headers that isolate the pages")
    parser.add_argument("--policy", action="store_true", help="allow the site's own scripts alone")
    options = parser.parse_args(arguments)
    if not (options.directory / "index.html").is_file():
        return f"There is no site in {options.directory}: run make html first."
    prefix = f"/{options.prefix.strip('/')}/".replace("//", "/")
    headers = ({} if options.plain else ISOLATED) | (POLICY if options.policy else {})
    try:
        server = open_server(options.directory, options.port, prefix, headers)
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        return f"Cannot serve the site. {reason}"
    with server:
        try:
            port = server.server_address[1]
            print(f"The book is at http://{HOST}:{port}{prefix} (Ctrl-C ends)", flush=True)
            server.serve_forever()
        except KeyboardInterrupt:
            print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
