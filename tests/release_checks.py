"""What has to be true of the repository before a release, as far as it is told at once.

Each function returns what is wrong and what to do, one sentence each; nothing when all is well.
"""

import json
import re
import subprocess
from datetime import date
from pathlib import Path

#: The heading of a version in CHANGELOG.rst.
_SECTION = re.compile(r"^(\S.*)\n(-{3,})\n", re.MULTILINE)
_DATED = re.compile(r"(\d+\.\d+\.\d+) \((.+)\)")


def version_faults(version: str) -> list[str]:
    """Look at the version that was asked for."""
    if re.fullmatch(r"\d+\.\d+\.\d+", version):
        return []
    return [f"{version!r} is no version: name three numbers, make release VERSION=0.2.0"]


def git_faults(root: Path, version: str) -> list[str]:
    """Look at the work tree, and whether the version has been released already."""
    try:
        changed = _git(root, "status", "--porcelain")
        tags = _git(root, "tag", "--list", f"v{version}")
        branch = _git(root, "branch", "--show-current")
    except (OSError, subprocess.CalledProcessError):
        return ["git does not answer here: release from a checkout of the repository"]
    faults = []
    if changed:
        names = ", ".join(line[3:] for line in changed.splitlines()[:5])
        faults.append(f"the work tree is not clean ({names}): commit, or put it aside")
    if branch != "main":
        faults.append(f"this is {branch or 'no branch'}: what is released is main; git switch main")
    if tags:
        faults.append(f"there is a tag v{version} already: choose the next version")
    return faults


def agreement_faults(root: Path, version: str) -> list[str]:
    """Look at each place that may name a version: pyproject.toml has it, and conf.py reads it."""
    places = {
        "pyproject.toml": r'^version = "(.*)"',
        "conf.py": r'^(?:release|version) = "(.*)"',
        "package.json": r'^  "version": "(.*)"',
    }
    faults = []
    for name, pattern in places.items():
        found = re.search(pattern, (root / name).read_text(encoding="utf-8"), re.MULTILINE)
        said = found[1] if found else None
        if said != version and (found or name == "pyproject.toml"):
            faults.append(f"{name} says {said}: write {version} there")
    return faults


def changelog_faults(text: str, version: str, today: date) -> list[str]:
    """Look at the release notes: the newest section is this version's, with a date.

    :param text: of CHANGELOG.rst.
    """
    sections = changelog_sections(text)
    wanted = f"{version} ({today.isoformat()})"
    titles = list(sections)
    waiting = [title for title in titles[:1] if title == "Unreleased" and sections[title].strip()]
    if waiting:
        return [f'CHANGELOG.rst: give "Unreleased" its heading, "{wanted}"']
    titles = [title for title in titles if title != "Unreleased"]
    found = _DATED.fullmatch(titles[0]) if titles else None
    if not found or found[1] != version:
        return [f'CHANGELOG.rst: the newest section is not that of {version}: write "{wanted}"']
    faults = []
    try:
        if date.fromisoformat(found[2]) > today:
            faults.append(f"CHANGELOG.rst: {found[2]} has not come yet: write {today.isoformat()}")
    except ValueError:
        faults.append(f"CHANGELOG.rst: {found[2]} is no date: write {today.isoformat()}")
    if not re.search(r"^- ", sections[titles[0]], re.MULTILINE):
        faults.append(f"CHANGELOG.rst: the section of {version} says nothing: add what is new")
    return faults


def changelog_sections(text: str) -> dict[str, str]:
    """Return the sections of CHANGELOG.rst by their headings, newest first."""
    heads = list(_SECTION.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return {head[1]: text[head.end() : end] for head, end in zip(heads, ends, strict=True)}


def notes(text: str, version: str) -> str:
    """Return the release notes of a version, as they stand in CHANGELOG.rst."""
    for title, section in changelog_sections(text).items():
        if title.startswith(f"{version} "):
            return section.strip() + "\n"
    return ""


def site_faults(site: Path) -> list[str]:
    """Look at the built site: what is kept for reading offline, and the licences.

    :param site: the folder that ``make html`` writes.
    """
    faults = []
    try:
        listed = json.loads((site / "offline.json").read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError):
        return ["the site has no list of files for reading offline: make html, without LIVE=0"]
    kept = {address.partition("?")[0] for address, _ in listed}
    gone = sorted(name for name in kept if not (site / name).is_file())
    if gone:
        faults.append(f"offline.json names what the site has not, {gone[0]}: make clean html")
    pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    left = sorted(name for name in pages - kept if not name.startswith("_static/"))
    if left:
        faults.append(f"{left[0]} is not kept for reading offline: see extensions/offline.py")
    texts = [path.read_text("utf-8") for path in site.glob("_static/live/*/LICENSES.txt")]
    if not texts:
        faults.append("the site hands out others' work without LICENSES.txt: see live/licences.mjs")
    for part in "".join(texts).split("=" * 72 + "\n")[1:]:
        title, _, licence = part.partition("\n")
        # Some packages carry no text; then the licence's name and their home have to stand there.
        if not licence.strip() and title.count(" \u2013 ") < 2:
            faults.append(f"LICENSES.txt has no licence for {title}: see live/licences.mjs")
    return faults


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.rstrip("\n")
