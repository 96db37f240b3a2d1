"""Runs every page on each SQLAlchemy that the book is about, by each CPython that the machine has.

``nox -s doctest`` calls it. The environments are kept in ``.nox/``, by both versions, as long as
the pins are the same: SQLAlchemy 2.1 as ``requirements.txt`` has it, and 2.0 as
``tests/legacy/on_2_0/`` has it, each the newest when ``make pins`` was called.
"""

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
#: Where each SQLAlchemy is pinned.
PINS = {"2.1": "requirements.txt", "2.0": "tests/legacy/on_2_0/requirements.txt"}
#: Seconds that the pages may take.
LIMIT = 600
_ASK = (
    "import sys, venv, ensurepip; assert sys.implementation.name == 'cpython';"
    "print(sys.executable, '%d.%d' % sys.version_info[:2])"
)


@dataclass(frozen=True)
class Run:
    """What became of the pages on one SQLAlchemy by one Python.

    :ivar sqlalchemy: its version, the whole where it is installed.
    :ivar result: ``passed``, ``FAILED``, ``not there`` or ``not installed``.
    :ivar said: what the program said that failed; of one that is not there, one line.
    """

    sqlalchemy: str
    python: str
    result: str
    said: str = ""
    pages: int = 0
    examples: int = 0
    left_out: int = 0
    seconds: float = 0.0


def find_python(version: str) -> tuple[str, str]:
    """Return the program that is a CPython, and "", or "" and why there is none.

    It is asked, because a name alone says little: pyenv has a shim for what it does not run, too.
    """
    if version == "{}.{}".format(*sys.version_info):
        return sys.executable, ""
    # A shim of pyenv's runs the version that this variable names; nobody else reads it.
    done = _call(f"python{version}", "-c", _ASK, PYENV_VERSION=version)
    program, _, answered = done.stdout.strip().rpartition(" ")
    if done.returncode == 0 and answered == version:
        return program, ""
    lines = done.stderr.strip().splitlines() or [f"python{version} is {answered or 'mute'}"]
    return "", lines[0 if "pyenv" in lines[0] else -1]


def pins(version: str) -> str:
    """Return all pins of the book, with those of one SQLAlchemy among them, as text for pip."""
    own = dict(re.findall(r"^([\w.-]+)==(\S+)", _read(PINS[version]), re.MULTILINE))
    pinned = _read("requirements.txt")
    lines = [line for line in pinned.splitlines() if re.match(r"[\w.-]+==", line)]
    return "".join(
        f"sqlalchemy=={own['sqlalchemy']}\n" if line.startswith("sqlalchemy==") else f"{line}\n"
        for line in lines
    )


def packages() -> list[str]:
    """Return the names of the packages that the pages, and whoever runs them, need."""
    groups = tomllib.loads(_read("pyproject.toml"))["dependency-groups"]
    named = [re.split(r"[<>=]", each)[0] for each in groups["book"] + groups["servers"]]
    return [*named, "pytest", "pytest-doctestplus"]


def environment(version: str, python: str, program: str) -> Path:
    """Return the Python of an environment; make it where it is missing or not finished.

    :raises RuntimeError: when that fails, which for the most part means: without a network.
    """
    folder = ROOT / ".nox" / f"doctest-{version}-{python}"
    made, stamp = folder / "bin" / "python", folder / "ready"
    wanted = f"{pins(version)}{' '.join(packages())}\n"
    folder.parent.mkdir(exist_ok=True)
    with Path(f"{folder}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
            return made
        shutil.rmtree(folder, ignore_errors=True)
        with tempfile.TemporaryDirectory() as temporary:
            constraints = Path(temporary, "constraints.txt")
            constraints.write_text(pins(version), encoding="utf-8")
            pip = [made, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
            for command in (
                [program, "-m", "venv", folder],
                [*pip, "--quiet", "--retries", "2", "-c", constraints, *packages()],
            ):
                done = _call(*command)
                if done.returncode != 0:
                    raise RuntimeError(done.stderr.strip() or done.stdout.strip())
        stamp.write_text(wanted, encoding="utf-8")  # last: half an environment is none
    return made


def run(version: str, python: str, pages: Sequence[str] = ()) -> Run:
    """Run the pages on one SQLAlchemy by one Python.

    :param pages: those, and not all that ``make doctest`` runs.
    """
    whole = re.search(r"^sqlalchemy==(\S+)", pins(version), re.MULTILINE)
    name = whole[1] if whole else version
    program, why = find_python(python)
    if not program:
        return Run(name, python, "not there", why)
    try:
        made = environment(version, python, program)
    except RuntimeError as error:
        return Run(name, python, "not installed", str(error))
    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        counted = Path(temporary, "counted.json")
        done = _call(
            *(made, "-m", "pytest", "-q", "-c", "pyproject.toml", "-p", "counting"),
            *("-p", "no:cacheprovider"),
            *(pages or ("index.rst", "README.rst", "chapters")),
            PYTHONPATH=str(Path(__file__).parent),
            COUNTED=str(counted),
        )
        numbers = json.loads(counted.read_text("utf-8")) if counted.exists() else {}
    result = "passed" if done.returncode == 0 else "FAILED"
    said = "" if done.returncode == 0 else done.stdout + done.stderr
    return Run(name, python, result, said, **numbers, seconds=time.monotonic() - begin)


def table(runs: Sequence[Run]) -> str:
    """Return what ran, what failed, and what was not there, in columns."""
    head = ("SQLAlchemy", "Python", "pages", "examples", "left out", "result")
    rows = [head]
    for each in runs:
        numbers = [each.pages, each.examples, each.left_out] if each.pages else ["", "", ""]
        result = each.result
        if each.pages:
            result += f" in {each.seconds:.0f} s"
        elif each.said:
            result += f": {each.said.splitlines()[-1]}"
        rows.append((each.sqlalchemy, each.python, *map(str, numbers), result))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "".join(
        "  ".join(
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row[:5], widths, strict=True))
        )
        + f"  {row[5]}\n"
        for row in rows
    )


def status(runs: Sequence[Run], strict: bool) -> int:
    """Return the exit status: 1 when one failed, or when none ran.

    :param strict: a Python that is there, and into whose environment nothing could be installed,
        is a failure too.
    """
    results = [each.result for each in runs]
    bad = "FAILED" in results or (strict and "not installed" in results)
    return int(bad or "passed" not in results)


def main() -> int:
    """Run all, as many at a time as there are processors; print the table."""
    wanted = [(version, python) for python in PYTHONS for version in PINS]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = list(pool.map(lambda pair: run(*pair), wanted))
    for each in runs:
        if each.result in ("FAILED", "not installed"):
            print(f"--- SQLAlchemy {each.sqlalchemy}, Python {each.python}: {each.result}")
            print(each.said.rstrip(), end="\n\n")
    print(table(runs), end="", flush=True)
    return status(runs, strict=bool(os.environ.get("CI")))


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _call(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program in the root, on SQLite, and wait; one that cannot be started has failed."""
    dropped = ("PYTEST_", "PYTHON", "SQLALCHEMY_", "ASTRONAUTS_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    try:
        return subprocess.run(
            command,
            cwd=ROOT,
            env={**kept, **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=LIMIT,
        )
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, "", f"{command[0]}: {error.strerror}")
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 124, "", f"not done within {LIMIT} seconds")


if __name__ == "__main__":
    sys.exit(main())
