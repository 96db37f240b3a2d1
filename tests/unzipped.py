"""The classroom as a teacher has it: unzipped elsewhere; and what a page loads of it."""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from bs4 import BeautifulSoup

from live.classroom import FOLDER, pack

#: What a worker fetches before the first output.
STARTS = ("worker.js", "pyodide.asm.mjs", "pyodide.asm.wasm", "core.pack")
#: What a page names: its styles, scripts and pictures, and its examples.
NAMED = {"link[rel=stylesheet]": "href", "link[rel=icon]": "href", "img[src]": "src"}
NAMED |= {"script[src]": "src", "script[data-live-page]": "data-live-page"}
#: What these name in their turn: other modules, at once or when they are wanted; styles; fonts.
NEXT = {
    ".js": re.compile(r"""\b(?:from|import)\s*\(?\s*["'](\.{1,2}/[^"']+)["']"""),
    ".css": re.compile(r"""(?:@import\s*(?:url\()?|url\()["']?([^"')]+\.(?:css|woff2))["')]"""),
}


@dataclass(frozen=True)
class Classroom:
    """The zip, and what it holds, unzipped."""

    archive: Path
    folder: Path

    @property
    def site(self) -> Path:
        """Return where the pages are."""
        return self.folder / "site"


def classroom_of(site: Path, folder: Path) -> Classroom:
    """Make the zip from a built site and unzip it, unless that is done; for one caller at a time.

    The files get the dates of now, as with some programs, in the order of the zip.
    """
    made = Classroom(folder / "classroom.zip", folder / FOLDER)
    if not made.folder.exists():
        pack(site, made.archive)
        unfinished = folder / "unfinished"
        with zipfile.ZipFile(made.archive) as opened:
            opened.extractall(unfinished)
        (unfinished / FOLDER).rename(made.folder)
    return made


def first_run(site: Path, page: str) -> list[str]:
    """Return the addresses of all that a page, its first run and its editor load, from the site.

    :param page: the page's name, such as ``chapters/transactions.html``.
    """
    soup = BeautifulSoup((site / page).read_bytes(), "html.parser")
    named = [urljoin(page, tag[name]) for tags, name in NAMED.items() for tag in soup.select(tags)]
    [live] = [each for each in named if each.endswith("/live.js")]
    left = [page, *named, *(urljoin(live, name) for name in STARTS)]
    found: dict[str, None] = {}
    while left:
        address = left.pop(0)
        if address in found or "://" in address or address.startswith("data:"):
            continue
        found[address] = None
        path = site / address.partition("?")[0]
        if path.suffix in NEXT:
            text = path.read_text(encoding="utf-8")
            left += [urljoin(address, each) for each in NEXT[path.suffix].findall(text)]
    return list(found)
