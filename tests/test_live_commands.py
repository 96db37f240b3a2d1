"""Promise: make builds what the browser loads when that changed, and LIVE=0 does without."""

from pathlib import Path

import pytest

from machine import Machine, complaint

# With this .venv, whatever it is asked for is noted in a file, and done.
VENV = """echo "$*" >>asked
case "$*" in
    *"npm ci"*) mkdir -p node_modules; echo "npm's own noise"; test ! -e offline;;
    *extensions.bundle*) mkdir -p _static/live _build;;
esac"""


@pytest.fixture
def ready(tmp_path: Path) -> Machine:
    """Return a machine that has a .venv, which writes down what it is asked for."""
    machine = Machine(tmp_path)
    machine.give_venv(VENV)
    (machine.checkout / "_build").mkdir()
    return machine


def asked(machine: Machine, *arguments: str) -> list[str]:
    """Run make; return the first words of each thing that its .venv was asked for."""
    note = machine.checkout / "asked"
    note.unlink(missing_ok=True)
    said = machine.make(*arguments)
    assert said.returncode == 0, said.stderr
    lines = note.read_text().splitlines() if note.exists() else []
    return [" ".join(line.split()[:3]) for line in lines if not line.startswith("-c")]


SITE = "-m sphinx -n"
BUNDLE = ["live/node.py", "live/node.py npm ci", "-m extensions.bundle"]


def touch_after(path: Path, stamp: Path) -> None:
    """Touch a file until it is newer than another: a file system's clock may stand for a while."""
    path.touch()
    while stamp.exists() and path.stat().st_mtime_ns <= stamp.stat().st_mtime_ns:
        path.touch()


def test_make_html_builds_what_the_browser_loads_when_it_changed(ready: Machine) -> None:
    """A page is not part of it; a program and a Python module are."""
    assert asked(ready, "html") == [*BUNDLE, SITE]
    (ready.checkout / "index.rst").touch()
    assert asked(ready, "html") == [SITE]
    for name in ("live/page/main.js", "recorder/model.py", "chapters/packing.py", "astronauts.py"):
        (ready.checkout / name).parent.mkdir(parents=True, exist_ok=True)
        touch_after(ready.checkout / name, ready.checkout / "_static/live/ready")
        assert asked(ready, "html") == [BUNDLE[-1], SITE], name
    (ready.checkout / "package-lock.json").touch()
    assert asked(ready, "html") == [*BUNDLE, SITE]


def test_without_live_nothing_of_node_is_needed(ready: Machine) -> None:
    """Neither for the book alone nor for its examples; the site then knows what it is."""
    assert asked(ready, "html", "LIVE=0") == [SITE]
    assert "-D live=0" in (ready.checkout / "asked").read_text()
    assert asked(ready, "doctest") == ["-m pytest index.rst"]
    assert asked(ready, "serve", "LIVE=0") == ["live/serve.py"]
    assert asked(ready, "serve") == [*BUNDLE, SITE, "live/serve.py"]
    assert asked(ready, "serve") == ["live/serve.py"]
    assert asked(ready, "serve", "LIVE=0") == [SITE, "live/serve.py"]


def test_make_classroom_packs_the_site_as_it_is_now(ready: Machine) -> None:
    """It is built first where something changed, and the zip is always made."""
    assert asked(ready, "classroom") == [*BUNDLE, SITE, "live/classroom.py"]
    assert asked(ready, "classroom") == ["live/classroom.py"]
    touch_after(ready.checkout / "index.rst", ready.checkout / "_build/ready")
    assert asked(ready, "classroom") == [SITE, "live/classroom.py"]


def test_npm_without_a_network(ready: Machine) -> None:
    """One line says what can be done; the next run tries again."""
    offline = ready.checkout / "offline"
    offline.touch()
    assert complaint(ready.make("html")) == (
        "The npm packages could not be installed: check the network and the proxy, and run again, "
        "or build the book without the live pages: make html LIVE=0. "
        "What npm said is in .venv/npm.log"
    )
    assert (ready.checkout / ".venv/npm.log").read_text() == "npm's own noise\n"
    offline.unlink()
    assert asked(ready, "test") == [*BUNDLE, "-m pytest -n"]
