"""A page in pieces, in its order: prose, headings, examples, and what an exercise begins with.

Works on docutils' trees; what is made of the pieces, :mod:`extensions.scripts` and
:mod:`extensions.notebooks` say.
"""

import doctest
from collections.abc import Iterator
from dataclasses import dataclass, field

from docutils import nodes
from sphinx import addnodes

from extensions.conditions import condition, runs_on
from extensions.exercises import exercise, exercise_code, exercise_part
from extensions.flight import blocks_of, flight_record
from extensions.teaching import teacher_note

#: What of an exercise a reader wants to see after having tried.
FOLDED = ("hint", "solution", "check")
#: What is about the page and not its subject, or for somebody else.
_PASSED = (
    *(flight_record, teacher_note, runs_on, addnodes.index),
    *(nodes.comment, nodes.target, nodes.raw),
)


@dataclass
class Piece:
    """A piece of a page.

    :param kind: ``heading``, ``prose``, ``examples`` or ``starter``.
    :param words: the words of a heading; the prose.
    :param level: how deep a heading is, from 1.
    :param examples: as doctest reads them.
    :param text: what an exercise begins with.
    :param databases: the dialects where examples run; none where the page's own hold.
    :param folded: ``hint``, ``solution`` or ``check``, where it belongs to one.
    :param summary: what stands above it, where it begins such a part.
    """

    kind: str
    words: list[nodes.Node] = field(default_factory=list)
    level: int = 0
    examples: list[doctest.Example] = field(default_factory=list)
    text: str = ""
    databases: tuple[str, ...] = ()
    folded: str = ""
    summary: str = ""


def pieces_of(tree: nodes.document) -> list[Piece]:
    """Return the pieces of a page, each run of prose in one.

    :param tree: the page, after all of Sphinx's transforms.
    """
    blocks = {id(block) for block in blocks_of(tree)}
    pieces: list[Piece] = []
    for piece in _walk(tree, _Place(blocks)):
        last = pieces[-1] if pieces else None
        goes_on = last and last.kind == piece.kind == "prose" and last.folded == piece.folded
        if last and goes_on and not piece.summary:
            last.words += piece.words
        else:
            pieces.append(piece)
    return pieces


@dataclass(frozen=True)
class _Place:
    """Where in the page a node stands."""

    blocks: set[int]
    level: int = 1
    databases: tuple[str, ...] = ()
    folded: str = ""

    def within(self, **changed: object) -> "_Place":
        return _Place(**{**vars(self), **changed})  # type: ignore[arg-type]


def _walk(node: nodes.Node, place: _Place) -> Iterator[Piece]:
    if isinstance(node, _PASSED):
        return
    if id(node) in place.blocks:
        examples = doctest.DocTestParser().get_examples(node.astext())
        yield Piece("examples", examples=examples, databases=place.databases, folded=place.folded)
    elif isinstance(node, exercise_code):
        yield Piece("starter", text=node["text"])
    elif isinstance(node, nodes.title) and isinstance(node.parent, nodes.section):
        yield Piece("heading", node.children, place.level)
    elif isinstance(node, nodes.Element) and _is_wide(node, place.blocks):
        yield from _inside(node, place)
    else:
        yield Piece("prose", [node], folded=place.folded)


def _is_wide(node: nodes.Element, blocks: set[int]) -> bool:
    """Tell whether there is more than prose in a node."""
    if isinstance(node, nodes.document | nodes.section | exercise | exercise_part):
        return True
    return any(id(each) in blocks for each in node.findall(nodes.Element))


def _inside(node: nodes.Element, place: _Place) -> Iterator[Piece]:
    """Yield what is in a node, below what it says of itself."""
    if isinstance(node, exercise):
        title = _title(f"Exercise {node['number']}: {node['exercise'].title}")
        yield Piece("heading", title, place.level + 1)
    elif isinstance(node, exercise_part):
        place = place.within(folded=node["role"] if node["role"] in FOLDED else "")
        yield Piece("prose", folded=place.folded, summary=node["summary"])
    elif isinstance(node, condition) and node["databases"]:
        place = place.within(databases=tuple(node["databases"]))
    for child in node.children:
        deeper = isinstance(child, nodes.section) and isinstance(node, nodes.section)
        yield from _walk(child, place.within(level=place.level + 1) if deeper else place)


def _title(words: str) -> list[nodes.Node]:
    """Return a title in which code stands between pairs of backticks."""
    parts = enumerate(words.split("``"))
    return [nodes.literal("", part) if at % 2 else nodes.Text(part) for at, part in parts]
