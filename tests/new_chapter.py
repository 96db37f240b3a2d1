"""Begins a chapter: ``make chapter NAME=two-phase TITLE="Two-phase commit"``.

It copies tests/chapters/template.rst, which is a whole chapter that runs, and says what to do next.
"""

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = Path(__file__).parent / "chapters/template.rst"
TITLE = "A chapter's title"
USAGE = 'make chapter NAME=two-phase TITLE="Two-phase commit"'
NEXT = """\
chapters/{name}.rst is there. It is a whole chapter; write yours over it, and delete each note
of the template when you have done what it says. This test tells you what is left:

    .venv/bin/pytest tests/test_chapter_form.py -k {name}

What belongs to it elsewhere:

    index.rst                  chapters/{name} in a table of contents; a question that it answers
    chapters/glossary.rst      each word that it brings
    chapters/errors.rst        each error that it shows, under the words of its message
    chapters/cheat-sheet.rst   what one wants to look up
    chapters/teaching.rst      :doc:`{name}`, in a plan or in what goes wrong
    CHANGELOG.rst              a line

While you write: make livehtml, and

    .venv/bin/pytest chapters/{name}.rst tests/test_exercises.py -k {name}\
"""


def begin(name: str, title: str, root: Path = ROOT) -> str:
    """Write a new chapter, and return what to do next.

    :param name: the name of its file and of its address, without ``.rst``.
    :param title: the heading of the page.
    :raises SystemExit: when a name or a title does not serve; with the line to show.
    """
    if not name or not title:
        sys.exit(f"A chapter needs a name and a title: {USAGE}")
    if not re.fullmatch(r"[0-9a-z]+(-[0-9a-z]+)*", name):
        sys.exit(f"{name!r} is no chapter's name: small letters, digits and dashes alone: {USAGE}")
    if name.startswith("mission-"):
        sys.exit("A mission has a form of its own: copy one, chapters/mission-one.rst.")
    if not title.isprintable() or title != title.strip():
        sys.exit("The title is one line, without spaces around it.")
    page = root / f"chapters/{name}.rst"
    if page.exists():
        sys.exit(f"chapters/{name}.rst is there already: choose another name, or edit that page.")
    text = TEMPLATE.read_text(encoding="utf-8")
    text = text.replace(f"{TITLE}\n{'=' * len(TITLE)}\n", f"{title}\n{'=' * max(len(title), 4)}\n")
    text = text.replace(".. _template-", f".. _{name}-").replace("-k NAME", f"-k {name}")
    page.write_text(text, encoding="utf-8")
    return NEXT.format(name=name)


if __name__ == "__main__":
    print(begin(os.environ.get("NAME", ""), os.environ.get("TITLE", "")))
