"""Serve the built site to this machine's browser: ``python live/serve.py [DIRECTORY] [--port N]``.

It does what a static host does, and nothing else: files with their types, ``404.html`` for what is
not there, no listing of directories. It needs the standard library alone.
"""

import argparse
import errno
import sys
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer

SITE = Path(__file__).resolve().parent.parent / "_build" / "html"
HOST = "127.0.0.1"
#: Tried in this order when no port is asked for.
PORTS = range(8000, 8020)


class Handler(SimpleHTTPRequestHandler):
    """Answer as a static host does, and keep quiet about it."""

    protocol_version = "HTTP/1.1"
    # Written out, because the types that Python knows depend on the machine.
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".css": "text/css; charset=utf-8",
        ".html": "text/html; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".json": "application/json",
        ".mjs": "text/javascript; charset=utf-8",
        ".png": "image/png",
        ".py": "text/x-python; charset=utf-8",
        ".svg": "image/svg+xml",
        ".txt": "text/plain; charset=utf-8",
        ".wasm": "application/wasm",
        ".woff2": "font/woff2",
    }

    def end_headers(self) -> None:
        """Have the browser ask each time, so that a page that was built again is seen."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own page where something is not there."""
        page = Path(self.directory, "404.html")
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", self.extensions_map[".html"])
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def list_directory(self, path: object) -> None:
        """Treat a directory without ``index.html`` as not there."""
        self.send_error(HTTPStatus.NOT_FOUND)

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


def open_server(directory: Path, port: int | None = None) -> Server:
    """Return a server that listens, on this machine only.

    :param directory: the built site.
    :param port: this one and no other; 0 for any free one; the first free one of `PORTS` if None.
    :raises OSError: when there is no such port to be had.
    """
    handler = partial(Handler, directory=str(directory))
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
    options = parser.parse_args(arguments)
    if not (options.directory / "index.html").is_file():
        return f"There is no site in {options.directory}: run make html first."
    try:
        server = open_server(options.directory, options.port)
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        return f"Cannot serve the site. {reason}"
    with server:
        try:
            port = server.server_address[1]
            print(f"The book is at http://{HOST}:{port}/ (Ctrl-C ends)", flush=True)
            server.serve_forever()
        except KeyboardInterrupt:
            print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
