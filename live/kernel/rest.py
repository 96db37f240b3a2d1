"""Fetches the modules that the start does not need, when one of them is imported first."""

import importlib.machinery
import sys
import zipimport
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

#: Where Pyodide keeps the zip that Python starts from, and where the other one goes.
CORE = next((path for path in sys.path if path.endswith(".zip")), "/lib/core.zip")
REST = "/lib/rest.zip"


class Rest:
    """Finds modules of the second zip, which is fetched when the first of them is needed.

    :param address: the zip's URL.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        names = zipimport.zipimporter(CORE).get_data("rest.txt").decode().split()
        # A folder without ``__init__.py`` is a package too.
        self._names = {
            name.rsplit(".", cut)[0] for name in names for cut in range(name.count(".") + 1)
        }

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return a module's spec, None for what is not in the zip."""
        if name not in self._names:
            return None
        if not Path(REST).exists():
            self.fetch()
        parent = name.rpartition(".")[0].replace(".", "/")
        return zipimport.zipimporter(f"{REST}/{parent}" if parent else REST).find_spec(name)

    def fetch(self) -> None:
        """Fetch the zip; the import waits for it, as an import does.

        :raises ImportError: when it cannot be fetched.
        """
        import js  # Pyodide's own, and only there

        request = js.XMLHttpRequest.new()
        request.open("GET", self._address, False)
        request.responseType = "arraybuffer"
        try:
            request.send()
        except Exception as error:
            raise ImportError("a part of Python could not be fetched: no connection") from error
        if request.status != 200:
            said = f"a part of Python could not be fetched: the server answered {request.status}"
            raise ImportError(said)
        Path(REST).write_bytes(request.response.to_bytes())
        # Data files of packages are found along the path.
        sys.path.append(REST)
