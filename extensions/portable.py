"""On which databases a page's examples run: read from its source, for the build and for the tests.

Knows nothing of Sphinx. A page says it in a field at its very top::

    :databases: SQLite, PostgreSQL, MariaDB

and a part of a page that is narrower stands in ``.. only-on:: SQLite``.
"""

import re
from collections.abc import Iterator

#: The names as pages write them, by the names that SQLAlchemy gives to its dialects.
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL", "mariadb": "MariaDB"}
#: The environment variable that names the server on which ``create_database()`` makes databases.
VARIABLE = "ASTRONAUTS_DATABASE"
_FIELD = re.compile(r"\A(?::[\w-]+:.*\n)*?:databases:[ \t]*(.*)$", re.MULTILINE)
_ONLY = re.compile(r"^( *)\.\. only-on::[ \t]*(.*)$")


def databases_of(text: str) -> list[str]:
    """Return the dialects that a list of names means, in the order of :data:`NAMES`.

    :raises ValueError: when one is not known.
    """
    said = [name.strip() for name in text.split(",")]
    unknown = [name for name in said if name not in NAMES.values()]
    if unknown:
        known = ", ".join(NAMES.values())
        raise ValueError(f"{unknown[0] or 'nothing'!r} is no database of the book: {known}")
    return [dialect for dialect, name in NAMES.items() if name in said]


def page_databases(source: str) -> list[str]:
    """Return the dialects on which a page says that it runs: SQLite, where it says nothing."""
    found = _FIELD.search(source)
    return databases_of(found[1]) if found else ["sqlite"]


def narrower(source: str) -> Iterator[tuple[int, int, list[str]]]:
    """Yield the parts of a page that run on some databases only.

    :returns: first line and last line, from 1, and the dialects.
    """
    lines = source.splitlines()
    for number, line in enumerate(lines, 1):
        head = _ONLY.match(line)
        if head is None:
            continue
        last = number
        while last < len(lines):
            following = lines[last]
            if following.strip() and len(following) - len(following.lstrip()) <= len(head[1]):
                break
            last += 1
        yield number, last, databases_of(head[2])


def left_out(source: str, dialect: str) -> list[tuple[int, int]]:
    """Return the parts of a page that do not run on a database, as first and last line."""
    return [(first, last) for first, last, only in narrower(source) if dialect not in only]


def dialect_of(url: str) -> str:
    """Return the dialect that a URL names: ``mariadb`` for MySQL too, ``sqlite`` for none."""
    name = url.partition(":")[0].partition("+")[0] or "sqlite"
    return "mariadb" if name == "mysql" else name
