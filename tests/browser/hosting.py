"""Serves the built site as different hosts do."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

from live.serve import ISOLATED, open_server


@contextmanager
def hosted(
    site: Path, prefix: str = "/", headers: Mapping[str, str] = ISOLATED, port: int = 0
) -> Iterator[str]:
    """Serve a site on a loopback port, any free one by default; yield its address, without "/".

    Afterwards no connection is left, so for the browser the network is gone.
    """
    connections: list[socket.socket] = []
    with open_server(site, port, prefix, headers) as server:
        process = server.process_request

        def note(request: socket.socket, client: object) -> None:
            connections.append(request)
            process(request, client)

        server.process_request = note
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}{prefix.removesuffix('/')}"
        server.shutdown()
        thread.join()
    for connection in connections:
        with suppress(OSError):  # it is closed already
            connection.shutdown(socket.SHUT_RDWR)
