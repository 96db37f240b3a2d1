"""Promise: each block of a page, pasted into Python's own prompt without its prompts, runs."""

import codeop
import doctest
from collections.abc import Iterator

import pytest

import book


def blocks(page: str) -> Iterator[list[doctest.Example]]:
    """Yield the examples of a page in groups that stand together without a blank line."""
    group: list[doctest.Example] = []
    end = -1
    for example in book.examples(book.read(page), page):
        if group and example.lineno != end:
            yield group
            group = []
        group.append(example)
        end = example.lineno + example.source.count("\n") + example.want.count("\n")
    if group:
        yield group


def refused(lines: list[str]) -> int | None:
    """Type lines at a prompt; return the place of the first that Python cannot read, or None."""
    typed: list[str] = []
    for place, line in enumerate(lines):
        typed.append(line)
        try:
            complete = codeop.compile_command("\n".join(typed), "<prompt>", "single")
        except SyntaxError:
            return place
        if complete is not None:
            typed = []
    return None


@pytest.mark.parametrize("page", book.pages())
def test_every_block_can_be_pasted(page: str) -> None:
    """An indented statement ends with an empty ``...`` line where another statement follows."""
    for block in blocks(page):
        lines = "".join(example.source for example in block).split("\n")[:-1]
        place = refused(lines)
        assert place is None, (
            f"{page}:{block[0].lineno + 1}: pasted at a prompt, this block stops at "
            f"{lines[place]!r}; end the indented statement above it with an empty '...' line"
        )


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        (["with x:", "    y", "", "z"], None),
        (["with x:", "    y", "z"], 2),
        (["with x:", "    y"], None),
        (["call(", "    1", ")", "z"], None),
        (["if x:", "    y", "else:", "    z"], None),
    ],
)
def test_the_prompt_is_like_pythons(lines: list[str], place: int | None) -> None:
    """What Python's prompt refuses is refused here, at the same line."""
    assert refused(lines) == place
