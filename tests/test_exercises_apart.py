"""Promise: a learner's files, unfinished as they are, disturb none of the book's own commands."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import book
import test_architecture
from machine import Machine

UNFINISHED = "        return key\ndef enlist(engine:\n"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a checkout with a module of the book's own, and with a learner's file."""
    machine = Machine(tmp_path)
    folder = machine.checkout / "exercises"
    (folder / "crew").mkdir(parents=True)
    (folder / "checking.py").write_text('"""Checks."""\n')
    (folder / "crew/a_key.py").write_text(UNFINISHED)
    machine.give_venv('echo "$@"')
    return machine


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=" ".join)
def test_the_linters_pass_over_them(machine: Machine, command: list[str]) -> None:
    """Also where there is no git that ignores them."""
    shutil.copy(book.ROOT / "pyproject.toml", machine.checkout)
    ruff = [sys.executable, "-m", "ruff", *command, "--no-cache"]
    said = subprocess.run(
        ruff, cwd=machine.checkout, capture_output=True, text=True, check=False, timeout=60
    )
    assert (said.returncode, said.stderr) == (0, ""), said.stdout


@pytest.mark.parametrize("sources", ["SOURCES", "LIVE_SOURCES"])
def test_they_cause_no_build(machine: Machine, sources: str) -> None:
    """Neither of the site nor of what the browser loads; the book's own modules do."""
    said = machine.make("--eval", f"show: ; $(info $({sources}))", "show")
    assert "exercises/checking.py" in said.stdout.split()
    assert "a_key" not in said.stdout


def test_git_ignores_them() -> None:
    """So does a commit of everything, by somebody in a hurry."""
    if not (book.ROOT / ".git").exists():
        assert "CI" not in os.environ
        pytest.skip("this is not a git checkout")
    own = [f"exercises/{name}" for name in ("crew/a_key.py", ".written.json", ".progress.json")]
    names = [*own, "exercises/checking.py"]
    said = subprocess.run(
        ["git", "check-ignore", "--no-index", *names],
        cwd=book.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.stdout.split() == own


def test_the_room_is_the_books_own_modules() -> None:
    """The tests of the architecture look at no learner's file."""
    found = {path.parent for path in test_architecture.modules("exercises")}
    assert found == {book.ROOT / "exercises"}


def test_make_exercises_writes_them(machine: Machine) -> None:
    """By the Python that has what the book needs."""
    assert machine.make("exercises").stdout == "-m exercises write\n"
