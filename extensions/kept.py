"""Keeps what a server printed, for the pages whose examples need one.

Such a page is built from the kept run, so that a reader and a build without a server see it too::

    ASTRONAUTS_DATABASE=postgresql+psycopg://user@host/database \
        python -m extensions.kept chapters/server-databases.rst

runs the page on that server and writes the run beside it; a test compares it with a new one.
Knows nothing of Sphinx.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine

from extensions.pages import run_page
from extensions.portable import NAMES, VARIABLE, dialect_of, left_out, page_databases
from recorder import Record, examples_of

#: So many seconds may a page take.
LIMIT = 120


def kept_file(page: Path) -> Path:
    """Return where the runs of a page are kept."""
    return page.parent / "recorded" / f"{page.stem}.json"


def run_on(page: Path, url: str, folder: Path) -> tuple[str, list[Record]]:
    """Run a page on a server.

    :param page: the page; what does not run on that server is left out of it.
    :param url: where, for :func:`astronauts.create_database`.
    :param folder: the root of the book.
    :returns: the server's name and version, and a record of each example.
    :raises RuntimeError: when the page cannot be run.
    """
    with tempfile.TemporaryDirectory() as temporary:
        fitting = Path(temporary, page.name)
        fitting.write_text(_fitting(page, dialect_of(url)), encoding="utf-8")
        done = run_page(fitting, folder, LIMIT, {VARIABLE: url})
    if done.error:
        raise RuntimeError(done.error)
    return _server(url), done.records


def _fitting(page: Path, dialect: str) -> str:
    """Return a page without what does not run on a server; the other lines keep their numbers."""
    source = page.read_text(encoding="utf-8")
    lines = source.splitlines(keepends=True)
    for first, last in left_out(source, dialect):
        lines[first - 1 : last] = ["\n"] * (last - first + 1)
    return "".join(lines)


def _short(record: Record) -> dict[str, Any]:
    """Return a record as JSON takes it, without its line and what it and its steps leave empty."""
    data = record.as_dict()
    del data["line"]  # it changes with each word of the page, and the page knows it
    data["steps"] = [_without_empty(step) for step in data["steps"]]
    return _without_empty(data)


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    return {key: each for key, each in data.items() if each not in ("", None, [])}


def _long(data: dict[str, Any]) -> Record:
    """Return the record that :func:`_short` wrote, in no line yet."""
    texts = dict.fromkeys(("want", "got"), "")
    lists: dict[str, Any] = {"steps": [], "moves": [], "sessions": [], "changes": []}
    return Record.from_dict({"line": 0, **texts, **lists, **data})


def kept_run(page: Path, dialect: str) -> tuple[str, list[Record]]:
    """Return the server that a page ran on, and a record of each of its examples there.

    The records say where their examples stand today: what else is on the page may change.

    :raises RuntimeError: when no run is kept, or when the examples are others by now.
    """
    file, where = kept_file(page), NAMES[dialect]
    runs = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    if dialect not in runs:
        raise RuntimeError(f"no run of {page.name} on {where} is kept: make record")
    records = [_long(each) for each in runs[dialect]["records"]]
    now = examples_of(_fitting(page, dialect), page.name)
    changed = f"{page.name} has changed since its run on {where} was kept, {{}}: make record"
    for record, example in zip(records, now, strict=False):
        line = example.lineno + 1
        if (record.source, record.want) != (example.source, example.want):
            raise RuntimeError(changed.format(f"in line {line}"))
        record.line = line
    if len(records) != len(now):
        raise RuntimeError(changed.format(f"and has {len(now)} examples, not {len(records)}"))
    return runs[dialect]["server"], records


def kept_records(page: Path) -> tuple[list[Record], list[str]]:
    """Return a record of each example of a page, and which servers printed them.

    What runs on both is shown as the first of the page's databases has it.

    :raises RuntimeError: when no run is kept, or when the examples are others by now.
    """
    by_line: dict[int, Record] = {}
    servers = []
    for dialect in page_databases(page.read_text(encoding="utf-8")):
        server, records = kept_run(page, dialect)
        servers.append(server)
        for each in records:
            by_line.setdefault(each.line, each)
    return [by_line[line] for line in sorted(by_line)], servers


def keep(page: Path, url: str, folder: Path) -> None:
    """Run a page on a server and keep the run, beside those of other servers."""
    file = kept_file(page)
    runs = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    server, records = run_on(page, url, folder)
    runs[dialect_of(url)] = {"server": server, "records": [_short(each) for each in records]}
    file.parent.mkdir(exist_ok=True)
    file.write_text(_as_lines(runs), encoding="utf-8")


def _as_lines(runs: dict[str, Any]) -> str:
    """Return runs as JSON with a line for each example, so that a diff shows which has changed."""
    parts = []
    for dialect in sorted(runs):
        records = ",\n".join(json.dumps(each, sort_keys=True) for each in runs[dialect]["records"])
        server = json.dumps(runs[dialect]["server"])
        parts.append(f'"{dialect}": {{"server": {server}, "records": [\n{records}\n]}}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _server(url: str) -> str:
    """Return a server's name and version: ``PostgreSQL 15.19``."""
    engine = create_engine(url)
    with engine.connect() as connection:
        version = connection.dialect.server_version_info or ()
    engine.dispose()
    numbers = [str(each) for each in version if isinstance(each, int)]
    return f"{NAMES[dialect_of(url)]} {'.'.join(numbers)}"


def main(arguments: list[str]) -> int:
    """Keep a run of each page that is named; return the exit status."""
    url = os.environ.get(VARIABLE, "")
    if dialect_of(url) == "sqlite" or not arguments:
        said = f"Name the pages, and a server: {VARIABLE}=postgresql+psycopg://user@host/database"
        print(said, file=sys.stderr)
        return 2
    status = 0
    for name in arguments:
        page = Path(name).resolve()
        try:
            keep(page, url, Path.cwd())
        except RuntimeError as error:
            print(error, file=sys.stderr)
            return 2
        print(f"{name}: kept in {kept_file(page).relative_to(Path.cwd())}")
        for record in kept_run(page, dialect_of(url))[1]:
            if not record.ok:
                print(f"{name}:{record.line}: printed something else:\n{record.got}")
                status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
