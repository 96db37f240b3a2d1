"""Promise: what is made of a page's pieces is right in itself: Markdown, statements, the folder."""

import doctest
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from docutils.core import publish_doctree

import book
from extensions.markdown import Markdown
from extensions.parcels import parcel, requirements, taken
from extensions.statements import Script, deeper
from extensions.takeaway import name_of

PINS = (book.ROOT / "requirements.txt").read_text(encoding="utf-8")
ROOMS = ["astronauts.py", "recipes", "chapters", "recorder", "exercises"]
#: Prose, and what it is in a notebook.
SAID = {
    "*a* **b** ``c`` d": "*a* **b** `c` d",
    "2 * 3 [x] <y> $z$": r"2 \* 3 \[x\] \<y\> \$z\$",
    "``a`b``": "`` a`b ``",
    "`words <https://host.test/>`_": "[words](https://host.test/)",
    "- a\n- b\n\n  c": "- a\n- b\n\n  c",
    "3. a\n4. b": "3. a\n4. b",
    "term\n  what it is": "**term**\n\nwhat it is",
    ".. note:: Look.": "> **Note**\n>\n> Look.",
    ".. image:: x.svg\n   :alt: two boxes": "Drawing: two boxes",
    ".. a comment": "",
}
TABLE = "=== ===\na   b\n=== ===\n1   x|y\n=== ===\n"
#: What stands at a prompt, and what a script has.
STATEMENTS = {
    ">>> 1 + 1\n2\n": "show(1 + 1)",
    ">>> 1, 2\n(1, 2)\n": "show((1, 2))",
    ">>> (1 +\n...  1)\n2\n": "show((1 +\n 1))",
    ">>> print('é', 'a') ; 'é'\né a\n'é'\n": "print('é', 'a') ; show('é')",
    ">>> x = 1\n": "x = 1",
    ">>> [].append(1)\n": "[].append(1)",
    ">>> for n in 1, 2:\n...     n\n1\n2\n": "for n in 1, 2:\n    show(n)",
    ">>> 1 / 0\nTraceback (most recent call last):\n  ...\nZeroDivisionError: division by zero\n": (
        'with expected("ZeroDivisionError"):\n    1 / 0'
    ),
}


def markdown(source: str, **options: int) -> str:
    """Return reStructuredText as Markdown."""
    return Markdown(**options).of(publish_doctree(source).children)


@pytest.mark.parametrize("source", SAID)
def test_prose_becomes_markdown(source: str) -> None:
    """With no mark in it that the page does not have."""
    assert markdown(source) == SAID[source]


def test_a_table_becomes_one() -> None:
    """A bar in a cell does not end it."""
    assert markdown(TABLE) == "| a | b |\n| --- | --- |\n| 1 | x\\|y |"


def test_a_comment_is_for_the_eye() -> None:
    """No links, no escapes, and lines that fit."""
    said = markdown("a_b `words <https://host.test/>`_ " + "c " * 40, width=40)
    assert said.startswith("a_b words c c")
    assert max(map(len, said.split("\n"))) <= 40


@pytest.mark.parametrize("source", STATEMENTS)
def test_a_script_shows_what_a_prompt_shows(source: str) -> None:
    """And goes on after an error that is to come."""
    example = doctest.DocTestParser().get_examples(source)[0]
    assert Script().statement(example) == STATEMENTS[source]


def test_a_function_that_answers_nothing_is_not_shown() -> None:
    """Until it is defined anew, and answers."""
    source = (
        ">>> def f():\n...     print(1)\n>>> f()\n1\n>>> def f():\n...     return 2\n>>> f()\n2\n"
    )
    script = Script()
    said = [script.statement(each) for each in doctest.DocTestParser().get_examples(source)]
    assert said[1::2] == ["f()", "show(f())"]


def test_what_a_string_holds_is_not_moved() -> None:
    """Or the program would be another."""
    assert deeper('x = """\na\n"""\nif x:\n    y') == '    x = """\na\n"""\n    if x:\n        y'


def test_some_databases_only() -> None:
    """On a page that needs a server."""
    example = doctest.DocTestParser().get_examples(">>> 1\n1\n")[0]
    assert Script().statement(example, ("mariadb",)) == 'if DIALECT == "mariadb":\n    show(1)'


def test_the_folder_has_what_the_program_imports() -> None:
    """And what those modules import, but no more."""
    program = "from chapters.packing import pack"
    found = {path.relative_to(book.ROOT).as_posix() for path in taken(program, book.ROOT, ROOMS)}
    assert found == {"chapters/packing.py", "astronauts.py"}
    assert taken("import sqlite3", book.ROOT, ROOMS) == set()


def test_the_requirements_are_those_of_the_program() -> None:
    """As the book pins them; a word in a comment is none."""
    names = requirements(["import flask  # not fastapi"], PINS).split("\n")
    assert [name.partition("==")[0] for name in names] == ["flask", "sqlalchemy", ""]
    assert "aiosqlite==" in requirements(["import sqlalchemy.ext.asyncio"], PINS)
    assert requirements(["import flask"], "") == ""


def test_the_same_files_make_the_same_zip(tmp_path: Path) -> None:
    """On any day."""
    files = {"b.py": b"2", "a.py": b"1"}
    parcel(tmp_path / "one.zip", "page", files)
    parcel(tmp_path / "two.zip", "page", dict(reversed(files.items())))
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_no_script_hides_a_module_of_python() -> None:
    """A script of that name would import itself."""
    assert name_of("chapters/asyncio") == "chapters/asyncio-chapter"
    assert name_of("chapters/transactions") == "chapters/transactions"


def test_the_recorder_can_be_taken_from_the_site(tmp_path: Path) -> None:
    """The file that the chapter offers works where only SQLAlchemy is installed beside it."""
    root = f"import sys\nsys.path.insert(0, {str(book.ROOT)!r})\n"
    (tmp_path / "conf.py").write_text(f'{root}extensions = ["extensions.takeaway"]\n', "utf-8")
    (tmp_path / "index.rst").write_text("One\n===\n", encoding="utf-8")
    site = tmp_path / "_build"
    book.run("-m", "sphinx", "-q", str(tmp_path), str(site))
    shutil.unpack_archive(site / "recorder.zip", tmp_path / "taken")
    script = tmp_path / "taken" / "script.py"
    script.write_text("print(6 * 7)\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "recorder", "--all", "script.py"],
        cwd=script.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("   1  print(6 * 7)\n42\n", "")
