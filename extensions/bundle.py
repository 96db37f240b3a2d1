"""Builds what the live pages load, with what ``conf.py`` says: ``python -m extensions.bundle``.

It is called in the folder of ``conf.py``, beside which ``live/`` and ``package.json`` lie. What npm
brings is installed where it is missing or not what ``package-lock.json`` pins. The settings, all
optional:

- ``live_modules``: files and folders beside ``conf.py`` that the examples import;
- ``live_packages``: packages of this Python's environment that they import, besides SQLAlchemy;
- ``live_first``: a file of ``>>>`` examples, what most readers run first. The start of Python in
  the browser makes ready for it.
"""

import argparse
import json
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sphinx.config import eval_config_file
from sphinx.util.tags import Tags

#: The settings and their defaults, which :mod:`extensions.live` tells Sphinx too.
SETTINGS: dict[str, Any] = {"live_modules": [], "live_packages": [], "live_first": ""}


def settings_of(root: Path) -> dict[str, Any]:
    """Return what ``conf.py`` says of the settings, and the defaults of the others.

    :param root: its folder.
    :raises SystemExit: when there is none, or when it names what is not there; with the line to
        show.
    """
    if not (root / "conf.py").is_file():
        sys.exit(f"There is no conf.py in {root}: call this in the folder where it lies.")
    said = eval_config_file(root / "conf.py", Tags())
    settings = {name: said.get(name, default) for name, default in SETTINGS.items()}
    first = filter(None, [settings["live_first"]])
    _require(root, settings["live_modules"], "live_modules")
    _require(root, first, "live_first")
    return settings


def _require(root: Path, names: Iterable[str], setting: str) -> None:
    for name in names:
        if not (root / name).exists():
            sys.exit(f"conf.py names {name!r} in {setting}, and there is no such thing in {root}.")


def _require_packages(site: Path, names: Iterable[str]) -> None:
    for name in ("sqlalchemy", *names):
        if not any((site / each).exists() for each in (name, f"{name}.py")):
            sys.exit(
                f"The live pages carry the package {name!r}, which is not in {site}: install it."
            )


def installed(root: Path) -> bool:
    """Whether npm has brought what ``package-lock.json`` pins.

    npm keeps its own list of what it brought; packages for other machines are not in it.
    """
    try:
        wanted, found = (
            json.loads((root / name).read_text(encoding="utf-8"))["packages"]
            for name in ("package-lock.json", "node_modules/.package-lock.json")
        )
    except FileNotFoundError:
        return False
    asked = {f"node_modules/{name}" for name in wanted[""]["devDependencies"]}
    return asked <= set(found) and all(
        wanted.get(name, {}).get("version") == each["version"] for name, each in found.items()
    )


def build(root: Path, out: Path) -> int | str:
    """Build; return the exit status, or the line that says why it cannot be done.

    :param root: the folder of ``conf.py``.
    :param out: where the bundle goes; what else is there is removed.
    """
    settings = settings_of(root)
    site = Path(sysconfig.get_path("purelib"))
    _require_packages(site, settings["live_packages"])
    node = [sys.executable, str(root / "live/node.py")]
    if not installed(root):
        npm = subprocess.run([*node, "npm", "ci"], cwd=root, check=False)  # noqa: S603
        if npm.returncode:
            return "The npm packages could not be installed: what npm said stands above."
    carried = [f"--carry={name}" for name in settings["live_modules"]]
    packages = [f"--package={name}" for name in settings["live_packages"]]
    first = f"--first={settings['live_first']}"
    places = ["--out", str(out), "--site-packages", str(site)]
    command = [*node, "node", str(root / "live/build.mjs"), *places, *carried, *packages, first]
    return subprocess.run(command, cwd=root, check=False).returncode  # noqa: S603


def main(arguments: list[str] | None = None) -> int | str:
    """Build what the command line asks for; return what :func:`build` does."""
    parser = argparse.ArgumentParser(
        prog="python -m extensions.bundle", description="Build what the live pages load."
    )
    parser.add_argument("--out", type=Path, default=Path("_static/live"), help="%(default)s")
    return build(Path.cwd(), parser.parse_args(arguments).out.resolve())


if __name__ == "__main__":
    sys.exit(main())
