"""Promise: conf.py says what is carried into the browser, and a mistake there is told in a line."""

import json
from pathlib import Path

import pytest

import book
from exercises.book import Book, title_of
from extensions.bundle import installed, main, settings_of


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


@pytest.mark.parametrize(
    ("change", "whole"),
    [
        ("nothing", True),
        ("a newer version", False),
        ("one package more", False),
        ("one for another machine", True),
        ("one package less", False),
        ("nothing was installed", False),
    ],
)
def test_npm_is_called_when_it_has_not_brought_what_is_pinned(
    change: str, whole: bool, tmp_path: Path
) -> None:
    """After a new ``package-lock.json``, too."""
    pinned = {
        "": {"devDependencies": {"pyodide": "1.0"}},
        "node_modules/pyodide": {"version": "1.0"},
        "node_modules/ws": {"version": "8.0"},
    }
    brought = {name: dict(each) for name, each in pinned.items() if name}
    if change == "a newer version":
        pinned["node_modules/ws"]["version"] = "8.1"
    elif change == "one package more":
        pinned[""]["devDependencies"]["esbuild"] = "1.0"
        pinned["node_modules/esbuild"] = {"version": "1.0"}
    elif change == "one for another machine":
        pinned["node_modules/@esbuild/aix-ppc64"] = {"version": "1.0", "optional": True}
    elif change == "one package less":
        del pinned["node_modules/ws"]
    (tmp_path / "package-lock.json").write_text(json.dumps({"packages": pinned}), "utf-8")
    if change != "nothing was installed":
        (tmp_path / "node_modules").mkdir()
        listed = tmp_path / "node_modules/.package-lock.json"
        listed.write_text(json.dumps({"packages": brought}), encoding="utf-8")
    assert installed(tmp_path) is whole


def test_a_build_calls_npm_first_where_it_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And where it fails, nothing more is tried."""
    monkeypatch.chdir(conf(tmp_path, ""))
    (tmp_path / "live").mkdir()
    script = "import sys\nopen('called', 'a').write(f'{sys.argv[1:3]}\\n')\nsys.exit({})\n"
    (tmp_path / "live/node.py").write_text(script.replace("{}", "1"), encoding="utf-8")
    assert str(main([])).startswith("The npm packages could not be installed")
    (tmp_path / "live/node.py").write_text(script.replace("{}", "0"), encoding="utf-8")
    assert main([]) == 0
    called = (tmp_path / "called").read_text(encoding="utf-8").splitlines()
    assert called[:2] == ["['npm', 'ci']"] * 2
    assert "build.mjs" in called[2]
    assert len(called) == 3


def test_npm_has_brought_here_what_is_pinned() -> None:
    """The list that is read is the one that npm keeps."""
    assert installed(book.ROOT)


def test_live_blocks_need_no_exercises() -> None:
    """Who has none does without that folder."""
    code = "import sys, extensions.live; print('exercises' in sys.modules)"
    done = book.run("-c", code)
    assert done.stdout.strip() == "False", done.stderr
