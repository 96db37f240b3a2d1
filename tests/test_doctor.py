"""Promise: ``make doctor`` says what a machine has and lacks, before anything is installed."""

import ast
import dataclasses
import os
import re
import shutil
import sys
import tomllib
from pathlib import Path

import pytest

import book
import doctor
import survey
from machine import THIS_PYTHON, Machine, complaint
from survey import Survey
from test_architecture import imported

BUILT = dict.fromkeys((".venv", "node_modules", "_static/live", "_build/html"), "ready")
WHOLE = Survey(
    system="debian",
    python=(3, 13, 5),
    program="/usr/bin/python3",
    make="4.4.1",
    git="2.47.3",
    node="22.14.0",
    node_serves=True,
    chromium="/usr/bin/chromium",
    epubcheck="/usr/bin/epubcheck",
    java="21.0.6",
    servers={
        "postgresql": ("127.0.0.1:5432", "answers"),
        "mariadb": ("127.0.0.1:3306", "answers"),
    },
    free=40 * doctor.GB,
    built=BUILT,
)
BARE = dict.fromkeys(BUILT, "missing")


def having(**found: object) -> Survey:
    """Return the machine that has everything, but for what the test says."""
    return dataclasses.replace(WHOLE, **found)


def test_a_machine_that_has_everything() -> None:
    """It is told in one table, with nothing to do."""
    said = "\n".join(doctor.lines(WHOLE))
    assert "  Python        3.13.5 with venv and ensurepip (/usr/bin/python3)" in said
    assert "  PostgreSQL    answers at 127.0.0.1:5432" in said
    assert "What is missing" not in said
    assert said.endswith("\n\nmake serve: ready. make test: ready.")
    assert doctor.stops(WHOLE) == []


@pytest.mark.parametrize(
    ("found", "missing", "cure"),
    [
        ({"python": (3, 9, 2)}, "Python", "3.11 or newer, where that is it: sudo apt install"),
        ({"lacks": ("ensurepip",)}, "Python", "sudo apt install python3-venv; or name one"),
        ({"own": True, "built": BARE}, "Python", "make serve PYTHON=/path/to/python3"),
        ({"make": ""}, "make", "sudo apt install make"),
        ({"make": "", "system": "macos"}, "make", "xcode-select --install"),
        ({"free": 1, "built": BARE}, "disk", "make room"),
        ({"built": {**BUILT, ".venv": "broken"}}, "packages", "rm -r .venv"),
        ({"network": {"pip's index": "no route"}, "built": BARE}, "pip's index", "the proxy"),
    ],
    ids=str,
)
def test_what_make_serve_cannot_do_without(found: dict, missing: str, cure: str) -> None:
    """Each is named in the last line, with what installs it above."""
    machine = having(**found)
    said = doctor.lines(machine)
    assert doctor.stops(machine) == [missing]
    assert said[-1].startswith(f"make serve: not ready, for want of {missing}. ")
    (at,) = [number for number, line in enumerate(said) if line.startswith(f"  {missing} ")][1:]
    assert doctor.SERVES[missing] in said[at]
    assert cure in said[at + 1]


@pytest.mark.parametrize(
    ("found", "name", "cure"),
    [
        ({"git": ""}, "git", "sudo apt install git"),
        ({"chromium": "", "system": "fedora"}, "Chromium", "sudo dnf install chromium"),
        ({"chromium": "", "system": "macos"}, "Chromium", "get Chromium from those who make it"),
        ({"epubcheck": "", "system": ""}, "epubcheck", "on macOS: brew install epubcheck"),
        ({"java": ""}, "Java", "sudo apt install default-jre-headless"),
    ],
    ids=str,
)
def test_what_only_tests_need(found: dict, name: str, cure: str) -> None:
    """The site works without it; what the tests do then depends on CI."""
    machine = having(**found)
    said = doctor.lines(machine)
    tests = doctor.TESTS[name].partition(":")[0]
    assert doctor.stops(machine) == []
    assert said[-1] == (
        f"make serve: ready. make test: ready, but for these, which are skipped: {tests}."
    )
    assert any(cure in line for line in said)
    in_ci = doctor.verdict(dataclasses.replace(machine, ci=True))
    assert in_ci.endswith(f"make test: not ready, for CI is set, and these fail: {tests}.")


@pytest.mark.parametrize(
    ("came", "found", "cure"),
    [
        ("listens", "somebody listens at there:5432; who that is, .venv will tell", ""),
        ("refuses", "and does not let the tests in", "a password and a database that fit in"),
        ("silent", "nobody listens at there:5432", "sudo apt install postgresql, or name yours"),
        ("unreadable", "POSTGRESQL_URL is no URL", "mend the URL in POSTGRESQL_URL"),
    ],
)
def test_a_server_that_does_not_answer(came: str, found: str, cure: str) -> None:
    """Each reason has a cure of its own; one that is not known yet needs none."""
    row = doctor.server("postgresql", "there:5432", came, "debian")
    assert found in row.found
    assert cure in row.cure
    assert bool(row.cure) == bool(cure)


def test_nobody_needs_a_node_of_their_own() -> None:
    """Pip brings one, so nothing is missing; what is said depends on what is there."""
    told = {}
    for node, brought in (("", False), ("18.20.4", False), ("18.20.4", True)):
        machine = having(node=node, node_serves=False, node_from_pip=brought)
        assert doctor.stops(machine) == []
        told[node, brought] = doctor.programs(machine)[2].found
    assert list(told.values()) == [
        "none of the machine's: pip brings one into .venv",
        "18.20.4 is too old, or has no npm: pip brings one into .venv",
        "18.20.4 is too old, or has no npm: pip has brought one",
    ]


def test_what_is_fetched_first_and_what_the_network_is_for() -> None:
    """Where all is there, a network that does not answer stops nothing."""
    silent = {"pip's index": "no route to host"}
    assert doctor.stops(having(network=silent)) == []
    assert "ready, and fetches .venv and node_modules first." in doctor.verdict(having(built=BARE))
    older = having(built={**BUILT, "_build/html": "old"})
    assert "  _build/html   out of date: make serve brings it" in "\n".join(doctor.lines(older))
    assert doctor.verdict(older).startswith("make serve: ready.")


def test_the_oldest_python_is_that_of_the_project() -> None:
    """The Makefile's own words are tested elsewhere."""
    project = tomllib.loads(book.read("pyproject.toml"))["project"]
    assert project["requires-python"] == ">={}.{}".format(*doctor.OLDEST)


@pytest.mark.parametrize("name", ["tests/doctor.py", "tests/survey.py", "tests/needs.py"])
def test_old_pythons_can_read_it(name: str) -> None:
    """As far as the parser knows; a Python 3.8 that the machine has is asked below."""
    ast.parse(book.read(name), feature_version=(3, 8))
    own = {"needs", "survey", "node"}
    assert imported(book.ROOT / name) <= {*sys.stdlib_module_names, *own}


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a machine with make and the doctor, and no Python."""
    machine = Machine(tmp_path)
    (machine.checkout / "tests").mkdir()
    for name in ("tests/doctor.py", "tests/survey.py", "tests/needs.py", "live/node.py"):
        shutil.copy(book.ROOT / name, machine.checkout / name)
    return machine


def test_a_bare_machine(machine: Machine) -> None:
    """Make and a Python are enough to be told everything; nothing is made for it."""
    machine.install("python3", THIS_PYTHON)
    before = sorted(machine.checkout.rglob("*"))
    said = machine.make("doctor")
    table, _, missing = said.stdout.partition("What make has built:")
    assert said.returncode == 0, said.stderr
    assert re.search(r"^  git +missing$", table, re.MULTILINE)
    assert "  Node, npm     none of the machine's: pip brings one into .venv\n" in table
    assert len(re.findall(r"not there yet: make serve makes it", missing)) == len(BUILT)
    assert "pip's index" not in said.stdout
    last = said.stdout.splitlines()[-1]
    assert last.startswith("make serve: ready, and fetches .venv and node_modules first.")
    assert "tests in a browser, the test of the EPUB" in last
    after = (path for path in machine.checkout.rglob("*") if "__pycache__" not in path.parts)
    assert sorted(after) == before


def test_without_live_no_node_is_spoken_of_as_built(machine: Machine) -> None:
    """The book alone needs fewer places."""
    machine.install("python3", THIS_PYTHON)
    said = machine.make("doctor", "LIVE=0").stdout
    assert "  node_modules " not in said
    assert "  _build/html " in said


def test_without_any_python_make_itself_says_so(machine: Machine) -> None:
    """One line, that of the other commands."""
    assert complaint(machine.make("doctor")).startswith(
        "No Python found under the names python3 python3.14 python3.13 python3.12 python3.11 "
        "python: install Python 3.11 or newer"
    )
    machine.install("python3", 'echo "3.6"')
    assert "only older ones were found (python3 is 3.6)" in complaint(machine.make("doctor"))


@pytest.mark.parametrize("version", ["3.8", "3.9", "3.10"])
def test_an_old_python_is_told_that_it_is_too_old(machine: Machine, version: str) -> None:
    """It runs what says so."""
    machine.install(
        "python3",
        f'case "$*" in -c*version_info*) echo {version};; *) exec {old(version)};; esac',
    )
    said = machine.make("doctor")
    assert said.returncode == 2
    assert re.search(rf"^  Python +{version}\.\d+ is too old", said.stdout, re.MULTILINE)
    last = said.stdout.splitlines()[-1]
    assert last == "make serve: not ready, for want of Python. make test: neither."


def old(version: str) -> str:
    """Return how to call a Python of a version: the machine's, or this one in its clothes."""
    kept = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    named = next((path / "bin/python" for path in sorted(kept.glob(f"{version}.*"))), None)
    if named:
        return f'{named} "$@"'
    minor = version.partition(".")[2]
    pretend = (
        f"import runpy, sys; sys.version_info = (3, {minor}, 0); sys.argv = sys.argv[1:];"
        "sys.path.insert(0, 'tests'); runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    return f'{sys.executable} -c "{pretend}" "$@"'


def test_venvs_own_python_serves_where_there_is_no_other(machine: Machine) -> None:
    """As when .venv was made with a PYTHON that is not on the PATH."""
    machine.give_venv()
    said = machine.make("doctor")
    assert said.returncode == 0, said.stderr
    assert re.search(r"^  \.venv +up to date$", said.stdout, re.MULTILINE)
    machine.give_venv("exit 1")
    machine.install("python3", THIS_PYTHON)
    said = machine.make("doctor")
    assert said.returncode == 2
    assert "rm -r .venv" in said.stdout


def test_the_network_is_asked_when_it_is_meant(machine: Machine) -> None:
    """With pip's own settings, and without a word of the password in them."""
    machine.install("python3", f"PIP_INDEX_URL=http://mark:secret@127.0.0.1:1/ {THIS_PYTHON}")
    said = machine.make("doctor", "NETWORK=1")
    assert said.returncode == 2
    assert re.search(r"^  pip's index +does not answer: ", said.stdout, re.MULTILINE)
    assert "secret" not in said.stdout + said.stderr
    assert "pip's index" not in machine.make("doctor", "NETWORK=0").stdout


def test_no_password_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a server's URL, the host and the port; of npm's last words, no address with a user."""
    urls = {"postgresql": "postgresql://mark:secret@127.0.0.1:1/x", "mariadb": "mariadb://h:port/"}
    monkeypatch.setattr(survey, "URLS", urls)
    assert survey.servers(None) == {
        "postgresql": ("127.0.0.1:1", "silent"),
        "mariadb": ("", "unreadable"),
    }
    said = survey.call(sys.executable, "-c", "import sys; sys.exit('no http://mark:secret@host/')")
    assert survey.reason(said) == "no http://...@host/"


def test_the_systems_that_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """By what they say of themselves and of those whom they are like."""
    told = {
        'ID=ubuntu\nID_LIKE=debian\nNAME="x"\n': "debian",
        "NAME=x\nID=debian\n": "debian",
        'ID="rocky"\nID_LIKE="rhel centos fedora"\n': "fedora",
        "ID=arch\n": "",
    }
    monkeypatch.setattr(sys, "platform", "linux")
    for text, expected in told.items():
        monkeypatch.setattr(Path, "read_text", lambda path, text=text, **how: text)
        assert survey.system() == expected
    monkeypatch.setattr(sys, "platform", "darwin")
    assert survey.system() == "macos"
