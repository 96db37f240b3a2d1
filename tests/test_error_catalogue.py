"""Promise: an entry of the error catalogue stands by itself, under the words of its message."""

import doctest
import re

import pytest
from pytest_doctestplus.output_checker import OutputChecker

import book

PAGE = "chapters/errors.rst"
_ENTRY = re.compile(
    r"^\.\. _(error-[\w-]+):\n\n``([^\n]+)``\n~+\n(.*?)(?=^\.\. (?:index|_))", re.M | re.S
)
_OPENING = ".. _errors-all:"
#: What only a newer SQLAlchemy does.
_NEWER = re.compile(r"^\.\. doctest-requires::.*\n(?:\n|   .*\n)*", re.M)


def entries() -> dict[str, tuple[str, str]]:
    """Return the heading and the text of each entry, by its label."""
    return {label: (title, text) for label, title, text in _ENTRY.findall(book.read(PAGE))}


def wanted(text: str) -> str:
    """Return all that the examples of a text print or raise, with single spaces."""
    return " ".join(" ".join(example.want for example in book.examples(text, PAGE)).split())


def test_every_label_is_an_entry() -> None:
    """None of the entries is overlooked here, and each has a row in the list of all messages."""
    source = book.read(PAGE)
    assert set(entries()) == set(re.findall(r"^\.\. _(error-[\w-]+):$", source, re.M))
    assert all(f"<{label}>`" in source.split(_OPENING)[1] for label in entries())


@pytest.mark.parametrize("label", entries())
def test_an_entry_needs_only_the_opening(label: str) -> None:
    """A reader who lands in the middle can run one entry after the lines at the top."""
    opening = book.examples(book.read(PAGE).split(_OPENING)[0], PAGE)
    own = book.examples(_NEWER.sub("", entries()[label][1]), label)
    test = doctest.DocTest([*opening, *own], {"__name__": "__main__"}, label, None, 0, None)
    report: list[str] = []
    runner = doctest.DocTestRunner(checker=OutputChecker(), verbose=False)
    failed, _ = runner.run(test, out=report.append, clear_globs=False)
    test.globs["other_thread"].shutdown()
    test.globs["engine"].dispose()
    assert not failed, "".join(report)


@pytest.mark.parametrize("label", entries())
def test_a_heading_has_the_words_of_its_message(label: str) -> None:
    """What stands between the ellipses of a heading stands in what the entry shows, in order."""
    title, text = entries()[label]
    assert len(book.examples(text, label)) > 1, "an error and its cure are two examples at least"
    words = re.sub(r" \(or .*\)$", "", title)
    parts = [part.strip(" .;:()") for part in re.split(r"…|: ", words)]
    # SQLAlchemy 2.0 and 2.1 have two names for this one, so the page shows neither.
    shown = wanted(text).replace("await_...()", "await_only()")
    place = 0
    for part in filter(None, parts):
        place = shown.find(part, place)
        assert place >= 0, f"the entry does not show {part!r}"
