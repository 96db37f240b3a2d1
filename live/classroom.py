"""Packs the built site, its server and what a teacher needs to know into one zip.

``make classroom`` calls it. The same files give the same zip, to the byte: their order and their
dates in it are always the same.
"""

from __future__ import annotations

import argparse
import gzip
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from answering import is_worth

ROOT = Path(__file__).resolve().parent.parent
SITE, ZIP = ROOT / "_build/html", ROOT / "_build/session-classroom.zip"
#: The one folder in the zip.
FOLDER = "session-classroom"
#: What lies in it at the top, by the name there.
TOP = {
    "START-HERE.txt": "live/classroom.txt",
    "serve.py": "live/serve.py",
    "answering.py": "live/answering.py",
    "LICENSE": "LICENSE",
}
#: For those who want their own editor: what the exercises on the command line are made of.
OWN_EDITOR = (
    *("astronauts.py", "index.rst", "chapters/*.rst", "chapters/*.py"),
    *("exercises/*.py", "recipes/*.py", "recorder/*.py"),
)
#: It runs the chapters on a server, for pytest.
NOT_THERE = "chapters/conftest.py"
#: What no browser asks for: hidden files, maps of scripts, sources of the theme's translations.
LEFT_OUT = re.compile(r"(^|/)\.|\.map$|^_static/locales/")
#: Compressed by themselves.
PACKED = {".epub", ".gz", ".pack", ".png", ".woff2", ".zip"}
#: No file has another date. It is the first day that a zip knows, at noon, anywhere on Earth.
DATE = (1980, 1, 1, 12, 0, 0)


def of_site(site: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file of the site, and of its compressed twin behind it.

    :param site: the built site. A twin that it has is taken as it is.
    """
    names = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    for name in names:
        path, twin = site / name, f"{name}.gz"
        if LEFT_OUT.search(name):
            continue
        content = path.read_bytes()
        yield name, content
        if is_worth(path) and twin not in names:
            yield twin, gzip.compress(content, 9, mtime=0)


def of_book(root: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file for those who use their own editor.

    :param root: the book's root.
    """
    names = {path.relative_to(root).as_posix() for each in OWN_EDITOR for path in root.glob(each)}
    for name in sorted(names - {NOT_THERE}):
        yield name, (root / name).read_bytes()


def pack(site: Path, out: Path, root: Path = ROOT) -> int:
    """Write the zip as a whole, or not at all; return its size in bytes.

    :param site: the built site.
    :param out: the zip to write.
    :param root: the book's root.
    :raises ValueError: when the site is none, or was built without what runs the examples.
    """
    if not (site / "offline.json").is_file():
        raise ValueError(f"There is no site with live pages in {site}: run make html first.")
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{out.name}.part")
    try:
        with zipfile.ZipFile(part, "w") as archive:
            for name, source in TOP.items():
                _add(archive, name, (root / source).read_bytes())
            for name, content in of_site(site):
                _add(archive, f"site/{name}", content)
            for name, content in of_book(root):
                _add(archive, f"own-editor/{name}", content)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return out.stat().st_size


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(f"{FOLDER}/{name}", DATE)
    entry.create_system, entry.external_attr = 3, 0o644 << 16
    is_packed = Path(name).suffix in PACKED
    kind = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
    archive.writestr(entry, content, kind, 9)


def main(arguments: list[str] | None = None) -> int | str:
    """Pack, and say where it is; return 0, or the line that says why it cannot be done."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--site", type=Path, default=SITE, help="the built site")
    parser.add_argument("--out", type=Path, default=ZIP, help="the zip")
    options = parser.parse_args(arguments)
    try:
        size = pack(options.site, options.out)
    except ValueError as error:
        return str(error)
    shown = options.out.relative_to(ROOT) if options.out.is_relative_to(ROOT) else options.out
    print(f"{shown}, {size / 1e6:.0f} MB: unzip it anywhere, and read START-HERE.txt.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
