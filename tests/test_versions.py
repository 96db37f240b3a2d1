"""Promise: the pages hold on both versions of SQLAlchemy, and the table of runs tells the truth."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import versions
from versions import Run

THIS = "{}.{}".format(*sys.version_info)
#: So many of the examples run on 2.0, in percent.
LEAST = 95
RUNS = [
    Run("2.1.9", "3.11", "passed", "", 29, 5827, 0, 12.4),
    Run("2.0.58", "3.11", "FAILED", "long\nwords", 29, 827, 54, 9.9),
    Run("2.0.58", "3.12", "not installed", "pip says\nERROR: no network"),
    Run("2.1.9", "3.14", "not there", "python3.14: No such file or directory"),
]


def test_all_pages_on_2_0(record_property: Callable[[str, object], None]) -> None:
    """By this Python, in an environment of its own."""
    run = versions.run("2.0", THIS)
    assert run.result == "passed", run.said
    assert run.sqlalchemy.startswith("2.0.")
    assert run.pages >= 28
    ran = run.examples - run.left_out
    record_property("examples on 2.0", ran)
    record_property("examples left out on 2.0", run.left_out)
    assert 100 * ran >= LEAST * run.examples
    assert run.left_out, "the parts that need 2.1 are not left out"


def test_a_page_that_fails_is_told(tmp_path: Path) -> None:
    """With pytest's own words."""
    page = tmp_path / "wrong.rst"
    page.write_text(
        ">>> 6 * 7\n41\n\n.. doctest-requires:: sqlalchemy>=2.1\n\n   >>> 1 / 0\n", encoding="utf-8"
    )
    run = versions.run("2.0", THIS, [str(page)])
    assert (run.result, run.pages, run.examples, run.left_out) == ("FAILED", 1, 2, 1)
    assert "wrong.rst:1: DocTestFailure" in run.said


def test_the_table() -> None:
    """One line for each, in columns, whatever came of it."""
    assert versions.table(RUNS) == (
        "SQLAlchemy  Python  pages  examples  left out  result\n"
        "2.1.9       3.11       29      5827         0  passed in 12 s\n"
        "2.0.58      3.11       29       827        54  FAILED in 10 s\n"
        "2.0.58      3.12                               not installed: ERROR: no network\n"
        "2.1.9       3.14                               "
        "not there: python3.14: No such file or directory\n"
    )


@pytest.mark.parametrize(
    ("runs", "here", "in_ci"),
    [
        (RUNS[:1], 0, 0),
        (RUNS[:2], 1, 1),
        ([RUNS[0], RUNS[2]], 0, 1),
        ([RUNS[0], RUNS[3]], 0, 0),
        (RUNS[3:], 1, 1),
        ([], 1, 1),
    ],
)
def test_the_exit_status(runs: list[Run], here: int, in_ci: int) -> None:
    """One failure is one too many; CI must be able to install; no run at all proves nothing."""
    assert (versions.status(runs, strict=False), versions.status(runs, strict=True)) == (
        here,
        in_ci,
    )


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Return what puts a program onto a PATH that has no others."""
    monkeypatch.setenv("PATH", str(tmp_path))

    def install(name: str, script: str) -> None:
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)

    return install


def test_pythons_are_asked(programs: Callable[[str, str], None]) -> None:
    """A shim may stand for nothing, another Python may have the name: only the answer counts."""
    assert versions.find_python(THIS) == (sys.executable, "")
    assert versions.find_python("3.9") == ("", "python3.9: No such file or directory")
    programs("python3.9", 'test "$PYENV_VERSION" = 3.9 && echo "/opt/with space/python3.9 3.9"')
    assert versions.find_python("3.9") == ("/opt/with space/python3.9", "")
    programs("python3.9", 'echo "pyenv: python3.9: command not found" >&2; echo more >&2; exit 127')
    assert versions.find_python("3.9") == ("", "pyenv: python3.9: command not found")
    programs("python3.9", 'echo "Traceback" >&2; echo "ModuleNotFoundError: venv" >&2; exit 1')
    assert versions.find_python("3.9") == ("", "ModuleNotFoundError: venv")
    programs("python3.9", "echo /usr/bin/python 3.8")
    assert versions.find_python("3.9") == ("", "python3.9 is 3.8")


def test_only_sqlalchemy_differs() -> None:
    """Each environment has the book's pins; those of 2.0 replace one line."""
    newer, older = (set(versions.pins(version).splitlines()) for version in ("2.1", "2.0"))
    assert [line.partition("==")[0] for line in newer ^ older] == ["sqlalchemy"] * 2
    assert {"sqlalchemy", "psycopg[binary]", "pymysql", "pytest"} <= set(versions.packages())
