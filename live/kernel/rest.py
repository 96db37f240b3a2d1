"""Fetches the modules that the start does not need, when one of them is imported first."""

import importlib.machinery
import sys
import zipimport
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from types import ModuleType

from kernel import core

#: Where the zip goes.
REST = "/lib/rest.zip"


def fetched(address: str) -> bytes:
    """Return what is at an address; the import that needs it waits, as an import does.

    :raises ImportError: when it cannot be fetched.
    """
    import js  # Pyodide's own, and only there

    request = js.XMLHttpRequest.new()
    request.open("GET", address, False)
    request.responseType = "arraybuffer"
    try:
        request.send()
    except Exception as error:
        raise ImportError("a part of Python could not be fetched: no connection") from error
    if request.status != 200:
        said = f"a part of Python could not be fetched: the server answered {request.status}"
        raise ImportError(said)
    content: bytes = request.response.to_bytes()
    return content


@cache
def names() -> frozenset[str]:
    """Return the names of all modules in the zip, as the other one lists them."""
    listed = zipimport.zipimporter(core.PATH).get_data("rest.txt").decode().split()
    # A folder without ``__init__.py`` is a package too.
    return frozenset(
        name.rsplit(".", cut)[0] for name in listed for cut in range(name.count(".") + 1)
    )


class Rest:
    """Finds modules of the second zip, which is fetched when the first of them is needed.

    :param address: the zip's URL.
    """

    def __init__(self, address: str) -> None:
        self._address = address

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return a module's spec, None for what is not in the zip."""
        if name not in names():
            return None
        if not Path(REST).exists():
            self.fetch()
        parent = name.rpartition(".")[0].replace(".", "/")
        return zipimport.zipimporter(f"{REST}/{parent}" if parent else REST).find_spec(name)

    def fetch(self) -> None:
        """Fetch the zip.

        :raises ImportError: when it cannot be fetched.
        """
        Path(REST).write_bytes(fetched(self._address))
        # Data files of packages are found along the path.
        sys.path.append(REST)
