"""What ``make doctor`` says: what this machine has, what it lacks, and what works here.

From what tests/survey.py has found, lines are made; nothing here looks at the machine. Like
that module, it is run by Pythons from 3.8 on, before anything is installed.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass

from survey import Survey, look

#: The oldest Python that runs the book; pyproject.toml says the same.
OLDEST = (3, 11)
#: Bytes for .venv, node_modules, what the browser loads, and the site.
NEEDED = 800_000_000
GB = 1_000_000_000
NAMES = {"postgresql": "PostgreSQL", "mariadb": "MariaDB"}
SYSTEMS = {"debian": "Debian and Ubuntu", "macos": "macOS", "fedora": "Fedora"}
#: What installs a thing, by system; a system that is not named has no package that we know of.
CURES = {
    "Python": {
        "debian": "sudo apt install python3-venv",
        "macos": "brew install python@3.13",
        "fedora": "sudo dnf install python3",
    },
    "make": {
        "debian": "sudo apt install make",
        "macos": "xcode-select --install",
        "fedora": "sudo dnf install make",
    },
    "git": {
        "debian": "sudo apt install git",
        "macos": "brew install git",
        "fedora": "sudo dnf install git",
    },
    "Node, npm": {
        "debian": "sudo apt install nodejs npm",
        "macos": "brew install node",
        "fedora": "sudo dnf install nodejs npm",
    },
    "Chromium": {
        "debian": "sudo apt install chromium",
        "fedora": "sudo dnf install chromium",
    },
    "epubcheck": {
        "debian": "sudo apt install epubcheck",
        "macos": "brew install epubcheck",
    },
    "Java": {
        "debian": "sudo apt install default-jre-headless",
        "macos": "brew install openjdk",
        "fedora": "sudo dnf install java-latest-openjdk-headless",
    },
}
#: What each thing is for; those of the second list are not asked for by make serve.
SERVES = {
    "Python": "everything: make makes .venv with it",
    "make": "every command of the book",
    "packages": "every command but this one",
    "disk": ".venv, what the browser loads, and the site",
    "pip's index": "what requirements.txt pins, which goes into .venv",
    "npm's registry": "what the live pages are built from; make html LIVE=0 does without",
}
TESTS = {
    "git": "tests of what git keeps: without it nothing is handed in",
    "Chromium": "make pdf, tests in a browser",
    "epubcheck": "the test of the EPUB",
    "Java": "the test of the EPUB: epubcheck is written in it",
    "PostgreSQL": "tests and pages on PostgreSQL",
    "MariaDB": "tests and pages on MariaDB",
}


@dataclass(frozen=True)
class Row:
    """One line of the table: a thing, what was found, and what to do where it is missing.

    :ivar cure: "" where nothing is missing.
    """

    name: str
    found: str
    cure: str = ""


def install(name: str, system: str, otherwise: str = "") -> str:
    """Return the command that installs a thing here; on a system that is not known, all of them.

    :param otherwise: what to say where no command is known.
    """
    known = CURES[name]
    if system:
        return known.get(system) or otherwise or f"install {name}, and put it on the PATH"
    return "; ".join(f"on {SYSTEMS[each]}: {command}" for each, command in known.items())


def python(survey: Survey) -> Row:
    """Return what there is to say of Python."""
    number, cure = ".".join(map(str, survey.python)), install("Python", survey.system)
    named = "or name one that you have: make serve PYTHON=/path/to/python3"
    needed = "{}.{}".format(*OLDEST)
    if survey.python[:2] < OLDEST:
        found = f"{number} is too old ({survey.program})"
        return Row("Python", found, f"{needed} or newer, where that is it: {cure}; {named}")
    if survey.own:
        found = f"{number}, that of .venv alone ({survey.program})"
        ready = next(iter(survey.built.values()), "") == "ready"
        return Row("Python", found, "" if ready else f"{cure}; {named}")
    if survey.lacks:
        found = f"{number} without {' and '.join(survey.lacks)} ({survey.program})"
        return Row("Python", found, f"{cure}; {named}")
    return Row("Python", f"{number} with venv and ensurepip ({survey.program})")


def programs(survey: Survey) -> list[Row]:
    """Return what there is to say of the programs that are there or are not."""
    rows = []
    for name, found in (("make", survey.make), ("git", survey.git)):
        rows.append(Row(name, found or "missing", "" if found else install(name, survey.system)))
    if survey.node_serves:
        rows.append(Row("Node, npm", survey.node))
    else:
        have = (
            f"{survey.node} is too old, or has no npm" if survey.node else "none of the machine's"
        )
        brought = "pip has brought one" if survey.node_from_pip else "pip brings one into .venv"
        rows.append(Row("Node, npm", f"{have}: {brought}"))
    for name, found in (
        ("Chromium", survey.chromium),
        ("epubcheck", survey.epubcheck),
        ("Java", survey.java),
    ):
        cure = install(name, survey.system, f"get {name} from those who make it")
        rows.append(Row(name, found or "missing", "" if found else cure))
    return rows


def server(name: str, address: str, came: str, system: str) -> Row:
    """Return what there is to say of a database server; never a user or a password."""
    variable = f"{name.upper()}_URL"
    start = "docker compose up --wait"
    if system == "debian":
        start += f", or sudo apt install {'mariadb-server' if name == 'mariadb' else name}"
    cures = {
        "refuses": f"name a user, a password and a database that fit in {variable}",
        "silent": f"{start}, or name yours in {variable}",
        "unreadable": f"mend the URL in {variable}",
    }
    found = {
        "answers": f"answers at {address}",
        "listens": f"somebody listens at {address}; who that is, .venv will tell",
        "refuses": f"somebody listens at {address}, and does not let the tests in",
        "silent": f"nobody listens at {address}",
        "unreadable": f"{variable} is no URL",
    }
    return Row(NAMES[name], found[came], cures.get(came, ""))


def disk(survey: Survey) -> Row:
    """Return what there is to say of the room on the disk, once all is built: how much is left."""
    free = f"{survey.free / GB:.1f} GB free"
    if all(state != "missing" for state in survey.built.values()):
        return Row("disk", free)
    short = survey.free < NEEDED
    found = f"{free}, {NEEDED / GB:.1f} GB needed"
    return Row("disk", found, "make room, or put the repository on another disk" if short else "")


def network(survey: Survey) -> list[Row]:
    """Return what there is to say of the network, if anybody asked."""
    cure = "check the network, the proxy, and the settings of pip or npm"
    return [
        Row(name, f"does not answer: {why}", cure) if why else Row(name, "answers")
        for name, why in (survey.network or {}).items()
    ]


def rows(survey: Survey) -> list[Row]:
    """Return the whole table."""
    asked = [server(name, *each, survey.system) for name, each in survey.servers.items()]
    gone = [
        Row("packages", f"the Python of {place} does not run", f"rm -r {place}")
        for place, state in survey.built.items()
        if state == "broken"
    ]
    return [python(survey), *programs(survey), *asked, disk(survey), *gone, *network(survey)]


def fetched_places(survey: Survey) -> list[str]:
    """Return the places that hold what comes from the network: .venv, and node_modules."""
    return [place for place in survey.built if not place.startswith("_")]


def stops(survey: Survey) -> list[str]:
    """Return the names of what make serve cannot do without, and does not find."""
    missing = [row.name for row in rows(survey) if row.cure and row.name in SERVES]
    # What is there is not fetched again.
    needed = any(survey.built[place] != "ready" for place in fetched_places(survey))
    return [name for name in missing if needed or name not in (survey.network or {})]


def verdict(survey: Survey) -> str:
    """Return the last line: what works here."""
    stopped = stops(survey)
    if stopped:
        return f"make serve: not ready, for want of {', '.join(stopped)}. make test: neither."
    fetched = [place for place in fetched_places(survey) if survey.built[place] != "ready"]
    serve = f"ready, and fetches {' and '.join(fetched)} first" if fetched else "ready"
    without = [row.name for row in rows(survey) if row.cure and row.name in TESTS]
    if not without:
        return f"make serve: {serve}. make test: ready."
    named = ", ".join(dict.fromkeys(TESTS[name].partition(":")[0] for name in without))
    if survey.ci:
        return f"make serve: {serve}. make test: not ready, for CI is set, and these fail: {named}."
    return f"make serve: {serve}. make test: ready, but for these, which are skipped: {named}."


def lines(survey: Survey) -> list[str]:
    """Return all that the doctor says."""
    table = rows(survey)
    width = max(len(name) for name in (*survey.built, *(row.name for row in table)))
    said = ["What this machine has:", ""]
    said += [f"  {row.name:{width}}  {row.found}" for row in table]
    told = {
        "ready": "up to date",
        "broken": "there, but its Python is gone",
        "old": "out of date: make serve brings it up to date",
        "missing": "not there yet: make serve makes it",
    }
    said += ["", "What make has built:", ""]
    said += [f"  {place:{width}}  {told[state]}" for place, state in survey.built.items()]
    missing = [row for row in table if row.cure]
    if missing:
        said += ["", "What is missing, what it is for, and how to get it:", ""]
    for row in missing:
        said.append(f"  {row.name:{width}}  for {({**SERVES, **TESTS})[row.name]}")
        said.append(f"  {'':{width}}  {row.cure}")
    return [*said, "", verdict(survey)]


def main(arguments: list[str]) -> int:
    """Look, and say; return 0 when make serve can work here, and 1 when it cannot."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--venv", default=".venv", help="the folder with the pinned packages")
    parser.add_argument("--network", action="store_true", help="ask pip's index, npm's registry")
    parser.add_argument("--without-live", action="store_true", help="the site that needs no Node")
    asked = parser.parse_args(arguments)
    survey = look(asked.venv, live=not asked.without_live, network=asked.network)
    print("\n".join(lines(survey)))
    return 1 if stops(survey) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
