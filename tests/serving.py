"""Starts the server as a person does, and asks it for files."""

import http.client
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import book

SERVER = book.ROOT / "live/serve.py"


@contextmanager
def serving(
    *arguments: object, server: Path = SERVER
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the server, wait for its line, and give the process and the address in that line."""
    command = [sys.executable, "-I", str(server), *map(str, arguments)]
    # A suite that runs in the background of a shell ignores Ctrl+C, and so would its children.
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        started = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
    finally:
        signal.signal(signal.SIGINT, usual)
    with started as process:
        try:
            line = process.stdout.readline()
            yield process, next((word for word in line.split() if "://" in word), line)
        finally:
            process.kill()


def told(process: subprocess.Popen[str]) -> list[str]:
    """Return what a server that was started with --share says of addresses, a line each."""
    lines = []
    while "named here" not in (line := process.stdout.readline()):
        assert line, "it ended"
        lines.append(line.strip())
    return lines


def ask(address: str, path: str = "", **headers: str) -> http.client.HTTPResponse:
    """Ask for a path below the address, follow nothing, and return the answer, read."""
    parts = urlsplit(address + path)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", parts._replace(scheme="", netloc="").geturl(), headers=named)
    answer = connection.getresponse()
    answer.content = answer.read()
    connection.close()
    return answer
