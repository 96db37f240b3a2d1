"""Promise: the dev container has what README.rst names, as CI has it, and runs what exists.

It is read here, and not started: that takes a container engine.
"""

import json
import re
import subprocess

import pytest

import book
import doctor

FOLDER, WORKFLOW = ".devcontainer", ".github/workflows/tests.yml"
COMPOSE = f"{FOLDER}/compose.yaml"
SETTINGS = json.loads(
    re.sub(r"^ *//.*$", "", book.read(f"{FOLDER}/devcontainer.json"), flags=re.MULTILINE)
)
COMMANDS = [SETTINGS[name] for name in ("onCreateCommand", "postCreateCommand")]


def image() -> tuple[str, str]:
    """Return the Python and the Debian of the container's image."""
    name = r"image: mcr\.microsoft\.com/devcontainers/python:\d+\.\d+\.\d+-(3\.\d+)-(\w+)$"
    found = re.search(name, book.read(COMPOSE), re.MULTILINE)
    assert found, "the image is not named by an exact tag"
    return found[1], found[2]


def test_it_is_a_machine_of_ci() -> None:
    """A Python of the workflow's, on the same Debian."""
    python, debian = image()
    matrix = re.search(r"python: \[(.+)\]", book.read(WORKFLOW))
    assert matrix
    assert f'"{python}"' in matrix[1]
    assert f"-{debian}\n" in book.read(WORKFLOW)


def test_the_servers_are_those_of_compose_yaml() -> None:
    """Their versions stand in one place; they are asked as the workflow asks them."""
    assert SETTINGS["dockerComposeFile"] == ["../compose.yaml", "compose.yaml"]
    services = re.findall(r"^  (\w+):$", book.read(COMPOSE), re.MULTILINE)
    assert services == [SETTINGS["service"], "postgresql", "mariadb"]
    assert book.read(COMPOSE).count("image:") == 1
    for name in services[1:]:
        assert f"\n  {name}:\n    image:" in book.read("compose.yaml")
        assert f"      {name}:\n        condition: service_healthy\n" in book.read(COMPOSE)
    urls = re.findall(r"\w+_URL: .+", book.read(COMPOSE))
    assert urls == re.findall(r"\w+_URL: .+", book.read(WORKFLOW))
    assert len(urls) == 2


def test_the_folder_is_the_same_everywhere() -> None:
    """What is mounted is what the editor opens and git is told of."""
    folder = SETTINGS["workspaceFolder"]
    assert f"- .:{folder}\n" in book.read(COMPOSE)
    assert f"safe.directory {folder} " in COMMANDS[0]


@pytest.mark.parametrize("command", COMMANDS)
def test_its_commands_exist(command: str) -> None:
    """The shell reads them, and make has them."""
    subprocess.run(["sh", "-n", "-c", command], check=True)
    commands = re.findall(r"^([a-z]+):.*## ", book.read("Makefile"), re.MULTILINE)
    assert set(re.findall(r"make (\w+)", command)) <= set(commands)


def test_it_installs_what_the_doctor_would() -> None:
    """And the fonts that CI has, so that a page looks as it does there."""
    packages = re.search(r"--no-install-recommends ([\w -]+)$", COMMANDS[0])
    assert packages
    cures = " ".join(each.get("debian", "") for each in doctor.CURES.values()).split()
    assert set(packages[1].split()) <= {*cures, *re.findall(r"[\w-]+", book.read(".ci/run"))}
    assert {"chromium", "epubcheck"} <= set(packages[1].split())


def test_the_port_is_the_one_that_the_readers_are_told() -> None:
    """``make serve`` takes a port that is free; this one is forwarded."""
    (port,) = SETTINGS["forwardPorts"]
    assert f"make serve PORT={port}" in book.read("README.rst")
