"""Checks all that a release needs: ``make release VERSION=0.2.0``; then says what is left to do.

It changes nothing outside of ``_build/``: it sets no tag, pushes nothing, publishes nothing.
``DRY=1`` does the quick checks alone, and lists the others. ``BENCH=1`` measures, too.
"""

import argparse
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import release_checks as checks

ROOT = Path(__file__).resolve().parents[1]
#: Asked before the links are followed: most of them lead there.
ASKED = "https://docs.sqlalchemy.org/"
#: Commands that make a thing to hand out, where the Makefile has them, and what they make.
MAKES = {
    "classroom": "the folder for a classroom",
    "pdf": "the book as PDF",
    "epub": "the book as EPUB",
}
LEFT = """\
Left to do by hand:

  1. git tag -a v{version} -m "{version}" && git push origin main v{version}
  2. Publish: the workflow "pages" builds what is pushed to main. Wait until it is green.
  3. Write the release on the repository's page, of the tag v{version}. Its text: {notes}
     {attach}
  4. Look at the site where it stands, on a phone and on a desk: run a block, solve an exercise,
     paste an error into the search, switch to dark; then read on without a network.
  5. Announce it where people ask about the Session.
  6. Begin the next section of CHANGELOG.rst: "Unreleased".\
"""


@dataclass(frozen=True)
class Step:
    """One long check: a command, and what it is for.

    :ivar without: why it is left out, or "" when it is run.
    """

    name: str
    command: tuple[str, ...]
    without: str = ""


def quick(root: Path, version: str, today: date) -> list[str]:
    """Return what is wrong, as far as it is known without running anything long."""
    faults = checks.version_faults(version)
    if faults:
        return faults
    changes = (root / "CHANGELOG.rst").read_text(encoding="utf-8")
    return [
        *checks.git_faults(root, version),
        *checks.agreement_faults(root, version),
        *checks.changelog_faults(changes, version, today),
    ]


def steps(makefile: str, bench: bool, reached: bool) -> list[Step]:
    """Return the long checks in their order.

    :param makefile: its text, which says what there is to make.
    :param bench: measure, too.
    :param reached: there is a network.
    """
    there = re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE)
    handed_out = [Step(what, ("make", name)) for name, what in MAKES.items() if name in there]
    return [
        Step("the style", ("make", "lint")),
        Step("the site, without a warning", ("make", "html")),
        *handed_out,
        Step("the pages on each SQLAlchemy and Python", (".venv/bin/nox", "-s", "doctest")),
        Step("the examples and the tests", ("env", "CI=true", "make", "test")),
        Step("the costs", ("make", "bench"), "" if bench else "nobody asked: BENCH=1"),
        Step("the links", ("make", "linkcheck"), "" if reached else f"no network: {ASKED}"),
    ]


def run(step: Step, root: Path, log: Path) -> str:
    """Run a step; return "" or why it failed. What it says goes into a file."""
    with log.open("w", encoding="utf-8") as out:
        try:
            done = subprocess.run(
                step.command, cwd=root, stdout=out, stderr=subprocess.STDOUT, check=False
            )
        except OSError as error:
            return f"{error.strerror}: {step.command[0]}"
    if done.returncode == 0:
        return ""
    said = [line for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
    words = "\n".join(f"        {line}" for line in said[-8:])
    return f"its last words, of {log.relative_to(root)}:\n{words}"


def reached(address: str = ASKED) -> bool:
    """Whether the network answers, through the proxy that the environment names, if any."""
    try:
        urllib.request.urlopen(address, timeout=10).close()  # noqa: S310 - https, and ours
    except urllib.error.HTTPError:
        return True  # it does not like the question, but somebody is there
    except OSError:
        return False
    return True


def check(
    root: Path,
    version: str,
    *,
    bench: bool = False,
    dry: bool = False,
    today: date | None = None,
    network: Callable[[], bool] = reached,
) -> int:
    """Check everything, and print it; return 0 when nothing but handwork is left.

    :param dry: list the long checks instead of running them.
    :param network: asked once, whether links can be followed.
    """
    faults = quick(root, version, today or date.today())
    for fault in faults:
        _say(f"wrong    {fault}")
    if faults:
        _say("\nNothing was run. Mend this, and call make release again.")
        return 1
    _say("ok       the work tree, the version in its places, CHANGELOG.rst")
    planned = steps((root / "Makefile").read_text("utf-8"), bench, dry or network())
    folder = root / "_build/release"
    folder.mkdir(parents=True, exist_ok=True)
    failed = []
    for step in planned:
        command = " ".join(step.command)
        if dry or step.without:
            why = step.without or "not run: DRY=1"
            _say(f"left out {step.name}: {command} ({why})")
            continue
        begin = time.monotonic()
        why = run(step, root, folder / f"{step.command[-1]}.log")
        failed += [step.name] if why else []
        took = f"{time.monotonic() - begin:.0f} s"
        _say(f"FAILED   {step.name}: {command}; {why}" if why else f"ok       {step.name}: {took}")
    if not dry:
        broken = checks.site_faults(root / "_build/html")
        failed += broken
        for fault in broken:
            _say(f"wrong    {fault}")
        if not broken:
            _say("ok       the files for reading offline, the licences")
    if failed:
        _say(f"\nNot ready: {len(failed)} of these failed. Mend them, and call make release again.")
        return 1
    text = checks.notes((root / "CHANGELOG.rst").read_text("utf-8"), version)
    (folder / "notes.rst").write_text(text, encoding="utf-8")
    made = [step.name for step in planned if step.name in MAKES.values()]
    attach = f"Attach {', '.join(made)}." if made else "There is nothing to attach."
    _say("\n" + LEFT.format(version=version, notes="_build/release/notes.rst", attach=attach))
    return 0


def _say(line: str) -> None:
    print(line, flush=True)


def main(arguments: Sequence[str]) -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("version", nargs="?", default="")
    parser.add_argument("--bench", action="store_true", help="measure, too")
    parser.add_argument("--dry", action="store_true", help="only list what would be run")
    asked = parser.parse_args(arguments)
    return check(ROOT, asked.version, bench=asked.bench, dry=asked.dry)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
