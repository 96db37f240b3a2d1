"""Promise: ``make release`` finds what is not ready, says what to do, and never tags or pushes."""

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import book
import release
import release_checks as checks
from releasing import LICENCES, Repository

TODAY = date(2026, 11, 30)
Released = Callable[..., tuple[int, str]]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Return a repository that is ready."""
    if shutil.which("git") is None and not os.environ.get("CI"):
        pytest.skip("this machine has no git")
    return Repository(tmp_path)


@pytest.fixture
def released(repository: Repository, capsys: pytest.CaptureFixture[str]) -> Released:
    """Return what checks the repository, with a network that answers: its status, and its words."""

    def check(version: str = "0.2.0", **how: object) -> tuple[int, str]:
        how = {"today": TODAY, "network": lambda: True, **how}
        return release.check(repository.root, version, **how), capsys.readouterr().out

    return check


def test_a_repository_that_is_ready(repository: Repository, released: Released) -> None:
    """Everything is run once; what is left is handwork, and none of it has been done."""
    before = repository.git("for-each-ref")
    status, said = released()
    assert status == 0
    assert repository.called() == ["lint", "html", "epub", "nox", "test", "linkcheck"]
    assert "left out the costs: make bench (nobody asked: BENCH=1)" in said
    assert "git tag -a v0.2.0" in said
    assert "Attach the book as EPUB." in said
    notes = (repository.root / "_build/release/notes.rst").read_text(encoding="utf-8")
    assert notes == "Added\n~~~~~\n\n- A second chapter.\n"
    assert repository.git("for-each-ref") == before
    assert repository.git("status", "--porcelain") == ""


def test_measured_when_asked_and_without_a_network(
    repository: Repository, released: Released
) -> None:
    """What is not checked is said."""
    status, said = released(bench=True, network=lambda: False)
    assert status == 0
    assert repository.called() == ["lint", "html", "epub", "nox", "test", "bench"]
    assert "left out the links: make linkcheck (no network: https://docs.sqlalchemy.org/)" in said


def test_dry(repository: Repository, released: Released) -> None:
    """The long checks are listed, and nobody asks the network."""
    status, said = released(dry=True, network=lambda: 1 / 0)
    assert status == 0
    assert repository.called() == []
    assert said.count("(not run: DRY=1)") == 6
    assert "Left to do by hand:" in said


def tag(repository: Repository) -> None:
    """Release it once."""
    repository.git("tag", "v0.2.0")


def branch(repository: Repository) -> None:
    """Work beside main."""
    repository.git("switch", "--quiet", "--create", "mars")


def edit(name: str, old: str, new: str) -> Callable[[Repository], None]:
    """Return what changes a file and commits that."""

    def change(repository: Repository) -> None:
        repository.change(name, old, new)
        repository.commit()

    return change


UNRELEASED = "Unreleased\n----------\n\n- A third chapter.\n\n\n0.2.0"
FAULTS = {
    "a change": (
        lambda repository: repository.change("conf.py", "read", "read_it"),
        "the work tree is not clean (conf.py): commit, or put it aside",
    ),
    "a new file": (
        lambda repository: repository.write("chapter.rst", "New."),
        "the work tree is not clean (chapter.rst): commit, or put it aside",
    ),
    "a tag": (tag, "there is a tag v0.2.0 already: choose the next version"),
    "a branch": (branch, "this is mars: what is released is main; git switch main"),
    "pyproject": (
        edit("pyproject.toml", "0.2.0", "0.1.0"),
        "pyproject.toml says 0.1.0: write 0.2.0 there",
    ),
    "no version": (
        edit("pyproject.toml", 'version = "0.2.0"\n', ""),
        "pyproject.toml says None: write 0.2.0 there",
    ),
    "conf": (
        edit("conf.py", 'read("pyproject.toml")', '"0.1.9"'),
        "conf.py says 0.1.9: write 0.2.0 there",
    ),
    "package": (
        edit("package.json", '"private": true', '"version": "1.0.0"'),
        "package.json says 1.0.0: write 0.2.0 there",
    ),
    "unreleased": (
        edit("CHANGELOG.rst", "0.2.0", UNRELEASED),
        'CHANGELOG.rst: give "Unreleased" its heading, "0.2.0 (2026-11-30)"',
    ),
    "no section": (
        edit("CHANGELOG.rst", "0.2.0 (2026-11-28)", "0.1.5 (2026-11-28)"),
        'the newest section is not that of 0.2.0: write "0.2.0 (2026-11-30)"',
    ),
    "no date": (
        edit("CHANGELOG.rst", " (2026-11-28)\n------------------", "\n-----"),
        'the newest section is not that of 0.2.0: write "0.2.0 (2026-11-30)"',
    ),
    "nonsense": (
        edit("CHANGELOG.rst", "2026-11-28", "2026-11-31"),
        "CHANGELOG.rst: 2026-11-31 is no date: write 2026-11-30",
    ),
    "the future": (
        edit("CHANGELOG.rst", "2026-11-28", "2026-12-01"),
        "CHANGELOG.rst: 2026-12-01 has not come yet: write 2026-11-30",
    ),
    "nothing new": (
        edit("CHANGELOG.rst", "- A second chapter.", ""),
        "CHANGELOG.rst: the section of 0.2.0 says nothing: add what is new",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_at_once(repository: Repository, released: Released, name: str) -> None:
    """Each by itself, with what to do, and before anything long is run."""
    make, wanted = FAULTS[name]
    make(repository)
    status, said = released()
    assert status == 1
    (told,) = [line for line in said.splitlines() if line.startswith("wrong")]
    assert told.endswith(wanted)
    assert repository.called() == []


@pytest.mark.parametrize("version", ["", "0.2", "v0.2.0", "0.2.0rc1"])
def test_no_version(released: Released, version: str) -> None:
    """It says how one is named."""
    status, said = released(version)
    assert status == 1
    assert "name three numbers, make release VERSION=0.2.0" in said


@pytest.mark.parametrize("command", ["lint", "html", "epub", "test", "linkcheck"])
def test_a_command_that_fails(repository: Repository, released: Released, command: str) -> None:
    """Its last words are shown, the others are run all the same, and nothing is left by hand."""
    repository.write(f"no-{command}", "")
    status, said = released()
    assert status == 1
    assert f"the words of {command}\n" in said
    assert said.count("FAILED") == 1
    assert "Not ready: 1 of these failed." in said
    assert "by hand" not in said
    assert len(repository.called()) == 6


def test_a_program_that_is_not_there(repository: Repository, released: Released) -> None:
    """It has failed too."""
    (repository.root / ".venv/bin/nox").unlink()
    status, said = released()
    assert status == 1
    assert "No such file or directory: .venv/bin/nox" in said


SITE = "_build/html"
BROKEN = {
    "no list": ("offline.json", None, "the site has no list of files for reading offline"),
    "not there": ("index.html", None, "offline.json names what the site has not, index.html"),
    "not kept": ("new.html", "A page.", "new.html is not kept for reading offline"),
    "no licences": ("_static/live/1/LICENSES.txt", None, "others' work without LICENSES.txt"),
    "no text": (
        "_static/live/1/LICENSES.txt",
        LICENCES.replace("You may.", ""),
        "LICENSES.txt has no licence for pyodide 1.0",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_the_built_site_lacks(repository: Repository, released: Released, name: str) -> None:
    """The list for reading offline, and whose work it hands out."""
    file, text, wanted = BROKEN[name]
    path = repository.root / SITE / file
    path.unlink(missing_ok=True)
    if text is not None:
        repository.write(f"{SITE}/{file}", text)
    status, said = released()
    assert status == 1
    assert wanted in said


def test_the_book_has_its_version_in_one_place() -> None:
    """conf.py reads it there."""
    version = book.run("-c", "import conf; print(conf.release)").stdout.strip()
    assert checks.version_faults(version) == []
    assert checks.agreement_faults(book.ROOT, version) == []


def test_the_newest_section_of_the_book_says_what_is_new() -> None:
    """It is the release notes of the next version, or of this one."""
    newest = next(iter(checks.changelog_sections(book.read("CHANGELOG.rst")).items()))
    assert newest[0] == "Unreleased" or checks._DATED.fullmatch(newest[0])
    assert "\n- " in newest[1]


def test_the_sites_page_begins_with_the_newest_section() -> None:
    """It includes CHANGELOG.rst from a line on, and has a heading and a sentence of its own."""
    begin = int(book.read("chapters/whats-new.rst").partition(":start-line: ")[2])
    text = book.read("CHANGELOG.rst")
    shown = "\n".join(text.splitlines()[begin:]).strip()
    assert shown.partition("\n")[0] == next(iter(checks.changelog_sections(text)))
