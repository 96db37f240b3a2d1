"""Promise: conf.py says what is carried into the browser, and a mistake there is told in a line."""

from pathlib import Path

import pytest

import book
from exercises.book import Book, title_of
from extensions.bundle import main, settings_of


def conf(folder: Path, text: str) -> Path:
    """Return a folder with a ``conf.py``."""
    (folder / "conf.py").write_text(text, encoding="utf-8")
    return folder


def test_what_conf_does_not_say_is_empty(tmp_path: Path) -> None:
    """A project of one page, which imports nothing of its own, says nothing."""
    assert settings_of(conf(tmp_path, "project = 'P'\n")) == {
        "live_modules": [],
        "live_packages": [],
        "live_first": "",
    }


def test_this_book_carries_what_its_pages_import() -> None:
    """All of it is there; Sphinx would pass over a name that nobody registered."""
    settings = settings_of(book.ROOT)
    assert set(settings["live_modules"]) == {"astronauts.py", "recipes", "chapters"}
    assert "flask" in settings["live_packages"]
    assert settings["live_first"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('live_modules = ["planets.py"]', "names 'planets.py' in live_modules, and there is no"),
        ('live_first = "first.txt"', "names 'first.txt' in live_first, and there is no such thing"),
        ('live_packages = ["no_such"]', "the package 'no_such', which is not in "),
    ],
)
def test_a_name_of_nothing_is_told(
    text: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is built."""
    monkeypatch.chdir(conf(tmp_path, text))
    with pytest.raises(SystemExit, match=told):
        main([])


def test_a_folder_without_conf_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody called it in the wrong place."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit, match=r"There is no conf\.py in .*: call this in the folder"):
        main([])


@pytest.mark.parametrize("name", ["live/first.txt", "chapters/first.txt"])
def test_what_is_run_first_does_what_it_says(name: str) -> None:
    """Nobody sees it run in the browser, so here somebody looks."""
    done = book.run("-m", "doctest", name)
    assert (done.returncode, done.stdout) == (0, "")


def test_progress_names_the_project_as_sphinx_does(tmp_path: Path) -> None:
    """It is read, not run; where it is computed, nothing is guessed."""
    said = 'import no_such_module\nproject = "SQLite by hand"\n'
    assert title_of(conf(tmp_path, said) / "conf.py") == "SQLite by hand"
    assert title_of(conf(tmp_path, "project = 'a' + 'b'\n") / "conf.py") == ""
    assert title_of(tmp_path / "none.py") == ""
    assert title_of(book.ROOT / "conf.py") == "The SQLAlchemy Session"


def test_exercises_are_found_where_there_are_no_chapters(tmp_path: Path) -> None:
    """In all pages below the root, but not in what was built or installed."""
    page = (book.ROOT / "tests/live/exercises/chapters/crew.rst").read_text(encoding="utf-8")
    for place in ("", "more", "_build", ".venv", "node_modules"):
        (tmp_path / place).mkdir(exist_ok=True)
        (tmp_path / place / "crew.rst").write_text(page, encoding="utf-8")
    assert Book(tmp_path).pages == ["crew", "more/crew"]


def test_live_blocks_need_no_exercises() -> None:
    """Who has none does without that folder."""
    code = "import sys, extensions.live; print('exercises' in sys.modules)"
    done = book.run("-c", code)
    assert done.stdout.strip() == "False", done.stderr
