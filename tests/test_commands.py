"""Promise: the README's commands work for a newcomer, and say in one line what is missing."""

import os
import re
import shutil
import sys
import tomllib
from pathlib import Path

import pytest

import book
from machine import Machine, complaint

TOO_OLD = 'echo "3.9"'
WITHOUT_VENV = """case "$2" in *venv*) exit 1;; *) echo "3.13";; esac"""
# Answers as 3.13 does; the .venv that it makes has a copy of itself, and `pip install` there fails
# as long as the file "offline" exists.
GOOD = """case "$*" in
    *"-m venv"*) rm -rf .venv && mkdir -p .venv/bin && cp "$0" .venv/bin/python;;
    *"pip install"*) echo "pip's own noise"; echo "and on stderr" >&2; test ! -e offline;;
    *) echo "3.13";;
esac"""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a machine with make and a shell, and no Python."""
    return Machine(tmp_path)


def test_make_alone_lists_every_command_once(machine: Machine) -> None:
    """One line each, and nothing is made for it."""
    said = machine.make()
    listed = " ".join(line.split()[1] for line in said.stdout.splitlines())
    site = "serve classroom html livehtml epub pdf exercises"
    checks = "doctest record test doctor lint linkcheck"
    assert listed == f"{site} {checks} chapter bench release pins clean"
    assert all(len(line.split()) > 3 for line in said.stdout.splitlines())
    assert said.stderr == ""
    assert not (machine.checkout / ".venv").exists()


def test_no_python(machine: Machine) -> None:
    """The line says what to install, and how to name a Python that lies elsewhere."""
    assert complaint(machine.make("serve")) == (
        "No Python found under the names "
        "python3 python3.14 python3.13 python3.12 python3.11 python: "
        "install Python 3.11 or newer (on Debian: apt install python3-venv), "
        "or name one that you have: make serve PYTHON=/path/to/python3"
    )


def test_too_old_a_python(machine: Machine) -> None:
    """The line says which was found."""
    machine.install("python3", TOO_OLD)
    assert complaint(machine.make("doctest")) == (
        "Python 3.11 or newer is needed, and only older ones were found (python3 is 3.9): "
        "install a newer one, "
        "or name one that you have: make doctest PYTHON=/path/to/python3"
    )


def test_a_newer_python_beside_an_old_one_is_found(machine: Machine) -> None:
    """Debian's own may be old, and a newer one be installed under its full name."""
    machine.install("python3", TOO_OLD)
    machine.install("python3.13", GOOD)
    assert machine.make(".venv/ready").returncode == 0


def test_the_python_that_is_named_is_taken(machine: Machine) -> None:
    """It is asked for its version like every other."""
    machine.install("python3", GOOD)
    machine.install("python-of-mine", TOO_OLD)
    assert "python-of-mine is 3.9" in complaint(machine.make("test", "PYTHON=python-of-mine"))


def test_no_venv_module(machine: Machine) -> None:
    """Debian keeps it in a package of its own."""
    machine.install("python3", WITHOUT_VENV)
    assert complaint(machine.make("html")) == (
        "Python 3.13 (python3) lacks its venv module: "
        "install it (on Debian: apt install python3-venv) and run again."
    )
    assert not (machine.checkout / ".venv").exists()


def test_an_install_that_fails_is_not_taken_for_done(machine: Machine) -> None:
    """The noise goes to a file; the next run tries again, and the one after has nothing to do."""
    machine.install("python3", GOOD)
    offline = machine.checkout / "offline"
    offline.touch()
    assert complaint(machine.make(".venv/ready")) == (
        "The requirements could not be installed: check the network and the proxy, and run again. "
        "What pip said is in .venv/pip.log"
    )
    log = machine.checkout / ".venv/pip.log"
    assert log.read_text() == "pip's own noise\nand on stderr\n"
    assert not (machine.checkout / ".venv/ready").exists()
    offline.unlink()
    again = machine.make(".venv/ready")
    assert (again.returncode, again.stderr) == (0, "")
    assert "is up to date" in machine.make(".venv/ready").stdout


def test_a_venv_without_a_working_python_is_made_anew(machine: Machine) -> None:
    """That is what an interrupted first run leaves, or a Python that was since removed."""
    machine.install("python3", GOOD)
    broken = machine.checkout / ".venv/bin/python"
    broken.parent.mkdir(parents=True)
    broken.symlink_to("gone")
    assert machine.make(".venv/ready").returncode == 0
    assert os.access(broken, os.X_OK)


def test_the_real_pip_without_a_network(machine: Machine) -> None:
    """The same with a real Python: one line, and the next run finds its way."""
    offline = [f"PYTHON={sys.executable}", "PIP_CONFIG_FILE=/dev/null", "PIP_NO_INDEX=1"]
    requirements = machine.checkout / "requirements.txt"
    requirements.write_text("sqlalchemy==2.1.9\n")
    said = machine.make(".venv/ready", *offline)
    assert complaint(said).startswith("The requirements could not be installed: check the network")
    assert "No matching distribution" in (machine.checkout / ".venv/pip.log").read_text()
    requirements.write_text("# Nothing is needed now.\n")
    assert machine.make(".venv/ready", *offline).returncode == 0


@pytest.fixture
def book_of_one_page(machine: Machine) -> Machine:
    """Return a machine whose book has one chapter, and whose .venv is this Python."""
    for name in ("pyproject.toml", "astronauts.py"):
        shutil.copy(book.ROOT / name, machine.checkout)
    for name in ("index.rst", "README.rst"):
        (machine.checkout / name).write_text("A page without examples.\n")
    (machine.checkout / "chapters").mkdir()
    machine.give_venv()
    return machine


PAGE = """\
Potatoes
========

>>> from astronauts import Supply
>>> Supply(place="Hab", item="potatoes", quantity=400)
{output}
"""


def test_make_doctest_passes_a_page_that_says_the_truth(book_of_one_page: Machine) -> None:
    """Its last line is pytest's own."""
    page = book_of_one_page.checkout / "chapters/potatoes.rst"
    page.write_text(PAGE.format(output="<Supply Hab potatoes 400>"))
    said = book_of_one_page.make("doctest")
    assert said.returncode == 0
    assert re.search(r"=+ 1 passed in [\d.]+s =+$", said.stdout)


@pytest.mark.parametrize(
    "wrong",
    ["<Supply Hab potatoes 40>", "<Supply Hab  potatoes 400>", "<Supply ... 400>"],
    ids=["digit", "white space", "ellipsis"],
)
def test_make_doctest_names_the_line_and_shows_a_diff(
    book_of_one_page: Machine, wrong: str
) -> None:
    """Nothing is forgiven that plain doctest would not forgive."""
    page = book_of_one_page.checkout / "chapters/potatoes.rst"
    page.write_text(PAGE.format(output=wrong))
    said = book_of_one_page.make("doctest")
    assert said.returncode == 2
    assert "chapters/potatoes.rst:5: DocTestFailure" in said.stdout
    assert f"    - {wrong}\n" in said.stdout
    assert "    + <Supply Hab potatoes 400>\n" in said.stdout


def test_make_doctest_hands_arguments_on(book_of_one_page: Machine) -> None:
    """For one page of many, for example."""
    for name in ("potatoes", "filters"):
        page = book_of_one_page.checkout / f"chapters/{name}.rst"
        page.write_text(PAGE.format(output="<Supply Hab potatoes 400>"))
    said = book_of_one_page.make("doctest", "PYTEST_ARGS=-k filters")
    assert "1 passed, 1 deselected" in said.stdout


def normal(name: str) -> str:
    """Return a package's name as the packaging standard normalises it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_dependency_is_pinned_exactly() -> None:
    """What pyproject.toml names, requirements.txt gives one version of, and nothing is loose."""
    files = [book.ROOT / "requirements.txt", book.ROOT / "live/requirements.txt"]
    lines = [line for file in files for line in file.read_text().splitlines()]
    pins = [line for line in lines if not re.match(r" *#", line)]
    loose = [line for line in pins if not re.fullmatch(r"[\w.-]+==[\w.]+( ; .+)?", line)]
    assert loose == []
    groups = tomllib.loads((book.ROOT / "pyproject.toml").read_text())["dependency-groups"]
    direct = {normal(re.match(r"[\w.-]+", line)[0]) for group in groups.values() for line in group}
    assert direct - {normal(line.partition("==")[0]) for line in pins} == set()


def test_the_pins_name_the_command_that_makes_them() -> None:
    """The header names no place and no machine."""
    header = (book.ROOT / "requirements.txt").read_text().splitlines()[:2]
    assert header[1] == "#    make pins"
    assert not any("/" in line for line in header)
