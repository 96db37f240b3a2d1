"""Serve the built site: ``python serve.py [DIRECTORY] [--share] [--port N]``.

To this machine's browser alone, or with ``--share`` to the machines of the same network. It needs
the standard library of Python 3.9, and ``answering.py`` beside it, which answers the requests.
``make classroom`` puts both into a folder with the site.
"""

from __future__ import annotations

import argparse
import errno
import ipaddress
import json
import os
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from socketserver import ThreadingTCPServer

HERE = Path(__file__).resolve().parent
#: Elsewhere the site lies beside this file.
IN_BOOK = HERE.name == "live"
#: Another project may have copied the folder, and has a Makefile of its own or none.
_MAKEFILE = HERE.parent / "Makefile"
BY_MAKE = IN_BOOK and _MAKEFILE.is_file() and "\nserve:" in _MAKEFILE.read_text(encoding="utf-8")
if sys.version_info < (3, 9):  # noqa: UP036 - a teacher's machine may have any
    sys.exit(f"serve.py needs Python 3.9 or newer, and this is {sys.version.split()[0]}.")
if not (HERE / "answering.py").is_file():
    sys.exit("answering.py has to lie beside serve.py: unzip the whole folder, and start it there.")
# Python looks there by itself, but not with its options -I and -P.
sys.path.insert(0, str(HERE))

from answering import ISOLATED, Handler  # noqa: E402 - the path comes first

SITE = HERE.parent / "_build/html" if IN_BOOK else HERE / "site"
#: This machine alone; with --share whoever reaches it, by IPv6 and IPv4 or by IPv4.
HOST, EVERYWHERE = "127.0.0.1", ("::", "0.0.0.0")  # noqa: S104 - that is what --share asks for
#: Tried in this order when no port is asked for.
PORTS = range(8000, 8020)
#: No script but the site's own files; styles within pages come from the theme and the editor.
POLICY = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    )
}
#: Nothing is sent to these. The question is only from which address that would be.
ELSEWHERE = {socket.AF_INET: "203.0.113.1", socket.AF_INET6: "2001:db8::1"}
NO_NETWORK = (
    "This machine has no address in a network: join one, or open a hotspot, and begin again."
)
#: Interfaces behind which there is no room full of people.
INNER = ("lo", "docker", "br-", "veth", "virbr")


class Server(ThreadingTCPServer):
    """A thread for each connection, none of which outlives the program.

    :param address: host and port; an IPv6 host stands for IPv4 as well.
    :param handler: makes what answers one connection.
    :param build: the site's own name, in which it differs from another with the same dates.
    """

    # On Windows it would mean that two servers may have the same port.
    allow_reuse_address = os.name != "nt"
    daemon_threads = True
    # A browser opens six connections at once, and a class begins at the same moment.
    request_queue_size = 256

    def __init__(
        self, address: tuple[str, int], handler: Callable[..., object], build: str
    ) -> None:
        self.build = build
        #: Called with each machine that comes for the first time, and how many have come.
        self.greet: Callable[[int, str], None] | None = None
        self._seen: set[str] = set()
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, handler)  # type: ignore[arg-type]

    def server_bind(self) -> None:
        """Take IPv4's connections too, on machines that would keep the two apart."""
        if self.address_family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()

    def verify_request(self, request: object, client_address: tuple[str, int]) -> bool:
        """Let everybody in, and greet who was not here before."""
        name = client_address[0].replace("::ffff:", "")
        if self.greet and name not in {"127.0.0.1", "::1", *self._seen}:
            self._seen.add(name)
            self.greet(len(self._seen), name)
        return True

    def handle_error(self, request: object, client_address: object) -> None:
        """Pass over a browser that hangs up early and a network that goes; show other errors."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def open_server(
    directory: Path,
    port: int | None = None,
    prefix: str = "/",
    headers: Mapping[str, str] = ISOLATED,
    share: bool = False,
) -> Server:
    """Return a server that listens.

    :param directory: the built site.
    :param port: this one and no other; 0 for any free one; the first free one of `PORTS` if None.
    :param prefix: the path under which the site stands, with a slash at both ends.
    :param headers: sent with each answer, beside those that every static host sends.
    :param share: whether other machines may come, and not this one alone.
    :raises OSError: when there is no such port to be had.
    """
    handler = partial(Handler, directory=str(directory), prefix=prefix, headers=headers)
    taken = {errno.EADDRINUSE} | ({errno.EACCES} if port is None else set())
    for candidate in PORTS if port is None else [port]:
        for host in EVERYWHERE if share else [HOST]:
            try:
                return Server((host, candidate), handler, build_of(directory))
            except OSError as error:
                if error.errno in taken:
                    break
                if host in (HOST, EVERYWHERE[-1]):
                    raise
    ports = f"Ports {PORTS[0]} to {PORTS[-1]} are" if port is None else f"Port {port} is"
    script = "live/serve.py" if IN_BOOK else "serve.py"
    command = "make serve PORT=8080" if BY_MAKE else f"python {script} --port 8080"
    raise OSError(errno.EADDRINUSE, f"{ports} in use: choose another, for example {command}")


def build_of(directory: Path) -> str:
    """Return the name that a site with live pages gives to its build, or an empty one."""
    try:
        said = json.loads((directory / "offline.json").read_text(encoding="utf-8"))
        return f"{said['build']}-"
    except (OSError, ValueError, KeyError):
        return ""


def addresses() -> Iterator[str]:
    """Yield the hosts under which the network's other machines may reach this one, likeliest first.

    No packet is sent for it: the machine is asked about itself.
    """
    for family, target in ELSEWHERE.items():
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((target, 9))
            yield probe.getsockname()[0]
    if not hasattr(socket, "SO_BINDTODEVICE"):  # Windows and macOS know their own names
        with suppress(OSError):
            yield from (str(found[4][0]) for found in socket.getaddrinfo(socket.gethostname(), 9))
        return
    for _, name in socket.if_nameindex():
        if name.startswith(INNER):
            continue
        with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, name.encode())
            probe.connect((ELSEWHERE[socket.AF_INET], 9))
            yield probe.getsockname()[0]


def reachable(found: Iterator[str], ipv6: bool = True) -> list[str]:
    """Return those hosts of which a browser on another machine can make something, once each.

    :param found: as `addresses` gives them.
    :param ipv6: whether the server answers these too. They come last: they are long to type.
    """
    short, long = [], []
    for host in dict.fromkeys(found):
        parsed = ipaddress.ip_address(host.partition("%")[0])
        if parsed.is_loopback or parsed.is_unspecified:
            continue
        if parsed.version == 4:
            short.append(host)
        elif ipv6 and not parsed.is_link_local:  # that would need the name of an interface
            long.append(f"[{host}]")
    return short + long


def main(arguments: list[str] | None = None) -> int | str:
    """Serve until Ctrl-C; return 0, or the line that says why it cannot be done."""
    parser = argparse.ArgumentParser(description="Serve the built site on this machine.")
    add = parser.add_argument
    add("directory", nargs="?", type=Path, default=SITE, help="the built site")
    add("--share", action="store_true", help="let the other machines of the network come")
    add("--port", type=int, help=f"default: the first free one from {PORTS[0]} on")
    add("--prefix", default="/", help="where the site stands, as /docs/session/")
    add("--plain", action="store_true", help="no headers that isolate the pages")
    add("--policy", action="store_true", help="allow the site's own scripts alone")
    options = parser.parse_args(arguments)
    if not (options.directory / "index.html").is_file():
        built = "run make html first" if BY_MAKE else "build it first"
        cure = built if IN_BOOK else "unzip the whole folder again"
        return f"There is no site in {options.directory}: {cure}."
    prefix = f"/{options.prefix.strip('/')}/".replace("//", "/")
    headers = ({} if options.plain else ISOLATED) | (POLICY if options.policy else {})
    try:
        server = open_server(options.directory, options.port, prefix, headers, options.share)
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        return f"Cannot serve the site. {reason}"
    with server:
        try:
            port = server.server_address[1]
            print(f"The book is at http://{HOST}:{port}{prefix} (Ctrl-C ends)", flush=True)
            if options.share:
                tell(server, f"{port}{prefix}")
            server.serve_forever()
        except KeyboardInterrupt:
            print()
    return 0


def tell(server: Server, rest: str) -> None:
    """Print where other machines find the book, and from then on each that comes.

    :param rest: of the address, behind the host and a colon.
    """
    hosts = reachable(addresses(), server.address_family == socket.AF_INET6)
    print("The other machines of this network find it at" if hosts else NO_NETWORK)
    for host in hosts:
        print(f"    http://{host}:{rest}")
    print("Each machine that comes is named here, once:", flush=True)
    server.greet = lambda count, name: print(f"    {count}. {name}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
