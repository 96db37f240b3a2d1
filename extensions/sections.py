"""Reads the sections of a page for the search: their words, their names, the messages they show.

Knows nothing of Sphinx but its references, whose texts are not known while a page is read.
"""

import doctest
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from docutils import nodes
from sphinx import addnodes

from extensions.exercises import exercise, exercise_code, exercise_part
from extensions.flight import flight_record

#: Stands for a reference whose words another page has, between these two characters.
REFERENCE = re.compile("\ue000(.+?)\ue001")
#: Labels that begin so are entries of the error catalogue.
ERROR = "error-"
_PARSER = doctest.DocTestParser()
_LEFT_OUT = (exercise_code, flight_record, nodes.table, nodes.Invisible, nodes.raw)
_TEXTS = (nodes.paragraph, nodes.term, nodes.caption, nodes.rubric, nodes.line, nodes.title)
#: A line that names a class of errors or warnings, as tracebacks and warnings end.
_MESSAGE = re.compile(r"^(?:.*?: )?\(?((?:\w+\.)*[A-Z]\w*(?:Error|Exception|Warning|Found)\b.*)")
#: What SQLAlchemy adds to a message: the statement, and where its documentation is.
_ADDED = re.compile(r"\s*(\[SQL: |\(Background on this ).*", re.DOTALL)


@dataclass
class Section:
    """A part of a page that a result may lead to.

    :param kind: ``page``, ``section``, ``error``, ``term`` or ``exercise``.
    :param anchor: where it is on its page, without ``#``; nothing for the page itself.
    :param path: the titles of the sections around it, without that of the page.
    :param phrases: other words for it, from the book's index.
    :param messages: the lines with which its errors end.
    """

    kind: str
    anchor: str
    title: str
    path: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


def sections_of(doctree: nodes.document) -> list[Section]:
    """Return the sections of a page, in their order; the page itself is the first."""
    labels = {doctree.nameids[name] for name, said in doctree.nametypes.items() if said}
    phrases: dict[str, list[str]] = {}
    for index in doctree.findall(addnodes.index):
        for _, words, anchor, *_ in index["entries"]:
            phrases.setdefault(anchor, []).append(words)
    found = []
    for node, path in _nested(doctree, []):
        ids = [each for each in node["ids"] if each in labels] or node["ids"]
        kind = "error" if ids[0].startswith(ERROR) else "section"
        title = node.next_node(nodes.title)
        made = Section(kind if path is not None else "page", ids[0], _words(title), path or [])
        made.phrases = [words for each in node["ids"] for words in phrases.get(each, [])]
        if path is None:
            made.anchor = ""
        found += [made, *_read(node, made)]
    return found


def _nested(node: nodes.Element, path: list[str] | None) -> Iterator[tuple[nodes.section, list]]:
    """Yield each section with the titles around it; None for that of the page."""
    for child in node.children:
        if not isinstance(child, nodes.section):
            continue
        top = isinstance(node, nodes.document)
        yield child, None if top else path
        title = _words(child.next_node(nodes.title))
        yield from _nested(child, [] if top else [*(path or []), title])


def _read(node: nodes.Element, into: Section) -> list[Section]:
    """Put what a section shows into it; return the terms and exercises that it holds."""
    apart: list[Section] = []
    around = [*into.path, into.title] if into.kind != "page" else []
    for child in node.children:
        if isinstance(child, (nodes.section, *_LEFT_OUT)):
            continue
        if isinstance(child, exercise):
            made = Section(
                "exercise", child["ids"][0], child["exercise"].title.replace("``", ""), around
            )
            apart += [made, *_read(child, made)]
        elif isinstance(child, exercise_part):
            into.messages += _read_part(child)
        elif isinstance(child, nodes.definition_list_item) and _term_ids(child):
            made = Section("term", _term_ids(child)[0], _words(child[0]), around)
            apart += [made, *_read(child[-1], made)]
        elif isinstance(child, nodes.doctest_block | nodes.literal_block):
            _read_code(child.astext(), into)
        elif isinstance(child, _TEXTS):
            if not isinstance(child, nodes.title) or child.parent is not node:
                text = _words(child)
                into.text.append(text)
        elif isinstance(child, nodes.Element):
            apart += _read(child, into)
    return apart


def _term_ids(item: nodes.definition_list_item) -> list[str]:
    term: nodes.Element = item[0]  # type: ignore[assignment]
    return [each for each in term["ids"] if each.startswith("term-")]


def _read_part(part: exercise_part) -> list[str]:
    """Return the messages that a part of an exercise shows; its code would tell the solution."""
    inside = Section("", "", "")
    _read(part, inside)
    return inside.messages


def _read_code(text: str, into: Section) -> None:
    """Put a block's code and its errors into a section."""
    try:
        examples = _PARSER.get_examples(text)
    except ValueError:  # Faulty examples fail where they run, and are no concern of the search.
        examples = []
    if not examples:
        into.code.append(text)
        into.messages += messages_in(text)
        return
    for example in examples:
        into.code.append(example.source)
        said = [example.exc_msg] if example.exc_msg else messages_in(example.want)
        into.messages += filter(None, map(message_of, said))


def messages_in(text: str) -> list[str]:
    """Return the lines that name an error or a warning, without what SQLAlchemy adds."""
    found = map(_MESSAGE.match, text.splitlines())
    return [message_of(each[1]) for each in found if each and re.search("[: ]", each[1])]


def message_of(said: str) -> str:
    """Return a message in one line, without the statement and the link to the documentation."""
    return " ".join(_ADDED.sub("", said).split())


def _words(node: nodes.Node | None) -> str:
    """Return a text in one line; each reference whose words are elsewhere is a REFERENCE."""
    if node is None:
        return ""
    return " ".join("".join(_pieces(node)).split())


def _pieces(node: nodes.Node) -> Iterable[str]:
    if isinstance(node, nodes.Text):
        yield str(node)
    elif isinstance(node, addnodes.pending_xref) and node["reftype"] in ("ref", "doc"):
        if node.get("refexplicit"):
            yield node.astext()
        else:
            target = node["reftarget"]
            if node["reftype"] == "doc":
                target = posixpath.normpath(posixpath.join("/", node["refdoc"], "..", target))[1:]
            yield f"\ue000{node['reftype']}:{target}\ue001"
    elif not isinstance(node, flight_record | nodes.Invisible):
        for child in node.children:
            yield from _pieces(child)
