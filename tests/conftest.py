"""What the tests share: one build of the site, and the figures that the suite reports."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

import book
import servers
from astronauts import create_database
from building import Build, alone, once, sphinx
from extensions.portable import NAMES, VARIABLE
from unzipped import Classroom, classroom_of

# These are the tests' data, some of them faulty on purpose.
collect_ignore = ["chapters", "elsewhere", "flight", "legacy", "live", "pages"]
collect_ignore += ["exercise_book", "exercise_pages"]


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all processes of this test run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def build(shared_folder: Path) -> Build:
    """Return the one build of the site; the first process that asks makes it."""
    folder = shared_folder / "build"

    def make() -> tuple[int, str]:
        made = sphinx(book.ROOT, folder, "-b", "html")
        return made.returncode, made.output

    return Build(folder / "site", folder / "doctrees", *once(folder, make))


@pytest.fixture(scope="session")
def classroom(build: Build, shared_folder: Path) -> Classroom:
    """Return the one zip for a class, unzipped; the first process that asks makes it."""
    folder = shared_folder / "classroom"
    with alone(folder):
        return classroom_of(build.site, folder)


def pytest_configure(config: pytest.Config) -> None:
    """Tell pytest about the one marker of these tests."""
    said = "databases(*dialects, reason): where tests that make a database run; the narrowest holds"
    config.addinivalue_line("markers", said)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test on each database that the marker names, if it makes one at all."""
    marker = metafunc.definition.get_closest_marker("databases")
    if marker and "database" in metafunc.fixturenames:
        assert marker.kwargs or len(marker.args) == len(NAMES), "it does not say why not everywhere"
        metafunc.parametrize("database", marker.args, indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Have ``create_database()`` work on the database that the test is run for."""
    dialect = getattr(request, "param", "sqlite")
    if dialect != "sqlite":
        monkeypatch.setenv(VARIABLE, servers.answering(dialect))
    return str(dialect)


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    """Return an engine on a fresh database."""
    engine = create_database()
    yield engine
    engine.dispose()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Add up the figures that tests put into their properties, and show them."""
    figures: Counter[str] = Counter()
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, value in getattr(report, "user_properties", ()):
                figures[name] += value
    if figures["all blocks"]:
        natives = {name.split(": ")[1]: n for name, n in figures.items() if "native: " in name}
        terminalreporter.section("the live pages")
        terminalreporter.write_line(
            f"{figures['live blocks']} of {figures['all blocks']} blocks ran in the browser and"
            " printed what their page says"
        )
        told = ", ".join(f"{page} {count}" for page, count in natives.items())
        terminalreporter.write_line(f"native, each with its reason: {told or 'none'}")
    if figures["mutants"]:
        terminalreporter.section("the book")
        terminalreporter.write_line(
            f"{figures['runs']} runs of pages, on SQLite or on each server that a page needs:"
            f" {figures['run']} examples, {figures['errors']} of them errors with their messages"
        )
        terminalreporter.write_line(
            f"mutants of expected outputs noticed: {figures['noticed']} of {figures['mutants']}"
            f" ({100 * figures['noticed'] / figures['mutants']:.2f} %),"
            f" {figures['excused']} excused by a named reason"
        )
    if figures["exercises"]:
        terminalreporter.section("the exercises")
        terminalreporter.write_line(
            f"{figures['exercises']} exercises: the starter fails, the solution passes, and"
            f" {figures['mistakes with a hint']} mistakes bring their hints"
        )
        terminalreporter.write_line(
            f"in the browser: {figures['exercises in the browser']} exercises,"
            f" {figures['mistakes in the browser']} mistakes"
        )
    told = [f"{name}: {value}" for name, value in figures.items() if name.startswith("on ")]
    if told:
        terminalreporter.section("versions and databases")
        for line in told:
            terminalreporter.write_line(line)
    counts = {name: n for name, n in figures.items() if name.startswith("examples ")}
    if counts:
        terminalreporter.section("versions and databases")
        terminalreporter.write_line(", ".join(f"{name}: {n}" for name, n in counts.items()))
