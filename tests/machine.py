"""A machine on which only the Makefile and what a test chooses is to be found."""

import shutil
import subprocess
import sys
from pathlib import Path

import book

# What the Makefile and the tests' programs call; a PATH of these alone is a machine without Python.
TOOLS = ["awk", "cp", "find", "make", "mkdir", "rm", "sh", "touch"]
#: A program that is the Python of these tests.
THIS_PYTHON = f'exec "{sys.executable}" "$@"'
FILES = ["Makefile", "requirements.txt", "package.json", "package-lock.json", ".npmrc"]


class Machine:
    """A checkout of the commands alone, on a machine whose programs the test chooses."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "checkout"
        self.programs = folder / "programs"
        self.checkout.mkdir()
        self.programs.mkdir()
        for name in FILES:
            shutil.copy(book.ROOT / name, self.checkout)
        (self.checkout / "live").mkdir()
        shutil.copy(book.ROOT / "live/requirements.txt", self.checkout / "live")
        for name in TOOLS:
            (self.programs / name).symlink_to(shutil.which(name))

    def install(self, name: str, script: str) -> None:
        """Put a program on the PATH."""
        _write(self.programs / name, script)

    def give_venv(self, script: str = THIS_PYTHON) -> None:
        """Make a ``.venv`` that is up to date, and whose Python is a script."""
        (self.checkout / ".venv/bin").mkdir(parents=True, exist_ok=True)
        _write(self.checkout / ".venv/bin/python", script)
        (self.checkout / ".venv/ready").touch()

    def make(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run make there."""
        return subprocess.run(
            ["make", *arguments],
            cwd=self.checkout,
            env={"PATH": str(self.programs), "LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )


def _write(program: Path, script: str) -> None:
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def complaint(said: subprocess.CompletedProcess[str]) -> str:
    """Return the one line that make's failed command wrote, without make's own last word."""
    assert said.returncode == 2
    lines = said.stderr.splitlines()
    assert len(lines) == 2, said.stderr
    assert lines[1].startswith("make: *** ")
    return lines[0]
