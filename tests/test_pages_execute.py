"""Promise: every Python block on every page runs, and nothing runs that a page does not show."""

import re
from pathlib import Path

import pytest
from docutils import nodes
from docutils.core import publish_doctree

import book
from building import Build, sphinx
from reading import faults

DATA = Path(__file__).parent / "pages"
_EXPECTED = re.compile(r"^\.\. fault on line (\d+): (.+)$", re.MULTILINE)


def parse_plainly(page: str) -> nodes.document:
    """Return a page as docutils alone parses it, as GitHub and PyPI do; any warning raises."""
    settings = {"halt_level": 2, "report_level": 2, "_disable_config": True}
    return publish_doctree(book.read(page), settings_overrides=settings)


@pytest.mark.parametrize("page", book.pages())
def test_all_python_on_the_page_runs(page: str, build: Build) -> None:
    """Each block is executed, each execution is shown, and nothing is skipped or hidden."""
    shown = parse_plainly(page) if page == "README.rst" else build.doctree(page)
    found = faults(page, book.read(page), shown, book.ROOT)
    assert not found, "\n" + "\n".join(map(str, found))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Return a build of the small pages beside this test, good and bad."""
    folder = tmp_path_factory.mktemp("pages")
    # They are read, not run: some of them are faulty on purpose.
    return sphinx(DATA, folder, "-b", "dummy", "-D", "flight_records=0", "-D", "live=0")


@pytest.mark.parametrize("path", sorted(DATA.glob("*/*.rst")), ids=lambda path: path.stem)
def test_faults_are_found(path: Path, data: Build) -> None:
    """The reader finds in each small page exactly the faults that the page itself lists."""
    name = path.relative_to(DATA).as_posix()
    source = path.read_text(encoding="utf-8")
    expected = [(int(line), why) for line, why in _EXPECTED.findall(source)]
    assert bool(expected) == (path.parent.name == "bad")
    found = faults(name, source, data.doctree(name), book.ROOT)
    assert [fault.line for fault in found] == [line for line, _ in expected], found
    for fault, (_, why) in zip(found, expected, strict=True):
        assert why in fault.why
        assert str(fault).startswith(f"{name}:{fault.line}: ")
