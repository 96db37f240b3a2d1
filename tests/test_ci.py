"""Promise: a reader's servers, those of the workflow and those of the tests are the same."""

import re

import pytest

import book
import servers

#: What CI may set: each is something that README.rst tells the reader of.
TOLD = {"CI", "POSTGRESQL_URL", "MARIADB_URL"}
COMPOSE, WORKFLOW, SCRIPT = "compose.yaml", ".github/workflows/tests.yml", ".ci/run"


def images(name: str) -> dict[str, str]:
    """Return the images of the services that a file starts, by the service's name."""
    services = book.read(name).partition("services:\n")[2]
    return dict(re.findall(r"^ +(\w+):\n +image: (\S+)$", services, re.MULTILINE))


def test_the_same_versions_everywhere() -> None:
    """compose.yaml, the workflow, and the README in its words."""
    assert images(COMPOSE) == images(WORKFLOW)
    assert images(COMPOSE) == {"postgresql": "postgres:15", "mariadb": "mariadb:10.11"}
    for name, (image, version) in {
        name: image.split(":") for name, image in images(COMPOSE).items()
    }.items():
        shown = {"postgres": "PostgreSQL", "mariadb": "MariaDB"}[image]
        assert f"{shown} {version}" in book.read("README.rst"), name


def test_the_same_servers_in_both() -> None:
    """No password, the same database, and nobody begins before they answer."""
    for setting in ("POSTGRES_HOST_AUTH_METHOD: trust", "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD"):
        assert setting in book.read(COMPOSE)
        assert setting in book.read(WORKFLOW)
    assert book.read(COMPOSE).count("healthcheck:") == len(servers.URLS)
    assert book.read(WORKFLOW).count("--health-cmd") == len(servers.URLS)


def test_the_readers_servers_answer_to_this_machine_alone() -> None:
    """They have no password. Their addresses are those that the tests ask, and the README names."""
    ports = re.findall(r'^ +- "(.+):(\d+):(\d+)"$', book.read(COMPOSE), re.MULTILINE)
    assert ports == [("127.0.0.1", "5432", "5432"), ("127.0.0.1", "3306", "3306")]
    for line in re.findall(r"DATABASE=\S+", book.read(COMPOSE)):
        assert f"make doctest {line}" in book.read("README.rst")
        assert f'"{line.removeprefix("DATABASE=")}"' in book.read("tests/needs.py")


@pytest.mark.parametrize("name", [SCRIPT, WORKFLOW])
def test_ci_sets_nothing_that_the_readme_does_not_say(name: str) -> None:
    """Else it would be green where the reader's machine is not."""
    text = book.read(name).partition("timeout-minutes")[0]
    exported = set(re.findall(r"export (\w+)", text))
    exported |= set(re.findall(r"^      ([A-Z_]+):", text, re.MULTILINE))
    assert exported
    assert exported <= TOLD
    for variable in exported:
        assert f"``{variable}``" in book.read("README.rst")


def test_ci_runs_what_the_readme_says() -> None:
    """The last lines of the script are its commands."""
    commands = re.findall(r"^(?:make|\.venv)\S* .+$", book.read(SCRIPT), re.MULTILINE)
    assert commands == ["make lint", ".venv/bin/nox -s doctest", "make test"]
    assert f"bash {SCRIPT}" in book.read(WORKFLOW)
