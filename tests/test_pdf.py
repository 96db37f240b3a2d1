"""Promise: the PDF holds the whole book; its contents lead to the pages that they name."""

import re
import shutil
import zipfile
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from bs4 import BeautifulSoup, Tag

import book
import needs
from binding import bound, not_shown
from building import sphinx
from extensions import printing
from extensions.one_page import Chapter, chapters, one_page
from lacking import chromium
from machine import THIS_PYTHON, Machine, complaint

#: Points: the margins of a page, as the stylesheet says.
LEFT, RIGHT = 20 * 72 / 25.4, (210 - 20) * 72 / 25.4


@pytest.fixture(scope="module")
def document(shared_folder: Path) -> BeautifulSoup:
    """Return the page that a browser prints, parsed."""
    with zipfile.ZipFile(bound(shared_folder) / "session-book.epub") as archive:
        return BeautifulSoup(one_page(archive, "book.css"), "lxml")


def in_contents(document: BeautifulSoup) -> list[str]:
    """Return the ids that the contents lead to."""
    return [str(link["href"]).removeprefix("#") for link in document.select(".contents a")]


def test_every_page_of_the_book_is_in_it(document: BeautifulSoup) -> None:
    """In the order of the book, each of them and each of its sections in the contents."""
    named = re.findall(r"^   (chapters/[\w-]+)$", book.read("index.rst"), re.MULTILINE)
    assert len(named) > 20
    expected = ["index", *(Path(name).name for name in named)]
    shown = [article.find("section")["id"] for article in document.select("article")]
    assert shown == expected
    listed = in_contents(document)
    assert [each for each in listed if "." not in each] == expected
    assert len(listed) > 10 * len(expected)
    places = [str(place["data-page-of"]) for place in document.select("[data-page-of]")]
    assert places == listed
    captions = re.findall(r":caption: (.+)", book.read("index.rst"))
    assert [part.get_text() for part in document.select("h1.part")] == captions


def test_no_two_things_have_one_id(document: BeautifulSoup) -> None:
    """Pages share names of sections: each id begins with its page's."""
    ids = [str(each["id"]) for each in document.find_all(id=True)]
    assert len(ids) > 1000
    assert sorted(set(ids)) == sorted(ids)


def test_every_link_inside_leads_somewhere(document: BeautifulSoup) -> None:
    """To a place in the book; the others name a site, and none a file."""
    ids = {f"#{each['id']}" for each in document.find_all(id=True)}
    links = {str(link["href"]) for link in document.find_all("a", href=True)}
    inside = {link for link in links if link.startswith("#")}
    assert len(inside) > 500
    assert inside <= ids, sorted(inside - ids)
    assert all(link.startswith("https://") for link in links - inside), sorted(links - inside)


def test_nothing_in_it_is_live(document: BeautifulSoup) -> None:
    """No script, nothing to press, nothing folded."""
    assert not document.find_all(["script", "button", "input", "iframe"])
    assert not [each for each in document.find_all("details") if "open" not in each.attrs]


def test_its_pictures_are_those_of_the_epub(document: BeautifulSoup, shared_folder: Path) -> None:
    """Each is found from where the document lies."""
    folder = bound(shared_folder)
    pictures = [str(picture["src"]) for picture in document.find_all("img")]
    assert len(pictures) > 5
    assert not [each for each in pictures if not (folder / each).is_file()]


def test_code_is_as_it_was(document: BeautifulSoup) -> None:
    """A mark that colours nothing is left out, and no letter with it."""
    for page in (each for each in book.pages() if each.startswith("chapters/")):
        assert not_shown(page, document.find(id=Path(page).stem)) == [], page


# A print


def small(folder: Path) -> Path:
    """Bind a small book, of two chapters with an exercise of each kind."""
    shutil.copytree(book.ROOT / "tests/live/exercises", folder / "source")
    made = sphinx(folder / "source", folder, "-b", "epub")
    assert made.returncode == 0, made.output
    return made.site / "session-book.epub"


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the EPUB of a small book, its PDF beside it; without Chromium, CI fails."""
    chromium()
    epub = small(tmp_path_factory.mktemp("pdf"))
    said = book.run("-m", "extensions.printing", str(epub))
    assert said.returncode == 0, said.stderr
    assert re.search(r"session-book\.pdf: \d+ pages, \d+\.\d MB", said.stdout)
    return epub


def joined(epub: Path) -> list[Chapter]:
    """Return the chapters of a book."""
    with zipfile.ZipFile(epub) as archive:
        return chapters(archive)


def plain(text: str) -> str:
    """Return a text without the spaces, which a PDF does not keep."""
    return re.sub(r"\s|\xad|\ufffe", "", text)


def texts(pdf: Path) -> list[str]:
    """Return the text of each page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [plain(page.get_textpage().get_text_range()) for page in document]


def test_the_contents_name_the_pages(printed: Path) -> None:
    """The title stands on the page whose number stands beside it, and the foot has that number."""
    pages = texts(printed.with_suffix(".pdf"))
    first = next(number for number, page in enumerate(pages) if "Contents" in page)
    numbers = printing.numbers_of(printed.with_suffix(".pdf"))
    entries = [(entry.title, entry.target) for each in joined(printed) for entry in each.entries]
    entries += [(each.title, each.name) for each in joined(printed)]
    assert len(entries) > 5
    for title, target in entries:
        number = numbers[target]
        assert plain(title) in pages[number - 1], title
        assert f"{plain(title)}{number}" in pages[first], title
        assert re.search(rf"(?<!\d){number}(?!\d)", pages[number - 1]), title
    assert len(set(numbers.values())) > 3


def test_all_of_its_code_is_on_paper(printed: Path) -> None:
    """Each line of it, whole, and nothing stands beyond the margins."""
    paper = "".join(texts(printed.with_suffix(".pdf")))
    for chapter in joined(printed):
        blocks: list[Tag] = BeautifulSoup(chapter.body, "lxml").find_all("pre")
        for line in "\n".join(block.get_text() for block in blocks).splitlines():
            assert plain(line) in paper, line
    with pypdfium2.PdfDocument(printed.with_suffix(".pdf")) as document:
        for page in list(document)[1:]:
            text = page.get_textpage()
            boxes = [text.get_rect(number) for number in range(text.count_rects())]
            assert boxes
            assert min(left for left, *_ in boxes) > LEFT - 1
            assert max(right for _, _, right, _ in boxes) < RIGHT + 1


def test_it_has_an_outline_and_says_whose_it_is(printed: Path) -> None:
    """Chapters, and their sections below them; tags for those who listen; the release's day."""
    day = re.search(r'edition_date = "(.+)"', book.read("conf.py"))[1].replace("-", "")
    with pikepdf.open(printed.with_suffix(".pdf")) as pdf:
        with pdf.open_outline() as outline:
            shown = {each.title: [below.title for below in each.children] for each in outline.root}
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en"
        about = {key: str(value) for key, value in pdf.docinfo.items()}
    for chapter in joined(printed):
        sections = [each for each in shown[chapter.title] if not each.startswith("Exercise ")]
        assert sections == [entry.title for entry in chapter.entries]
    assert about["/Title"] == "The SQLAlchemy Session"
    assert about["/Author"]
    assert about["/CreationDate"] == about["/ModDate"] == f"D:{day}000000Z"
    assert "/Creator" not in about


def test_two_prints_are_the_same_book(printed: Path, tmp_path: Path) -> None:
    """Nothing of the machine, of the hour or of chance is in the text or on the pages."""
    again = Path(shutil.copy(printed, tmp_path))
    assert book.run("-m", "extensions.printing", str(again)).returncode == 0
    first, second = printed.with_suffix(".pdf"), again.with_suffix(".pdf")
    assert texts(first) == texts(second)
    assert printing.numbers_of(first) == printing.numbers_of(second)


def test_the_names_of_chromium_are_those_of_the_tests() -> None:
    """The tests look for it with a list of their own, which imports nothing of the book."""
    assert printing.CHROMIUM == needs.CHROMIUM


def test_without_chromium_one_line_says_so(tmp_path: Path) -> None:
    """And it says so before anything is bound."""
    machine = Machine(tmp_path)
    machine.give_venv(f"PYTHONPATH={book.ROOT} {THIS_PYTHON}")
    said = complaint(machine.make("pdf", "LIVE=0"))
    assert said == (
        "No Chromium found under the names chromium chromium-browser google-chrome "
        "google-chrome-stable: it prints the PDF. "
        "Install one (on Debian: apt install chromium) and run again."
    )
