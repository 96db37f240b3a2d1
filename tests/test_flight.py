"""Promise: the build runs each page, shows what it did, and fails where a page is not true."""

import re
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

import book
from building import Build

DATA = Path(__file__).parent / "flight"
_EXPECTED = re.compile(r"^\.\. fault: (.+)$", re.MULTILINE)
CONF = """
import sys
sys.path.insert(0, {root!r})
extensions = ["extensions.flight", "sphinx_design"]
flight_time_limit = 20
"""


def build(source: Path, *options: str) -> tuple[int, str, Path]:
    """Build the pages of a folder with this extension alone; return code, words and site."""
    site = source / "_build"
    done = book.run("-m", "sphinx", "-v", "-W", "--keep-going", *options, str(source), str(site))
    return done.returncode, done.stdout + done.stderr, site


def folder_with(tmp_path: Path, **pages: str) -> Path:
    """Return a folder with a configuration and some pages, one of them the index."""
    tmp_path.mkdir(exist_ok=True)
    (tmp_path / "conf.py").write_text(CONF.format(root=str(book.ROOT)), encoding="utf-8")
    names = "\n".join(f"   {name}" for name in pages)
    index = f"Index\n=====\n\n.. toctree::\n\n{names}\n"
    (tmp_path / "index.rst").write_text(index, encoding="utf-8")
    for name, text in pages.items():
        (tmp_path / f"{name}.rst").write_text(text, encoding="utf-8")
    shutil.copy(book.ROOT / "astronauts.py", tmp_path)
    return tmp_path


def ran(said: str) -> list[str]:
    """Return which pages a build ran, in the order of their names."""
    return sorted(re.findall(r"running the examples of (\S+)", said))


GOOD = """{title}
=========

>>> from sqlalchemy.orm import Session
>>> from astronauts import Astronaut, create_database
>>> engine = create_database()

.. dropdown:: Open me

   >>> with Session(engine) as session:
   ...     mark = session.get(Astronaut, 6)
   ...

>>> mark
<Astronaut Mark Watney>
>>> engine.dispose()
"""


def test_records_stand_below_their_blocks(tmp_path: Path) -> None:
    """Each block that did something is followed by its record, wherever the block stands."""
    code, said, site = build(folder_with(tmp_path, one=GOOD.format(title="Page one")))
    assert code == 0, said
    page = BeautifulSoup((site / "one.html").read_text(encoding="utf-8"), "html.parser")
    records = page.select("details.flight-record")
    assert len(records) == 2
    assert [each.find_previous("pre").get_text()[:12] for each in records] == [
        ">>> from sql",
        ">>> with Ses",
    ]
    summary = records[1].select_one("summary").get_text()
    assert summary == "BEGIN · 1 SELECT · ROLLBACK — mark: persistent → detached"


@pytest.mark.parametrize("path", sorted(DATA.glob("bad/*.rst")), ids=lambda path: path.stem)
def test_a_false_page_fails_the_build(path: Path, tmp_path: Path) -> None:
    """The message names file and line, and says what differs or what is wrong."""
    text = path.read_text(encoding="utf-8")
    code, said, _ = build(folder_with(tmp_path, page=text), "-D", "flight_time_limit=1")
    assert code != 0
    for expected in _EXPECTED.findall(text):
        assert expected in said
    # What only follows from that is not told beside it.
    miscounted = "this block does not show the examples that run here"
    assert (miscounted in said) == (miscounted in text)


def test_what_fails_comes_before_what_is_skipped(tmp_path: Path) -> None:
    """Wherever both stand; and skipping is refused where nothing runs, too."""
    folder = folder_with(tmp_path, page=book.read("tests/flight/bad/skips.rst"))
    code, said, _ = build(folder)
    assert code != 0
    assert said.index("NameError") < said.index("a page skips no example")
    code, said, _ = build(folder, "-E", "-D", "flight_records=0")
    assert code != 0
    assert "page.rst:4: a page skips no example" in said
    assert "NameError" not in said


def test_a_file_that_is_shown_does_not_run(tmp_path: Path) -> None:
    """Which is how a page shows an example without running it, in any place for a block."""
    shown = ">>> 1 / 0\n>>> no_such_name\n"
    text = "Page\n====\n\n>>> 1\n1\n\n.. literalinclude:: shown.txt\n   :language: {}\n\n>>> 2\n2\n"
    pages = {name: text.format(name) for name in ("pycon", "python")}
    folder = folder_with(tmp_path, **pages)
    (folder / "shown.txt").write_text(shown, encoding="utf-8")
    code, said, site = build(folder)
    assert code == 0, said
    for name in pages:
        page = BeautifulSoup((site / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
        assert [each.get_text() for each in page.select("pre")] == [
            ">>> 1\n1\n",
            shown,
            ">>> 2\n2\n",
        ]


@pytest.mark.parametrize("start", ["::", ".. code-block:: pycon", ".. code-block:: python"])
def test_every_example_of_the_source_runs(start: str, tmp_path: Path) -> None:
    """In literal blocks and in code blocks too: there is no way out but the one above."""
    page = f"Page\n====\n\n{start}\n\n   >>> no_such_name\n"
    code, said, _ = build(folder_with(tmp_path, page=page))
    assert code != 0
    assert "NameError: name 'no_such_name' is not defined" in said


def test_a_failure_is_not_forgotten(tmp_path: Path) -> None:
    """A second build of an unchanged false page fails as well, also without -W."""
    folder = folder_with(tmp_path, page="Page\n====\n\n>>> 1 + 1\n3\n")
    for _ in range(2):
        done = book.run("-m", "sphinx", "-q", str(folder), str(folder / "_build"))
        assert done.returncode == 1
        assert "this example does not print what the page says" in done.stderr


def test_only_what_changed_is_run(tmp_path: Path) -> None:
    """Nothing changed: no page. One page: that one. What pages import: those pages."""
    folder = folder_with(
        tmp_path,
        one=GOOD.format(title="Page one"),
        two="Two\n===\n\n>>> 1\n1\n",
        three="Three\n=====\n",
    )
    assert ran(build(folder)[1]) == ["one", "two"]
    assert ran(build(folder)[1]) == []
    (folder / "two.rst").write_text("Two\n===\n\n>>> 2\n2\n", encoding="utf-8")
    assert ran(build(folder)[1]) == ["two"]
    database = folder / "astronauts.py"
    database.write_text(database.read_text(encoding="utf-8") + "\n# New.\n", encoding="utf-8")
    assert ran(build(folder)[1]) == ["one"]


def test_parallel_builds_say_the_same(tmp_path: Path) -> None:
    """``-j 2`` runs all pages, and hears of all failures."""
    pages = {f"page{number}": GOOD.format(title=f"Page {number}") for number in range(6)}
    pages["false"] = "False\n=====\n\n>>> 1\n2\n"
    code, said, site = build(folder_with(tmp_path, **pages), "-j", "2")
    assert code == 1
    assert said.count("this example does not print what the page says") == 1
    assert "flight-record" in (site / "page5.html").read_text(encoding="utf-8")


def test_records_can_be_left_out(tmp_path: Path) -> None:
    """``-D flight_records=0`` builds without them, which is quicker while one writes."""
    code, said, site = build(
        folder_with(tmp_path, one=GOOD.format(title="Page one")), "-D", "flight_records=0"
    )
    assert code == 0, said
    assert ran(said) == []
    assert "flight-record" not in (site / "one.html").read_text(encoding="utf-8")


def test_every_chapter_shows_records(build: Build) -> None:
    """In the book itself, the pages that use a database show what they did."""
    for page in book.pages():
        if page == "README.rst" or "create_database()" not in book.read(page):
            continue
        html = (build.site / page).with_suffix(".html").read_text(encoding="utf-8")
        assert 'data-role="record"' in html, page
