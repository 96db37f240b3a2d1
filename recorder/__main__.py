"""``python -m recorder my_script.py`` or ``my_page.rst``: what each statement did underneath."""

import argparse
import json
import os
import sys
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

from recorder.examples import examples_of
from recorder.model import Record
from recorder.running import record
from recorder.text import to_text


def main(arguments: list[str] | None = None) -> int:
    """Run a file and print its record; return 0 when all went as the file says, else 1."""
    parser = argparse.ArgumentParser(
        prog="python -m recorder",
        description="Run a Python file, or the >>> examples of a text file, and show for each "
        "statement what it did to the database and to the Session.",
    )
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write the records there, and print nothing"
    )
    parser.add_argument("--all", action="store_true", help="also what touched no database")
    parser.add_argument("--color", choices=["auto", "always", "never"], default="auto")
    parser.add_argument(
        "--limit", type=float, metavar="SECONDS", help="stop when it takes longer than this"
    )
    chosen = parser.parse_args(arguments)
    try:
        source = chosen.file.read_text(encoding="utf-8")
        examples = examples_of(source, chosen.file.name)
    except OSError as error:
        parser.error(f"{chosen.file} cannot be read: {error.strerror}")
    except (SyntaxError, ValueError) as error:
        parser.error(f"{chosen.file} cannot be understood: {error}")
    if not examples:
        parser.error(f"{chosen.file} has no statements, and no >>> examples")

    watch = _Watch(chosen.file, chosen.limit)
    # A script imports what lies beside it, as it does when Python runs it.
    sys.path[:0] = [os.getcwd(), str(chosen.file.resolve().parent)]
    records = record(examples, _main_module().__dict__, chosen.file.name, progress=watch.at)
    watch.done()
    if chosen.json:
        chosen.json.write_text(json.dumps(_as_data(records)), encoding="utf-8")
    else:
        colour = chosen.color == "always" or (chosen.color == "auto" and sys.stdout.isatty())
        shown = [each for each in records if chosen.all or not each.empty or each.raised]
        print(to_text(shown, colour=colour))
    return 0 if all(each.ok for each in records) else 1


def _as_data(records: list[Record]) -> dict[str, Any]:
    """Return the records, and the files of the modules that they used: what they depend on."""
    files = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
    return {
        "records": [each.as_dict() for each in records],
        "modules": sorted(file for file in files if file),
    }


class _Watch:
    """Ends the process when it takes too long, and says which example it was in."""

    def __init__(self, file: Path, seconds: float | None) -> None:
        self._file = file
        self._seconds = seconds
        self._line = 0
        self._timer = threading.Timer(seconds or 0, self._stop)
        self._timer.daemon = True
        if seconds:
            self._timer.start()

    def at(self, line: int) -> None:
        """Note that the example of a line begins."""
        self._line = line

    def done(self) -> None:
        """Stop watching."""
        self._timer.cancel()

    def _stop(self) -> None:
        text = (
            f"{self._file}:{self._line}: this example did not end within {self._seconds:g} seconds"
        )
        # The example may hold every lock there is, so nothing is cleared up.
        os.write(2, f"{text}\n".encode())
        os._exit(124)


def _main_module() -> ModuleType:
    """Return an empty ``__main__`` for the file: its classes look for their names there."""
    module: Any = ModuleType("__main__")
    sys.modules["__main__"] = module
    return module


if __name__ == "__main__":
    sys.exit(main())
