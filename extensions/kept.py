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
from recorder import Record

#: So many seconds may a page take.
LIMIT = 120


def kept_file(page: Path) -> Path:
    """Return where the runs of a page are kept."""
    return page.parent / "recorded" / f"{page.stem}.json"


def run_on(page: Path, url: str, folder: Path) -> dict[str, Any]:
    """Run a page on a server.

    :param page: the page; what does not run on that server is left out of it.
    :param url: where, for :func:`astronauts.create_database`.
    :param folder: the root of the book.
    :returns: ``server``, its name and version, and ``records``, as JSON takes them.
    :raises RuntimeError: when the page cannot be run.
    """
    source = page.read_text(encoding="utf-8")
    lines = source.splitlines(keepends=True)
    for first, last in left_out(source, dialect_of(url)):
        lines[first - 1 : last] = ["\n"] * (last - first + 1)  # the others keep their numbers
    with tempfile.TemporaryDirectory() as temporary:
        fitting = Path(temporary, page.name)
        fitting.write_text("".join(lines), encoding="utf-8")
        done = run_page(fitting, folder, LIMIT, {VARIABLE: url})
    if done.error:
        raise RuntimeError(done.error)
    return {"server": _server(url), "records": [record.as_dict() for record in done.records]}


def kept_records(page: Path) -> tuple[list[Record], list[str]]:
    """Return a record of each example of a page, and which servers printed them.

    What runs on both is shown as the first of the page's databases has it.

    :raises RuntimeError: when there is no kept run.
    """
    file = kept_file(page)
    if not file.exists():
        raise RuntimeError(f"{page.name} needs a server, and no run of it is kept: make record")
    runs = json.loads(file.read_text(encoding="utf-8"))
    by_line: dict[int, Record] = {}
    servers = []
    for dialect in page_databases(page.read_text(encoding="utf-8")):
        if dialect not in runs:
            raise RuntimeError(f"no run of {page.name} on {NAMES[dialect]} is kept: make record")
        servers.append(runs[dialect]["server"])
        for each in runs[dialect]["records"]:
            by_line.setdefault(each["line"], Record.from_dict(each))
    return [by_line[line] for line in sorted(by_line)], servers


def keep(page: Path, url: str, folder: Path) -> None:
    """Run a page on a server and keep the run, beside those of other servers."""
    file = kept_file(page)
    runs = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    runs[dialect_of(url)] = run_on(page, url, folder)
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(runs, indent=1, sort_keys=True) + "\n", encoding="utf-8")


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
    for name in arguments:
        page = Path(name).resolve()
        keep(page, url, Path.cwd())
        failed = [
            record
            for record in json.loads(kept_file(page).read_text("utf-8"))[dialect_of(url)]["records"]
            if not record["ok"]
        ]
        for record in failed:
            print(f"{name}:{record['line']}: printed something else:\n{record['got']}")
        print(f"{name}: kept in {kept_file(page).relative_to(Path.cwd())}")
        if failed:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
