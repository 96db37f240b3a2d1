"""Runs pages under the recorder, each in a process of its own, some of them ahead of time.

A process of its own keeps a page's threads, engines and listeners out of the build, and can be
stopped when it hangs. Knows nothing of Sphinx.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import recorder
from recorder import Record


@dataclass(frozen=True)
class PageRun:
    """What a page's run left: its records, and the files that it imported; or what went wrong."""

    records: list[Record]
    files: list[Path]
    error: str = ""


def run_page(
    path: Path, folder: Path, limit: int, environment: dict[str, str] | None = None
) -> PageRun:
    """Run a page.

    :param path: the page.
    :param folder: where it runs, and beside which files: the root of the book.
    :param limit: after so many seconds it is stopped.
    :param environment: more variables.
    """
    added = {"PYTHONPATH": os.pathsep.join(_import_paths()), **(environment or {})}
    with tempfile.TemporaryDirectory() as kept:
        said = Path(kept) / "records.json"
        done = subprocess.run(  # noqa: S603 - this Python, and the book's own page
            [sys.executable, "-m", "recorder", "--json", said, "--limit", str(limit), path],
            cwd=folder,
            env={**os.environ, **added},
            capture_output=True,
            text=True,
            check=False,
        )
        if not said.exists():
            error = done.stderr.strip() or f"{path}: the recorder ended without a record"
            return PageRun([], [], error)
        data = json.loads(said.read_text(encoding="utf-8"))
    files = [Path(file) for file in data["modules"]]
    own = [file for file in files if file.is_relative_to(folder)]
    return PageRun(
        [Record.from_dict(each) for each in data["records"]],
        [file for file in own if "site-packages" not in file.parts],
    )


def _import_paths() -> list[str]:
    """Return where the process finds the recorder, and what the caller's environment adds."""
    own = str(Path(recorder.__file__).parents[1])
    return [own, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]


class Ahead:
    """Runs that were begun before somebody asks for them: while one page is read, others run."""

    def __init__(self) -> None:
        self._runs: dict[Path, Future[PageRun]] = {}

    def begin(self, paths: Iterable[Path], folder: Path, limit: int) -> None:
        """Begin to run pages, as many at a time as the machine has processors."""
        pool = ThreadPoolExecutor(os.cpu_count())
        self._runs = {path: pool.submit(run_page, path, folder, limit) for path in paths}
        pool.shutdown(wait=False)

    def take(self, path: Path, folder: Path, limit: int) -> PageRun:
        """Return a page's run; one that was not begun is run now."""
        begun = self._runs.pop(path, None)
        return run_page(path, folder, limit) if begun is None else begun.result()
