"""Promise: the EPUB is one that every reader's program takes, with the whole book in it."""

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

import book
from binding import bound, not_shown
from lacking import lacks

#: Pages that the book's contents name.
CHAPTERS = [page for page in book.pages() if page.startswith("chapters/")]


@pytest.fixture(scope="module")
def epub(shared_folder: Path) -> Path:
    """Return the file."""
    return bound(shared_folder) / "session-book.epub"


@pytest.fixture(scope="module")
def pages(epub: Path) -> dict[str, BeautifulSoup]:
    """Return the pages in it, parsed."""
    with zipfile.ZipFile(epub) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xhtml")]
        return {name: BeautifulSoup(archive.read(name), "html.parser") for name in names}


def epubcheck() -> list[str]:
    """Return the command; without it CI fails and everybody else skips.

    Debian's is a Java archive that its kernel may start by itself, or not.
    """
    found = shutil.which("epubcheck")
    java = shutil.which("java")
    if found is None or java is None:
        lacks("epubcheck and java are not on PATH (on Debian: apt install epubcheck)")
    archive = Path(found).resolve()
    # Its two processors are better spent on the tests than on compiling it ever faster.
    quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
    return [java, *quick, "-jar", str(archive)] if archive.suffix == ".jar" else [found]


def test_epubcheck_finds_nothing(epub: Path) -> None:
    """No error and no warning."""
    command = [*epubcheck(), str(epub)]
    said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    assert said.returncode == 0, said.stdout + said.stderr
    assert "0 fatals / 0 errors / 0 warnings" in said.stdout + said.stderr


def test_every_chapter_is_in_it(pages: dict[str, BeautifulSoup]) -> None:
    """In its contents too, and the site's page for a wrong address is not."""
    assert len(CHAPTERS) > 20
    expected = {page.replace(".rst", ".xhtml") for page in CHAPTERS}
    assert {name for name in pages if name.startswith("chapters/")} == expected
    contents = {str(link["href"]) for link in pages["nav.xhtml"].find_all("a")}
    assert expected <= contents
    assert set(pages) - expected == {"index.xhtml", "nav.xhtml", "epub-cover.xhtml"}


def test_its_examples_are_those_of_the_pages(pages: dict[str, BeautifulSoup]) -> None:
    """Each of them, with its output, as the source has it."""
    for page in CHAPTERS:
        assert not_shown(page, pages[page.replace(".rst", ".xhtml")]) == [], page


def test_nothing_in_it_is_live(pages: dict[str, BeautifulSoup]) -> None:
    """No script, nothing to press, and nothing that a reader would have to unfold."""
    for name, soup in pages.items():
        assert not soup.find_all(["script", "button", "input", "iframe"]), name
        assert not [each for each in soup.find_all("details") if "open" not in each.attrs], name
        assert "data-live-block" not in str(soup), name


def test_pictures_say_what_they_show(pages: dict[str, BeautifulSoup], epub: Path) -> None:
    """Each has its words, and colours of its own: a picture does not see the page's."""
    pictures = [(name, each) for name, soup in pages.items() for each in soup.find_all("img")]
    drawn = sum(book.read(page).count(".. drawing:: ") for page in CHAPTERS)
    assert len(pictures) == drawn + 1  # the cover
    for name, picture in pictures:
        assert picture.get("alt"), name
    with zipfile.ZipFile(epub) as archive:
        drawings = [name for name in archive.namelist() if name.endswith(".svg")]
        assert len(drawings) == drawn
        assert not [name for name in drawings if b"var(" in archive.read(name)]


def test_solutions_come_last(pages: dict[str, BeautifulSoup]) -> None:
    """An exercise shows what to do, and a link to what one would rather not see yet."""
    exercises = 0
    for name, soup in pages.items():
        for exercise in soup.select(".exercise"):
            exercises += 1
            assert not exercise.select('[data-role="solution"], [data-role="hint"]'), name
            there = exercise.select_one(".solution-there a")["href"].removeprefix("#")
            assert soup.find(id=there).select_one('[data-role="solution"]'), f"{name}: {there}"
    assert exercises > 50


def test_it_has_no_date_but_the_releases(epub: Path) -> None:
    """So two builds of the same pages are the same file."""
    with zipfile.ZipFile(epub) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert archive.infolist()[0].filename == "mimetype"
        content = archive.read("content.opf").decode()
    day = re.search(r'edition_date = "(.+)"', book.read("conf.py"))[1]
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", content)) == {f"{day}T00:00:00Z"}
