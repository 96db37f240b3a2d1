"""Makes the book's other form for the tests, once for a whole run, and looks into it."""

from pathlib import Path

from bs4 import Tag

import book
from building import once

#: Seconds, beside other tests on a small machine.
LIMIT = 900


def bound(shared: Path) -> Path:
    """Return the folder of the EPUB, with its pages beside it; the first who asks makes it.

    :param shared: a folder that all processes of the test run share.
    :raises AssertionError: when Sphinx warns of something, or fails.
    """
    folder = shared / "bound"

    def make() -> tuple[int, str]:
        # Without the records, which the site's tests look at: the examples need not run again.
        options = ["-q", "-n", "-W", "--keep-going", "-D", "flight_records=0", "-b", "epub"]
        places = [str(folder / "doctrees"), str(book.ROOT), str(folder / "epub")]
        made = book.run("-m", "sphinx", *options, "-d", *places, timeout=LIMIT)
        return made.returncode, made.stdout + made.stderr

    returncode, output = once(folder, make)
    assert returncode == 0, output
    assert "WARNING" not in output
    return folder / "epub"


def not_shown(page: str, part: Tag) -> list[str]:
    """Return the lines of a page's examples that a part of the book does not show.

    Of what is typed the first lines, of what is printed all.

    :param page: as :func:`book.pages` names it.
    """
    shown = "\n".join(pre.get_text() for pre in part.find_all("pre"))
    lines = {line.strip() for line in shown.splitlines()}
    expected = []
    for example in book.examples(book.read(page), page):
        first = example.source.splitlines()[0].split("  # doctest:")[0]
        expected += [f">>> {first}", *example.want.splitlines()]
    return [each for each in expected if each.strip() not in lines]
