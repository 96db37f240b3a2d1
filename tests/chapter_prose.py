"""Reads a chapter's text: its headings, its sections, and its prose without code."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

#: What underlines a title, a section, a part of a section.
LEVELS = "=-~^"
#: Directives whose content is no prose of the chapter's own: code, drawings, and exercises.
_NOT_PROSE = {
    *("code-block", "csv-table", "drawing", "exercise", "glossary", "index"),
    *("list-table", "literalinclude", "toctree"),
}
_DIRECTIVE = re.compile(r"( *)\.\. (?:([\w-]+)::|[^:]*$|_)")
_PROMPT = re.compile(r"\s*(?:>>>|\.\.\.)(?: |$)")
#: Inline markup in which no link can stand.
_INLINE = re.compile(
    r"``.+?``|(?<!\w):(?!term:)[\w:-]+:`[^`]+`|(?<![:\w`])`[^`]+`__?|\*\*[^*]+\*\*|\*[^*\s][^*]*\*",
    re.DOTALL,
)


@dataclass(frozen=True)
class Section:
    """A heading with what stands below it, up to the next heading of any level.

    :ivar line: of the heading, from 1.
    :ivar level: 0 for the page's title, 1 for a section, 2 and more for its parts.
    :ivar body: the lines below, without those of an exercise.
    :ivar parts: the next heading is one of a lower level.
    """

    line: int
    level: int
    title: str
    body: list[str]
    parts: bool


def sections(source: str) -> list[Section]:
    """Return all headings of a page in their order."""
    lines = source.splitlines()
    heads = [
        (number, LEVELS.index(below[0]))
        for number, (above, below) in enumerate(itertools.pairwise(lines))
        if re.fullmatch(r"([=\-~^])\1+", below)
        and above.strip()
        and not above.startswith(" ")
        and len(below) >= len(above)
    ]
    ends = [number for number, _ in heads[1:]] + [len(lines)]
    kept = without(lines, {"exercise", "glossary"})
    found = []
    for at, ((number, level), end) in enumerate(zip(heads, ends, strict=True)):
        parts = at + 1 < len(heads) and heads[at + 1][1] > level
        found.append(Section(number + 1, level, lines[number], kept[number + 2 : end], parts))
    return found


def without(lines: list[str], names: set[str]) -> list[str]:
    """Return the lines, with an empty one for each that belongs to a directive of these names."""
    kept, inside = [], None
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if inside is not None and line.strip() and indent <= inside:
            inside = None
        directive = _DIRECTIVE.match(line)
        if inside is None and directive and directive[2] in names:
            inside = len(directive[1])
        kept.append("" if inside is not None else line)
    return kept


def examples_in(lines: list[str]) -> int:
    """Return how many examples stand in these lines."""
    return sum(line.lstrip().startswith(">>> ") for line in lines)


def blocks(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield each block of examples: its first line, from 0, and how many lines are typed."""
    begin = typed = 0
    for number, line in enumerate([*lines, ""]):
        if _PROMPT.match(line):
            begin = begin if typed else number
            typed += 1
        elif not line.strip() and typed:
            yield begin, typed
            typed = 0


def prose(source: str) -> str:
    """Return a page of the same length in which all that is no running prose is blank."""
    lines = without(source.splitlines(), _NOT_PROSE)
    output = False
    for number, line in enumerate(lines):
        output = bool(line.strip()) and (output or bool(_PROMPT.match(line)))
        marked = re.match(r"\s*(?:\.\. |:[\w-]+:(?!`)|>>> )", line)
        if output or marked or re.fullmatch(r"([=\-~^])\1+", line):
            lines[number] = " " * len(line)
    for section in sections(source):
        lines[section.line - 1] = ""
    whole = "\n".join(
        line.ljust(len(raw)) for raw, line in zip(source.splitlines(), lines, strict=True)
    )
    return _INLINE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), whole)


def without_links(text: str) -> str:
    """Return a text of the same length without its links to the glossary."""
    return re.sub(r":term:`[^`]*`", lambda found: " " * len(found[0]), text)


def first_mention(term: str, text: str, plain: str) -> tuple[int, bool] | None:
    """Return where a text first speaks of a glossary's word, and whether that is a link to it.

    :param plain: the same text without links.
    """
    word = re.escape(term).replace(r"\ ", r"\s+")
    word = f"(?i:{word[0]}){word[1:]}" if term[0].isalpha() else word
    linked = re.search(rf":term:`(?:[^`<]*<)?(?i:{word})>?`", text)
    mentioned = re.search(rf"(?<![\w-]){word}(?![\w-])", plain)
    if linked and (not mentioned or linked.start() < mentioned.start()):
        return linked.start(), True
    return (mentioned.start(), False) if mentioned else None
