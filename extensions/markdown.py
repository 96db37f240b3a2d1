"""Says a page's prose in Markdown, for what readers take away: notebooks, and comments of scripts.

Works on docutils' trees, and knows no builder. What it does not know it passes through: the text
within stays.
"""

import re
import textwrap
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from docutils import nodes

#: What Markdown, or a notebook's formulas, would take for a mark.
_MARKS = re.compile(r"([\\`*_\[\]<>$])")
#: What is for the screen alone.
_PASSED = (
    nodes.comment,
    nodes.substitution_definition,
    nodes.raw,
    nodes.target,
    nodes.docinfo,
    nodes.field_list,
    nodes.system_message,
)
_FENCE = "```"


class Markdown:
    """Writes nodes as Markdown.

    :param base: the page's address; "" where nobody knows, and then links within the book are text.
    :param width: after so many characters a paragraph's line ends; 0 for never. Such text is for
        the eye: it has no links, and no mark is escaped.
    """

    def __init__(self, base: str = "", width: int = 0) -> None:
        self._base, self._width = base, width

    def of(self, found: Iterable[nodes.Node]) -> str:
        """Return blocks, an empty line between two; lines of text among them make a paragraph."""
        said, run = [], []
        for node in found:
            within = isinstance(node, nodes.Text | nodes.Inline)
            if within and not isinstance(node, (*_PASSED, nodes.image)):
                run.append(node)
                continue
            said += [self._wrapped(run), self._block(node)]
            run = []
        said.append(self._wrapped(run))
        return "\n\n".join(filter(None, said))

    def line(self, found: Iterable[nodes.Node]) -> str:
        """Return what stands within a line."""
        return "".join(self._inline(node) for node in found)

    def _wrapped(self, found: Iterable[nodes.Node]) -> str:
        text = " ".join(self.line(found).split())
        if not self._width:
            return text
        options = {"break_long_words": False, "break_on_hyphens": False}
        return textwrap.fill(text, self._width, **options)  # type: ignore[arg-type]

    def _block(self, node: nodes.Node) -> str:
        if isinstance(node, _PASSED):
            return ""
        for kind, write in _BLOCKS.items():
            if isinstance(node, kind):
                return write(self, node)
        if isinstance(node, nodes.TextElement):
            return self._wrapped(node.children)
        return self.of(node.children)

    def _title(self, node: nodes.Element) -> str:
        return f"**{self.line(node.children)}**"

    def _items(self, node: nodes.Element) -> str:
        first = node.get("start", 1)
        numbered = isinstance(node, nodes.enumerated_list)
        marks = [f"{first + at}. " if numbered else "- " for at in range(len(node))]
        items = [hang(mark, self.of(item)) for mark, item in zip(marks, node, strict=True)]
        return "\n".join(items)

    def _definition(self, node: nodes.Element) -> str:
        terms = [each for each in node if isinstance(each, nodes.term)]
        rest = [each for each in node if isinstance(each, nodes.definition)]
        name = ", ".join(filter(None, (self.line(each.children) for each in terms)))
        return f"**{name}**\n\n{self.of(rest)}"

    def _code(self, node: nodes.Element) -> str:
        language = node.get("language", "")
        language = {"default": "python", "none": "text"}.get(language, language)
        return f"{_FENCE}{language}\n{node.astext()}\n{_FENCE}"

    def _captioned(self, node: nodes.Element) -> str:
        """Return a listing below its name; where it is a whole module, the name will do."""
        block = next(iter(node.findall(nodes.literal_block)), None)
        caption = next(iter(node.findall(nodes.caption)), None)
        if not self._width or block is None or caption is None or "source" not in block:
            return self.of(node.children)
        name, path = caption.astext(), Path(block["source"])
        whole = path.suffix == ".py" and block.astext() == path.read_text("utf-8").rstrip("\n")
        return f"`{name}` lies beside this script." if whole else self.of(node.children)

    def _admonition(self, node: nodes.Element) -> str:
        title, rest = "", node.children
        if rest and isinstance(rest[0], nodes.title):
            title, rest = self.line(rest[0].children), rest[1:]
        title = title or node.tagname.capitalize()
        return quote(f"**{title}**\n\n{self.of(rest)}")

    def _quote(self, node: nodes.Element) -> str:
        return quote(self.of(node.children))

    def _drawing(self, node: nodes.Element) -> str:
        said = node.get("alt", "")
        text = said if self._width else escape(said)
        return self._wrapped([nodes.Text(f"Drawing: {text}", "")]) if said else ""

    def _table(self, node: nodes.Element) -> str:
        rows = [
            [" ".join(self.of(entry).split()).replace("|", r"\|") for entry in row]
            for row in node.findall(nodes.row)
        ]
        if not next(iter(node.findall(nodes.thead)), None):
            rows.insert(0, [""] * len(rows[0]))
        rows.insert(1, ["---"] * len(rows[0]))
        titles = [each for each in node.children if isinstance(each, nodes.title)]
        lines = [f"| {' | '.join(row)} |" for row in rows]
        return "\n\n".join([*(self._title(each) for each in titles), "\n".join(lines)])

    def _transition(self, node: nodes.Element) -> str:
        return "---"

    def _inline(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.Text):
            return str(node) if self._width else escape(str(node))
        if isinstance(node, _PASSED) or "sd-summary-state-marker" in node.get("classes", ()):
            return ""
        if isinstance(node, nodes.literal):
            return code(node.astext())
        if isinstance(node, nodes.image):
            return str(node.get("alt", ""))
        inner = self.line(node.children)
        mark = next((m for kind, m in _AROUND.items() if isinstance(node, kind)), "")
        if mark:
            return f"{mark}{inner}{mark}"
        return self._link(node, inner) if isinstance(node, nodes.reference) else inner

    def _link(self, node: nodes.reference, inner: str) -> str:
        """Return a link to another site; one within the book, where its own address is known."""
        address = node.get("refuri", "")
        if self._base and address:
            address = urljoin(self._base, address)
        if self._width or not inner or not urlsplit(address).scheme:
            return inner
        return f"[{inner}]({address})"


def escape(text: str) -> str:
    """Return text in which Markdown finds no mark."""
    return _MARKS.sub(r"\\\1", text)


def code(text: str) -> str:
    """Return a piece of code, in as many backticks as it needs."""
    ticks = "``" if "`" in text else "`"
    return f"{ticks} {text} {ticks}" if "`" in text else f"`{text}`"


def hang(mark: str, text: str) -> str:
    """Return text behind a mark, under which its other lines stand."""
    return (mark + textwrap.indent(text, " " * len(mark)).lstrip()).rstrip()


def quote(text: str) -> str:
    """Return text as a quotation."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


_AROUND: dict[type[nodes.Node], str] = {nodes.emphasis: "*", nodes.strong: "**"}
_BLOCKS: dict[type[nodes.Node], Callable[[Markdown, nodes.Element], str]] = {
    nodes.bullet_list: Markdown._items,
    nodes.enumerated_list: Markdown._items,
    nodes.definition_list_item: Markdown._definition,
    nodes.literal_block: Markdown._code,
    nodes.doctest_block: Markdown._code,
    nodes.container: Markdown._captioned,
    nodes.Admonition: Markdown._admonition,
    nodes.block_quote: Markdown._quote,
    nodes.table: Markdown._table,
    nodes.image: Markdown._drawing,
    nodes.transition: Markdown._transition,
    nodes.title: Markdown._title,
    nodes.rubric: Markdown._title,
    nodes.caption: Markdown._title,
}
