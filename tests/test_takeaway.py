"""Promise: a page that was taken away runs where there is nothing else of the book."""

import ast
from pathlib import Path

import nbformat
import pytest

import book
import servers
import takingaway
from building import Build
from extensions.portable import VARIABLE, page_databases
from extensions.takeaway import name_of
from takingaway import difference, examples, executed, pages, said, unpacked


@pytest.fixture
def site(build: Build) -> Path:
    """Return the built site."""
    assert build.returncode == 0, build.output
    return build.site


def where(page: str) -> tuple[str, dict[str, str]]:
    """Return the dialect that a page is tried on, and the variables that say so."""
    databases = page_databases(book.read(f"{page}.rst"))
    dialect = "sqlite" if "sqlite" in databases else databases[0]
    return dialect, {} if dialect == "sqlite" else {VARIABLE: servers.answering(dialect)}


@pytest.mark.parametrize("page", pages())
def test_a_script_prints_what_its_page_says(page: str, site: Path, tmp_path: Path) -> None:
    """From its own folder, to the letter, and nothing else."""
    dialect, more = where(page)
    done = takingaway.run(unpacked(site, page, tmp_path / "taken"), tmp_path, **more)
    assert done.returncode == 0, done.stderr
    assert difference(examples(page, dialect), done.stdout) == ""


@pytest.mark.parametrize("page", pages())
def test_a_notebook_shows_what_its_page_says(page: str, site: Path, tmp_path: Path) -> None:
    """Before it is run, and after."""
    dialect, more = where(page)
    folder = unpacked(site, page, tmp_path / "taken")
    kept = nbformat.read(folder / f"{folder.name}.ipynb", as_version=4)
    everything = book.examples(book.read(f"{page}.rst"), page)
    assert difference(everything, said(kept.cells), modules=False) == ""
    cells = executed(folder, tmp_path, **more).cells
    assert difference(examples(page, dialect), said(cells), modules=False) == ""


@pytest.mark.parametrize("page", ["chapters/server-databases"])
def test_a_script_that_needs_a_server_says_so(page: str, site: Path, tmp_path: Path) -> None:
    """In one line, with the variable to set."""
    done = takingaway.run(unpacked(site, page, tmp_path / "taken"), tmp_path, **{VARIABLE: ""})
    assert done.returncode == 1
    assert done.stderr.startswith("Name a server first: ASTRONAUTS_DATABASE=")
    assert done.stderr.count("\n") == 1


def test_a_page_without_examples_offers_the_printer_alone(site: Path) -> None:
    """There would be nothing to run."""
    assert not (site / "takeaway" / "chapters/teaching.py").exists()
    html = (site / "chapters/teaching.html").read_text(encoding="utf-8")
    assert 'data-press="print"' in html
    assert "takeaway/" not in html


@pytest.mark.parametrize("page", pages())
def test_a_script_reads_like_its_page(page: str, site: Path) -> None:
    """Its first lines name it; its sections are cells; no flag of doctest is in it."""
    path = site / "takeaway" / f"{name_of(page)}.py"
    text = path.read_text(encoding="utf-8")
    assert path.name in str(ast.get_docstring(ast.parse(text)))
    assert "# %% " in text
    assert "doctest:" not in text


def test_a_difference_is_told() -> None:
    """The test above would notice one, and name the example."""
    found = book.examples(">>> 1\n1\n>>> 2 # doctest: +ELLIPSIS\n<...>\n", "page")
    assert difference(found, "1\n<x>\n") == ""
    assert difference(found, "1\n2\n").startswith(">>> 2")
    assert "more" in difference(found, "1\n<x>\nmore\n")
