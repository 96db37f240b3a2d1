"""Promise: a note to the teacher is in the page for whoever presents it, and for nobody else."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

import book
from building import Build, sphinx

PAGE = """Supplies
========

.. note-to-teacher::

   Ask about *xylophones* before you run. See :ref:`the-rest`.

They are counted.

>>> 6 * 70
420

.. _the-rest:

The rest
--------

- stays

.. note-to-teacher::

   - Ten minutes with zeppelins.
"""
#: The theme wants a book of more than one page.
CONTENTS = """Contents
========

.. toctree::

   supplies
"""
#: What a page may not have, and what is said of it.
FAULTS = {
    ".. note-to-teacher::\n": "Content block expected",
    ".. note-to-teacher::\n\n   >>> 6 * 7\n   42\n": "shows no example",
}
QUICK = ("-D", "flight_records=0", "-D", "live=0")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a book of one chapter."""
    folder = tmp_path_factory.mktemp("notes")
    (folder / "source").mkdir()
    (folder / "source/index.rst").write_text(CONTENTS, encoding="utf-8")
    (folder / "source/supplies.rst").write_text(PAGE, encoding="utf-8")
    return folder / "source"


def built(source: Path, builder: str) -> Build:
    """Build the book with one of Sphinx's builders."""
    done = sphinx(source, source.parent / builder, *QUICK, "-b", builder)
    assert done.returncode == 0, done.output
    return done


def test_it_is_in_the_page_and_shown_nowhere(source: Path) -> None:
    """A browser keeps a template's content apart; the search and the summary know nothing of it."""
    site = built(source, "html").site
    page = BeautifulSoup((site / "supplies.html").read_text(encoding="utf-8"), "html.parser")
    first, second = (each.extract() for each in page.select("template[data-note-to-teacher]"))
    assert first.select_one("em").string == "xylophones"
    assert first.select_one("a")["href"] == "#the-rest"
    assert second.text.strip() == "Ten minutes with zeppelins."
    # Its source is for those who want it; all else is for the reader.
    for other in (str(page), (site / "search.json").read_text(encoding="utf-8")):
        assert "They are counted" in other
        assert not re.search("xylophone|zeppelin", other, re.IGNORECASE)


def test_it_is_in_nothing_else(source: Path) -> None:
    """Plain text, which is for the reader, does not have it."""
    text = (built(source, "text").site / "supplies.txt").read_text(encoding="utf-8")
    assert "420" in text
    assert not re.search("xylophone|zeppelin", text, re.IGNORECASE)


@pytest.mark.parametrize("note", FAULTS, ids=FAULTS.values())
def test_a_faulty_note_fails_the_build(note: str, tmp_path: Path) -> None:
    """An example in it would be run by doctest, and read by nobody."""
    (tmp_path / "source").mkdir()
    (tmp_path / "source/index.rst").write_text(f"Title\n=====\n\n{note}", encoding="utf-8")
    done = sphinx(tmp_path / "source", tmp_path, *QUICK, "-b", "dummy")
    assert done.returncode != 0
    assert FAULTS[note] in done.output
    assert "index.rst:4" in done.output


def test_the_chapters_of_the_half_day_have_notes(build: Build) -> None:
    """Two to six each, and each says something."""
    plan = (
        book.read("chapters/teaching.rst")
        .partition(".. _half-day:")[2]
        .partition(".. _two-days:")[0]
    )
    chapters = dict.fromkeys(re.findall(r"^     - :doc:`([\w-]+)`[:,]", plan, re.MULTILINE))
    course = [name for name in chapters if ">>> " in book.read(f"chapters/{name}.rst")]
    for name in [each for each in course if each not in ("cheat-sheet", "errors")]:
        html = (build.site / f"chapters/{name}.html").read_text(encoding="utf-8")
        notes = BeautifulSoup(html, "html.parser").select("template[data-note-to-teacher]")
        assert 2 <= len(notes) <= 6, name
        assert all(len(note.text.split()) > 15 for note in notes), name
