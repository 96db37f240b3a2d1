"""A page as a script: prose as comments, and below each statement what it prints.

``# %%`` before each section is what editors know as the beginning of a cell. Knows no builder.
"""

import doctest
from collections.abc import Iterator, Sequence

from extensions.markdown import Markdown
from extensions.pieces import Piece
from extensions.program import is_compound
from extensions.statements import DIALECT, EXPECTED, SHOW, Script, printed_by

#: Before what a statement prints.
PRINTED = "#>"
WIDTH = 94
_HEAD = '''\
"""{title}

A page of "{book}" as a script. It needs the files of its folder: astronauts.py, and
what else it imports. requirements.txt names the packages:

    python -m pip install -r requirements.txt
    python {name}

Below each statement stands, after {printed}, what it prints.
"""
'''
_NEEDED = """\
if DIALECT not in {dialects}:
    sys.exit("Name a server first: ASTRONAUTS_DATABASE=postgresql+psycopg://user@host/database")
"""


def script_of(
    pieces: Sequence[Piece], *, title: str, name: str, book: str, databases: Sequence[str]
) -> str:
    """Return a page as Python.

    :param pieces: those of the page.
    :param title: the page's.
    :param name: the script's file.
    :param book: what the page is of.
    :param databases: the dialects on which it runs.
    """
    body = "\n\n".join(_parts(pieces, narrow="sqlite" not in databases)) + "\n"
    head = _HEAD.format(title=title, book=book, name=name, printed=PRINTED)
    return f"{head}\n{_helpers(body, databases)}{body}"


def _helpers(body: str, databases: Sequence[str]) -> str:
    """Return what the statements use beyond the page's own."""
    helpers, imports = [], []
    if "sqlite" not in databases:
        imports += ["import os", "import sys"]
        helpers.append(DIALECT + _NEEDED.format(dialects=tuple(databases)))
    if "show(" in body:
        helpers.append(SHOW)
    if "with expected(" in body:
        imports += ["import traceback", "from contextlib import contextmanager"]
        helpers.append(EXPECTED)
    head = ["\n".join(imports) + "\n"] if imports else []
    return "".join(f"{part}\n\n" for part in [*head, *helpers])


def _parts(pieces: Sequence[Piece], narrow: bool) -> Iterator[str]:
    script, markdown = Script(), Markdown(width=WIDTH)
    for piece in pieces:
        if piece.kind == "heading":
            yield f"# %% {markdown.line(piece.words)}"
        elif piece.kind == "prose":
            said = [f"{piece.summary}:" if piece.summary else "", markdown.of(piece.words)]
            yield comment("\n\n".join(filter(None, said)))
        elif piece.kind == "starter":
            yield comment(f"Begin with this:\n\n{piece.text.rstrip()}")
        else:
            yield _examples(piece.examples, script, piece.databases if narrow else ())


def _examples(
    examples: Sequence[doctest.Example], script: Script, databases: tuple[str, ...]
) -> str:
    text = ""
    for example in examples:
        try:
            text += script.statement(example, databases) + "\n"
        except SyntaxError:
            text += comment(example.source.rstrip("\n")) + "\n"
        printed = printed_by(example)
        if printed:
            text += "".join(f"{PRINTED} {line}".rstrip() + "\n" for line in printed.split("\n"))
        text += "\n" if printed or is_compound(example.source) else ""
    return text.rstrip("\n")


def comment(text: str) -> str:
    """Return text as a comment."""
    return "\n".join(f"# {line}".rstrip() for line in text.split("\n"))
