"""Makes of the EPUB one long page, as a browser prints it: a cover, contents, and all chapters.

What is in the book, and how it looks without a site, is the EPUB's affair; this joins its files.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urldefrag, urljoin

from bs4 import BeautifulSoup, Tag
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from extensions.plain_code import PLAIN

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ROOT / "_templates" / "editions"
#: The page that the contents stand on.
FRONT = "index.xhtml"
#: Attributes that hold an id of the same page, or several.
_IDS = ("id", "aria-labelledby", "aria-describedby", "for", "headers")
#: Marks around code that looks like any other: they would make the PDF twice as large.
_PLAIN = re.compile(rf'<span class="(?:{"|".join((*PLAIN, "nv", "pre"))})">([^<]*)</span>')


@dataclass(frozen=True)
class About:
    """What a book says of itself.

    :ivar day: of its release, as 2026-11-21.
    """

    title: str
    author: str
    rights: str
    version: str
    day: str


@dataclass(frozen=True)
class Entry:
    """A line of the contents.

    :ivar target: the id that it leads to.
    """

    title: str
    target: str


@dataclass(frozen=True)
class Chapter:
    """A page of the book.

    :ivar name: unique in the book, and begins each of the page's ids.
    :ivar part: the title of the part that begins with this page, or "".
    """

    name: str
    title: str
    part: str
    body: str
    entries: list[Entry]


def one_page(archive: zipfile.ZipFile, style: str) -> str:
    """Return the whole book as one HTML document.

    In its contents the places for the page numbers, ``data-page-of``, are empty.

    :param archive: the EPUB; the document lies beside its ``index.xhtml``.
    :param style: the address of the stylesheet.
    """
    found = chapters(archive)
    parts: list[list[Chapter]] = []
    for chapter in found:
        if chapter.part or not parts:
            parts.append([])
        parts[-1].append(chapter)
    loader = FileSystemLoader(TEMPLATES)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    template = environment.get_template("book.html")
    return template.render(about=about(archive), parts=parts, chapters=found, style=style)


def about(archive: zipfile.ZipFile) -> About:
    """Return what an EPUB says of its book."""
    said = BeautifulSoup(archive.read("content.opf"), "xml")
    title, author, rights, date = (
        said.find(name).get_text() for name in ("title", "creator", "rights", "date")
    )
    version = said.find("meta", property="ibooks:version").get_text()
    return About(title, author, rights, version, date.split("T")[0])


def chapters(archive: zipfile.ZipFile) -> list[Chapter]:
    """Return the pages in the book's order, the front page first; links lead to each other."""
    front = BeautifulSoup(archive.read(FRONT), "lxml")
    begins, order = {}, [FRONT]
    for tree in front.find_all(class_="toctree-wrapper"):
        names = list(dict.fromkeys(urldefrag(link["href"]).url for link in tree.find_all("a")))
        caption = tree.find(class_="caption")
        begins[names[0]] = caption.get_text() if caption else ""
        order += names
    names = {name: Path(name).stem for name in order}
    return [_chapter(archive, name, names, begins.get(name, "")) for name in order]


def _chapter(archive: zipfile.ZipFile, file: str, names: dict[str, str], part: str) -> Chapter:
    """Return a page, its ids and its links being those of one document."""
    text = archive.read(file).decode("utf-8")
    soup = BeautifulSoup(_PLAIN.sub(r"\1", text), "lxml")
    body = soup.find(class_="body")
    top = body.find("section")
    while tree := body.find(class_="toctree-wrapper"):
        # The document has contents of its own: a section that holds nothing else goes, too.
        section = tree.find_parent("section")
        (tree if section is top else section).decompose()
    for element in body.find_all(True):
        _rename(element, file, names)
    name = names[file]
    top["id"] = name
    entries = list(_entries(top))
    # The parts stand above: theirs is the first level.
    for heading in body.find_all(re.compile("^h[1-5]$")):
        heading.name = f"h{int(heading.name[1]) + 1}"
    for heading in body.find_all(attrs={"aria-level": True}):
        heading["aria-level"] = str(int(heading["aria-level"]) + 1)
    body.smooth()
    return Chapter(name, _title(top), part, body.decode_contents().strip(), entries)


def _rename(element: Tag, file: str, names: dict[str, str]) -> None:
    """Make the ids and the addresses of an element those of one document."""
    for key in _IDS:
        if key in element.attrs:
            ids = str(element[key]).split()
            element[key] = " ".join(f"{names[file]}.{each}" for each in ids)
    for key in ("href", "src"):
        if key in element.attrs:
            element[key] = _address(str(element[key]), file, names)


def _address(address: str, file: str, names: dict[str, str]) -> str:
    """Return where an address of a page leads in the document: to an id, to a picture, away."""
    path, fragment = urldefrag(urljoin(file, address))
    if path not in names:
        return urljoin(file, address)
    return f"#{names[path]}.{fragment}" if fragment else f"#{names[path]}"


def _entries(top: Tag) -> Iterator[Entry]:
    """Yield the sections of a page."""
    for section in top.find_all("section", recursive=False):
        if section.find(["h1", "h2"], recursive=False):
            yield Entry(_title(section), str(section["id"]))


def _title(section: Tag) -> str:
    """Return a section's title."""
    return section.find(re.compile("^h[1-6]$"), recursive=False).get_text().strip()
