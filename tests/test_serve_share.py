"""Promise: with --share the network's other machines reach the site, and are told where it is."""

import errno
import http.client
import ipaddress
import re
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from answering import ISOLATED, is_trusted
from live import serve
from serving import ask, serving, told

#: Hosts as the machine gives them, in an order that no machine has.
FOUND = ["127.0.1.1", "fe80::1%eth0", "2001:db8::7", "10.0.0.5", "::1", "0.0.0.0", "169.254.3.4"]  # noqa: S104


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a site of one page."""
    (tmp_path / "index.html").write_text("the front page")
    return tmp_path


def test_every_address_that_is_printed_answers(site: Path) -> None:
    """They are other ones than this machine's own; where there is no network, that is said."""
    with serving(site, "--port", 0, "--share") as (process, own):
        printed = told(process)
        assert ask(own).content == b"the front page"
        port = urlsplit(own).port
        if printed == [serve.NO_NETWORK]:
            return
        assert printed[0] == "The other machines of this network find it at"
        assert len(printed) > 1
        for address in printed[1:]:
            parts = urlsplit(address)
            assert parts.port == port
            assert not ipaddress.ip_address(parts.hostname).is_loopback
            assert ask(address).content == b"the front page"


def test_who_comes_is_named_once(site: Path) -> None:
    """Not this machine by its own name; the teacher sees who is still missing."""
    with serving(site, "--port", 0, "--share") as (process, own):
        hosts = serve.reachable(serve.addresses())
        for _ in range(2):
            for host in ("127.0.0.1", *hosts):
                ask(f"http://{host}:{urlsplit(own).port}/")
        process.terminate()
        said, complained = process.communicate(timeout=10)
        named = re.findall(r"^ +(\d+)\. (\S+)$", said, re.MULTILINE)
        # A machine that asks itself by one of its addresses has that address.
        assert sorted(name for _, name in named) == sorted(host.strip("[]") for host in hosts)
        assert [int(number) for number, _ in named] == list(range(1, len(hosts) + 1))
        assert complained == ""


def test_without_it_nobody_else_is_served(site: Path) -> None:
    """The same addresses refuse."""
    with serving(site, "--port", 0) as (_, own):
        for host in serve.reachable(serve.addresses()):
            with pytest.raises(ConnectionRefusedError):
                ask(f"http://{host}:{urlsplit(own).port}/")


def test_only_what_can_be_typed_on_another_machine_is_told() -> None:
    """IPv4 first, then IPv6 in brackets, and only where it is answered; each of them once."""
    assert serve.reachable(iter(FOUND * 2)) == ["10.0.0.5", "169.254.3.4", "[2001:db8::7]"]
    assert serve.reachable(iter(FOUND), ipv6=False) == ["10.0.0.5", "169.254.3.4"]


def test_a_machine_without_ipv6_is_served_by_ipv4(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It cannot bind the one, and takes the other; a port that is in use is another matter."""
    bind = serve.Server.server_bind

    def refuse(server: serve.Server) -> None:
        if server.address_family == socket.AF_INET6:
            raise OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")
        bind(server)

    monkeypatch.setattr(serve.Server, "server_bind", refuse)
    with serve.open_server(site, 0, share=True) as server:
        host, port = server.server_address[:2]
        assert (server.address_family, host) == (socket.AF_INET, serve.EVERYWHERE[-1])
        with pytest.raises(OSError, match=f"Port {port} is in use"):
            serve.open_server(site, port, share=True)


@pytest.mark.parametrize(
    ("host", "trusted"),
    [
        ("localhost:8000", True),
        ("book.localhost", True),
        ("127.0.0.1:8000", True),
        ("[::1]:8000", True),
        ("192.168.1.20:8000", False),
        ("[fd00::2]:8000", False),
        ("laptop.local:8000", False),
        ("[", False),
        ("", False),
    ],
)
def test_pages_are_isolated_where_browsers_allow_it(site: Path, host: str, trusted: bool) -> None:
    """Elsewhere a browser would complain of these headers in its console, and pass over them."""
    assert is_trusted(host) == trusted
    with serving(site, "--port", 0) as (_, address):
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
        connection.request("GET", "/", headers={"Host": host})
        sent = connection.getresponse().headers
        connection.close()
    assert [name for name in ISOLATED if name in sent] == (list(ISOLATED) if trusted else [])
