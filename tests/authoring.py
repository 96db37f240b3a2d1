"""Does what chapters/for-authors.rst says, to the letter: its commands are read from its text."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import book

PAGE = book.read("chapters/for-authors.rst")
#: The project of another subject.
PROJECT = book.ROOT / "tests/elsewhere"
_CONSOLE = re.compile(r"^\.\. code-block:: console\n\n((?:   .*\n|\n)+)", re.MULTILINE)


def section(title: str) -> str:
    """Return a section of the page."""
    text = PAGE.partition(f"\n{title}\n{'-' * len(title)}\n")[2]
    assert text, f"chapters/for-authors.rst has no section {title!r} any more"
    return re.split(r"\n\n\n", text)[0] + "\n"


def commands(title: str) -> list[str]:
    """Return what a section has its reader type, but for what needs the network."""
    blocks = _CONSOLE.findall(section(title))
    lines = [line.strip() for block in blocks for line in block.splitlines() if line.strip()]
    typed = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
    assert len(typed) == len(lines), "a block of commands shows what they print"
    return [line for line in typed if not line.startswith("python -m pip ")]


def run(lines: list[str], folder: Path, path: str = "") -> subprocess.CompletedProcess[str]:
    """Type lines at a shell in a folder, until one fails.

    :param path: where programs are looked for; by default where this Python is, then as usual.
    """
    own = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [shutil.which("sh") or "sh", "-e", "-c", "\n".join(lines)],
        cwd=folder,
        env={**book.inherited(), "PATH": path or own},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def copied(folder: Path, title: str) -> Path:
    """Return a folder for a project, with what a section of the page says to copy and no more.

    :param folder: the project's folder is made in it, beside a link to this repository.
    """
    (folder / "session-book").symlink_to(book.ROOT)
    project = folder / "project"
    project.mkdir()
    done = run(commands(title), project)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return project
