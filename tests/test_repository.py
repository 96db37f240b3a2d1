"""Promise: the repository stands alone, on any machine, and holds what it says."""

import os
import re
import subprocess

import pytest

import book

# Each is a place on somebody's machine, or a host that packages come from.
FOREIGN = {
    "a home directory": r"/(root|home|Users)/\w",
    "a temporary directory": r"(?<![\w/.])/(tmp|var/tmp)/\w",
    "a checkout's own place": r"(?<![\w./}])/work/",
    "a folder beside the repository": r"\.\./shared|\bshared/\w+\.md",
    "a registry's host": r"pythonhosted\.org|pypi\.org/simple|registry\.npmjs|index-url +\S+://",
}

TOP_LEVEL = {
    # the book
    *(
        "index.rst",
        "404.rst",
        "conf.py",
        "astronauts.py",
        "chapters",
        "extensions",
        "recipes",
        "recorder",
        "exercises",
        "live",
        "_static",
        "_templates",
    ),
    # what keeps it true
    *("tests", "benchmarks", "Makefile", "requirements.txt", "pyproject.toml", "noxfile.py"),
    "compose.yaml",
    *("README.rst", "CONTRIBUTING.rst", "CHANGELOG.rst", "LICENSE"),
    # what the live pages are built from
    *("package.json", "package-lock.json", ".npmrc"),
    # what tools of others look for by name
    *(".ci", ".devcontainer", ".github", ".gitignore"),
    *(".pre-commit-config.yaml", ".readthedocs.yaml"),
}


def tracked() -> list[str]:
    """Return the names of all files that git keeps."""
    said = subprocess.run(
        ["git", "ls-files", "-z"], cwd=book.ROOT, capture_output=True, text=True, check=False
    )
    if said.returncode:
        assert "CI" not in os.environ, said.stderr
        pytest.skip("this is not a git checkout")
    return [name for name in said.stdout.split("\0") if (book.ROOT / name).is_file()]


@pytest.mark.parametrize("what", FOREIGN)
def test_no_file_names_a_place_of_one_machine(what: str) -> None:
    """A newcomer has none of these."""
    itself = "tests/test_repository.py"
    found = []
    for name in tracked():
        content = (book.ROOT / name).read_bytes()
        if name == itself or b"\0" in content:
            continue
        for number, line in enumerate(content.decode("utf-8").splitlines(), 1):
            if re.search(FOREIGN[what], line):
                found.append(f"{name}:{number}: {line.strip()}")
    assert found == []


def test_the_top_level_holds_what_contributing_draws() -> None:
    """A new room is added on purpose, there and here."""
    assert {name.partition("/")[0] for name in tracked()} - TOP_LEVEL == set()
