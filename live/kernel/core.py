"""Fetches the modules of the start where Python began from a snapshot, which has them in memory.

What the snapshot has imported needs no file, and that is nearly all. So the file is empty then, and
is fetched when something looks for a module that is in it, or for what else lies there.
"""

import sys
import zipimport
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

#: Where Pyodide keeps the zip that Python starts from.
PATH = next((path for path in sys.path if path.endswith(".zip")), "/lib/core.zip")
#: Where zlib expects the head and the end of a gzip.
_GZIP = 31


class Core:
    """Stands before what reads the zip, and sees to it that it is there.

    :param fetch: called for the content of ``core.pack``.
    :param path: where the zip goes.
    """

    def __init__(self, fetch: Callable[[], bytes], path: str = PATH) -> None:
        self._fetch = fetch
        self._path = path
        self._here = bool(Path(path).stat().st_size)

    def install(self) -> None:
        """Take the place before the finder that looks along the path, if the zip is empty."""
        if not self._here:
            names = [getattr(each, "__name__", "") for each in sys.meta_path]
            sys.meta_path.insert(names.index("PathFinder"), self)  # type: ignore[arg-type]

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> None:
        """Find nothing; where the zip has the module, it is there afterwards."""
        files = zipimport._zip_directory_cache.get(self._path)  # type: ignore[attr-defined]
        place = name.replace(".", "/")
        if files is None or f"{place}.pyc" in files or f"{place}/__init__.pyc" in files:
            self.invalidate_caches()

    def find_distributions(self, context: object = None) -> tuple[()]:
        """Find none; what is told of the packages in the zip is there afterwards."""
        self.invalidate_caches()
        return ()

    def invalidate_caches(self) -> None:
        """Put the zip into its place, before it is read again."""
        # It stays among the finders: whoever calls it is going through them.
        if not self._here:
            Path(self._path).write_bytes(zlib.decompress(self._fetch(), _GZIP))
            self._here = True
