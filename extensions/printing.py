"""Prints the EPUB as PDF, by Chromium: ``make pdf``.

It is printed twice: Chromium cannot refer to a page by its number. The first print tells on which
page each section stands, and the second has these numbers in its contents; their places are as wide
as the numbers, so nothing moves.
"""

import argparse
import os
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

import pikepdf
from playwright.sync_api import Browser, sync_playwright

from extensions.one_page import TEMPLATES, About, about, one_page

#: The names under which a Chromium may be installed; the first that is there is taken.
CHROMIUM = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
STYLE = TEMPLATES / "book.css"
#: Milliseconds: a whole book is long, and a machine may be busy.
PATIENCE = 900_000
#: Writes the numbers into the contents.
_FILL = """async numbers => {
  for (const place of document.querySelectorAll("[data-page-of]"))
    place.textContent = numbers[place.dataset.pageOf] ?? "000";
  await document.fonts.ready;
}"""


class PrintError(Exception):
    """The book could not be printed; says why, in one line."""


def chromium() -> str:
    """Return the path of the system's Chromium.

    :raises PrintError: without one.
    """
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        names = " ".join(CHROMIUM)
        raise PrintError(
            f"No Chromium found under the names {names}: it prints the PDF. "
            "Install one (on Debian: apt install chromium) and run again."
        )
    return found


def print_book(epub: Path, target: Path) -> int:
    """Print a book, and return how many pages it has.

    :param epub: the book, as ``make epub`` makes it.
    :param target: the PDF to write.
    :raises PrintError: without a Chromium, and when the second print is not paged as the first.
    """
    program = chromium()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(epub) as archive:
        archive.extractall(folder)
        document = Path(folder, "book.html")
        document.write_text(one_page(archive, STYLE.as_uri()), encoding="utf-8")
        pages = Path(folder, "pages.pdf")
        _print_twice(program, document, pages)
        return _finish(pages, about(archive), target)


def _print_twice(program: str, document: Path, pages: Path) -> None:
    """Print a document, the second time with the numbers of its pages.

    :raises PrintError: when the numbers moved something.
    """
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    options = ["--no-sandbox"] if as_root else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=options)
        _print(browser, document, {}, pages)
        numbers = numbers_of(pages)
        _print(browser, document, numbers, pages)
        browser.close()
    if numbers_of(pages) != numbers:
        raise PrintError("The page numbers moved the pages: look at .page-number in book.css")


def _print(browser: Browser, document: Path, numbers: dict[str, int], target: Path) -> None:
    """Print a document, with tags for those who listen and an outline.

    Each time it is opened anew: what was printed once, Chromium may break in other places.
    """
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(document.as_uri())
    page.evaluate(_FILL, numbers)
    page.pdf(path=target, prefer_css_page_size=True, tagged=True, outline=True)
    page.close()


def numbers_of(pdf: Path) -> dict[str, int]:
    """Return the number of the page on which each id stands to which a link leads.

    :param pdf: a print by Chromium, which names these places by their ids.
    """
    with pikepdf.open(pdf) as book:
        places = {page.objgen: number for number, page in enumerate(book.pages, 1)}
        named = book.Root.Dests
        return {name.removeprefix("/"): places[place[0].objgen] for name, place in named.items()}


def _finish(pages: Path, said: About, target: Path) -> int:
    """Write what was printed packed, dated by its release; return the count of its pages."""
    moment = f"D:{said.day.replace('-', '')}000000Z"
    with pikepdf.open(pages) as book:
        book.docinfo["/Author"] = said.author
        book.docinfo["/CreationDate"] = book.docinfo["/ModDate"] = pikepdf.String(moment)
        # It would say which machine the book was printed on.
        del book.docinfo["/Creator"]
        book.save(
            target,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            recompress_flate=True,
            deterministic_id=True,
        )
        return len(book.pages)


def main() -> int:
    """Print the book, or say that nothing can print it; return the code to exit with."""
    parser = argparse.ArgumentParser(description="Print the EPUB as PDF, by Chromium.")
    parser.add_argument("epub", type=Path, nargs="?", help="without it: look for Chromium alone")
    epub = parser.parse_args().epub
    try:
        chromium()
        if epub:
            target = epub.with_suffix(".pdf")
            count = print_book(epub, target)
            print(f"{target}: {count} pages, {target.stat().st_size / 1e6:.1f} MB")
    except PrintError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
