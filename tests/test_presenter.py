"""Promise: presenter mode's pure parts pass their own tests, and its parts fit in the head."""

import re
from pathlib import Path

import pytest

import book

UNIT_TESTS = sorted((book.ROOT / "tests/present").glob("*.test.js"))
#: The starter is on each page; all else is fetched when it is wanted.
STARTER, MODE = book.ROOT / "_static/present.js", book.ROOT / "_static/present"


@pytest.mark.parametrize("path", UNIT_TESTS, ids=lambda path: path.name)
def test_the_javascript_passes_its_own_tests(path: Path) -> None:
    """Dividing into screens, keys, the clock and addresses, by Node's own runner."""
    book.run_unit_tests(path)


def test_unit_tests_are_found() -> None:
    """Each file of them tests a module that is there."""
    names = {path.name.removesuffix(".test.js") for path in UNIT_TESTS}
    assert names >= {"fit", "keys", "timer", "address", "place"}
    assert all((MODE / f"{name}.js").exists() for name in names)


def test_a_page_hardly_grows() -> None:
    """The starter is less than 2 kB, and loads nothing before it is asked to."""
    text = STARTER.read_text(encoding="utf-8")
    assert len(text.encode()) < 2000
    assert re.findall(r"^import\b", text, re.MULTILINE) == []
    assert text.count("import(") == 1


def test_nothing_of_the_mode_shows_on_paper_or_before_its_use() -> None:
    """Each rule of its stylesheet is for screens."""
    text = (book.ROOT / "_static/present.css").read_text(encoding="utf-8")
    plain = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    outermost = re.findall(r"^([^\s}].*?)\s*\{", plain, re.MULTILINE)
    assert {rule.split(" and ")[0] for rule in outermost} == {"@media screen"}
