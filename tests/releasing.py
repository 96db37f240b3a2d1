"""A small repository that is ready to be released, for the tests of ``make release``."""

import json
import subprocess
from pathlib import Path

CHANGES = """\
Changelog
=========

What a reader notices.


0.2.0 (2026-11-28)
------------------

Added
~~~~~

- A second chapter.


0.1.0 (2026-10-01)
------------------

- A first chapter.
"""
#: Each command notes that it was called; one of them fails where a file of its name says so.
COMMANDS = ["lint", "html", "epub", "test", "bench", "linkcheck"]
MAKEFILE = "".join(
    f"{name}: ## What\n\t@echo {name} >>called; echo the words of {name}; test ! -e no-{name}\n"
    for name in COMMANDS
)
RULE = "=" * 72
WORKS = ["pyodide 1.0\n\nYou may.\n", "npm 1 \u2013 MIT \u2013 here\n"]
LICENCES = f"Whose work it is.\n{RULE}\n" + f"{RULE}\n".join(WORKS)


class Repository:
    """A small repository that is ready to be released as 0.2.0, with a built site."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("pyproject.toml", '[project]\nname = "book"\nversion = "0.2.0"\n')
        self.write("conf.py", 'release = read("pyproject.toml")\n')
        self.write("package.json", '{\n  "private": true\n}\n')
        self.write("CHANGELOG.rst", CHANGES)
        self.write("Makefile", MAKEFILE)
        self.write(".gitignore", "/_build/\n/.venv/\n/called\n/no-*\n")
        nox = self.write(".venv/bin/nox", "#!/bin/sh\necho nox >>called\n")
        nox.chmod(0o755)
        site = ["index.html", "_static/live/1/LICENSES.txt"]
        self.write("_build/html/index.html", "A page.")
        self.write("_build/html/_static/live/1/LICENSES.txt", LICENCES)
        listed = {"build": "1", "files": [[f"{site[0]}?v=1", "a"], [site[1], "b"]]}
        self.write("_build/html/offline.json", json.dumps(listed))
        self.git("init", "--quiet", "--initial-branch", "main")
        self.commit()

    def write(self, name: str, text: str) -> Path:
        """Write a file, and return its path."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def change(self, name: str, old: str, new: str) -> None:
        """Change a file."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def git(self, *arguments: str) -> str:
        """Run git there, as somebody whom no settings of this machine know."""
        who = ["-c", "user.name=Mark Watney", "-c", "user.email=mark@example.org"]
        command = ["git", *who, "-c", "commit.gpgsign=false", *arguments]
        done = subprocess.run(command, cwd=self.root, capture_output=True, text=True, check=True)
        return done.stdout

    def commit(self) -> None:
        """Commit all that is there."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "As it is")

    def called(self) -> list[str]:
        """Return which commands were run, in their order."""
        note = self.root / "called"
        return note.read_text(encoding="utf-8").split() if note.exists() else []
