"""Runs transcripts on the SQLAlchemy beside which it is started, and says what really came.

``python run.py FIRST.txt ROW.txt ...`` runs each ROW as at a Python prompt, with the names that
FIRST makes, and writes one JSON object to its output: each ROW's path, and the transcript as it
should be. Whoever asked compares. A transcript is prompts, what was printed, and what was warned::

    >>> session.query(Astronaut).get(6)
    RemovedIn20Warning: The Query.get() method is considered legacy ...
    <Astronaut Mark Watney>

An exception shows its traceback's first and last lines, as in doctest, and an address is ``0x...``.
"""

import contextlib
import doctest
import io
import json
import re
import sys
import traceback
import warnings
from pathlib import Path


def main(first: str, rows: list[str]) -> None:
    """Run each row after the first transcript; write what each should say."""
    warnings.showwarning = show
    said = {row: replay(Path(row), after=Path(first)) for row in rows}
    json.dump({first: replay(Path(first)), **said}, sys.stdout)


def show(message: Warning | str, category: type[Warning], *place: object) -> None:
    """Print a warning as Python's prompt does, without the place: a prompt has none to speak of.

    Others than SQLAlchemy's are left out: they depend on the version of Python.
    """
    if category.__module__.startswith("sqlalchemy."):
        print(f"{category.__name__}: {message}")


def replay(transcript: Path, after: Path | None = None) -> str:
    """Run a transcript, and return it with the output that it really has."""
    names = {"__name__": "__main__"}
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        if after is not None:
            for part in parts(after):
                if isinstance(part, doctest.Example):
                    output(part.source, names)
        return "".join(
            part if isinstance(part, str) else prompts(part.source) + output(part.source, names)
            for part in parts(transcript)
        )


def parts(transcript: Path) -> list[str | doctest.Example]:
    """Return the examples of a transcript, and the text between them."""
    return doctest.DocTestParser().parse(transcript.read_text(encoding="utf-8"), str(transcript))


def prompts(source: str) -> str:
    """Return a statement as it was typed: an indented one ends with an empty line."""
    lines = source.splitlines()
    if lines[-1].startswith(" "):
        lines.append("")
    return "".join(
        f"{'...' if n else '>>>'} {line}".rstrip() + "\n" for n, line in enumerate(lines)
    )


def output(source: str, names: dict[str, object]) -> str:
    """Run one statement as a prompt does, and return what it printed, warned of and raised."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        try:
            exec(compile(source, "<prompt>", "single"), names)  # noqa: S102
        except Exception as error:
            last = "".join(traceback.format_exception_only(error))
            print(f"Traceback (most recent call last):\n  ...\n{last}", end="")
    return re.sub(r"\b0x[0-9a-f]+", "0x...", printed.getvalue())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
