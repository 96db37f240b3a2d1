"""The Makefile's commands as nox sessions; the tests run on each Python that the book supports.

A session is one call, so a command stands in one place. `nox --list` names them.
"""

import sys

import nox

nox.options.default_venv_backend = "none"
nox.options.sessions = ["lint", "test"]

PYTHONS = ["3.11", "3.12", "3.13"]


def make(session: nox.Session, *arguments: str) -> None:
    """Run one of the Makefile's commands."""
    session.run("make", *arguments, external=True)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site into _build/html."""
    make(session, "html")


@nox.session(name="docs-live")
def docs_live(session: nox.Session) -> None:
    """Serve the site and build it again at each change."""
    make(session, "livehtml")


@nox.session
def lint(session: nox.Session) -> None:
    """Check the style of the code and of the pages."""
    make(session, "lint")


@nox.session
@nox.parametrize("version", PYTHONS)
def test(session: nox.Session, version: str) -> None:
    """Run the examples and the tests, in a .venv for each Python."""
    make(session, "test", f"PYTHON=python{version}", f"VENV=.nox/{version}")


@nox.session
def doctest(session: nox.Session) -> None:
    """Run the examples on SQLAlchemy 2.1 and 2.0, on each Python that the machine has."""
    session.run(sys.executable, "tests/versions.py", external=True)


@nox.session
def legacy(session: nox.Session) -> None:
    """Run on SQLAlchemy 1.4 and 2.0 what the migration table shows of them; "test" does it too."""
    make(session, "test", "PYTEST_ARGS=tests/test_migration.py")
