"""Reads a page twice, as Sphinx shows it and as doctest runs it, and says where the two differ."""

import ast
import doctest
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docutils import nodes
from sphinx import addnodes

from book import CONDITIONS, examples

PYTHON = frozenset({"python", "python3", "py", "py3", "pycon", "pycon3", "ipython", "ipython3"})
UNSAID = frozenset({"default", "none", "text"})
HIDING = frozenset({"hide", "hidden", "d-none", "sd-d-none", "visually-hidden", "sr-only"})

# doctestplus heeds some of these even where a page's reader sees only a comment.
_DIRECTIVE = re.compile(
    r"^\s*\.\.\s+(doctest-[\w-]+|(?:doctest|test(?:setup|cleanup|code|output))(?=\s*::))(.*)$"
)
_CONDITION = re.compile(r"\s*::\s*(.+?)\s*$")


@dataclass(frozen=True, order=True)
class Fault:
    """Something on a page that breaks the promise that all of it runs as shown."""

    page: str
    line: int
    why: str

    def __str__(self) -> str:
        """Show it as compilers do, so that editors can jump there."""
        return f"{self.page}:{self.line}: {self.why}"


def faults(page: str, source: str, shown: nodes.document, root: Path) -> list[Fault]:
    """Return what is wrong with a page, sorted by line; nothing when it keeps its promise.

    :param page: the page's name, for the report.
    :param source: its text.
    :param shown: the same page, parsed by docutils or Sphinx.
    :param root: where the files lie that a page may show whole.
    """
    try:
        run = examples(source, page)
    except ValueError as error:
        line = re.search(r"line (\d+)", str(error))
        return [Fault(page, int(line[1]) if line else 1, f"doctest cannot read this: {error}")]
    found = [
        *_directives(source),
        *_option_flags(run),
        *_swallowed(run),
        *_hidden(shown),
        *_promptless(shown, root),
        *_unmatched(source, run, shown),
    ]
    return sorted({Fault(page, line, why) for line, why in found})


Found = Iterator[tuple[int, str]]


def _blocks(shown: nodes.Node) -> Iterator[nodes.Element]:
    """Return every block that keeps its line breaks: all code is in one of these."""
    yield from shown.findall(nodes.doctest_block)
    yield from shown.findall(nodes.literal_block)


def _language(block: nodes.Element) -> str:
    """Return the language of a block: Sphinx keeps it in an attribute, docutils in a class."""
    if isinstance(block, nodes.doctest_block):
        return "pycon"
    classes = [name for name in block["classes"] if name != "code"]
    return str(block.get("language") or (classes or ["default"])[0])


def _line(node: nodes.Node | None) -> int:
    """Return the line where a node begins, or the nearest known one above it."""
    while node is not None and node.line is None:
        node = node.parent
    return node.line if node is not None else 1


def _directives(source: str) -> Found:
    """Find directives that skip examples, run hidden ones, or run some only at times."""
    for number, line in enumerate(source.splitlines(), 1):
        directive = _DIRECTIVE.match(line)
        if directive is None:
            continue
        condition = _CONDITION.match(directive[2])
        if directive[1] != "doctest-requires":
            yield number, f"{directive[1]}: a page skips nothing and has no hidden set-up"
        elif condition is None or condition[1] not in CONDITIONS:
            allowed = ", ".join(sorted(CONDITIONS))
            yield number, f"doctest-requires with an undeclared condition; declared: {allowed}"


def _option_flags(run: list[doctest.Example]) -> Found:
    """Find option flags: all but ELLIPSIS weaken or skip the comparison."""
    names = {flag: name for name, flag in doctest.OPTIONFLAGS_BY_NAME.items()}
    for example in run:
        for flag in example.options:
            if flag != doctest.ELLIPSIS:
                yield example.lineno + 1, f"option flag {names[flag]}; only ELLIPSIS is allowed"


def _swallowed(run: list[doctest.Example]) -> Found:
    """Find output thrown away by assigning it to the underscore."""
    for example in run:
        try:
            tree = ast.parse(example.source)
        except SyntaxError:  # an example may show one
            continue
        for statement in ast.walk(tree):
            if isinstance(statement, ast.Assign):
                names = [name.id for name in statement.targets if isinstance(name, ast.Name)]
                if names and not any(name.strip("_") for name in names):
                    yield example.lineno + statement.lineno, "output swallowed by '_ ='"


def _hidden(shown: nodes.document) -> Found:
    """Find examples that run while the page hides them."""
    for block in _blocks(shown):
        if ">>> " not in block.astext():
            continue
        node: nodes.Element | None = block
        while node is not None:
            if isinstance(node, addnodes.only):
                yield _line(block), "hidden set-up: shown only in some builds"
            if HIDING.intersection(node.get("classes", ())):
                yield _line(block), "hidden set-up: its class hides it"
            node = node.parent


def _promptless(shown: nodes.document, root: Path) -> Found:
    """Find Python that nothing runs: blocks without prompts, and text between the examples."""
    for block in _blocks(shown):
        text, language = block.astext(), _language(block)
        if "source" in block:
            if not _is_named_file(block, root):
                yield _line(block), "a file is shown without a caption that names it"
        elif language in PYTHON or ">>> " in text:
            for part in doctest.DocTestParser().parse(text):
                if isinstance(part, str) and part.strip():
                    yield _line(block), "Python without a prompt: nothing runs it"
                    break
        elif language in UNSAID and _looks_like_python(text):
            yield _line(block), "Python without a prompt: nothing runs it"
    for raw in shown.findall(nodes.raw):
        if "<pre" in raw.astext() or "<code" in raw.astext():
            yield _line(raw), "code in raw HTML: nothing runs it"


def _is_named_file(block: nodes.Element, root: Path) -> bool:
    """Whether a ``literalinclude`` shows a file of the repository, and its caption says which."""
    path = Path(str(block["source"]))
    caption = next(block.parent.findall(nodes.caption), None)
    return path.is_relative_to(root) and caption is not None and path.name in caption.astext()


def _looks_like_python(text: str) -> bool:
    """Whether a block that does not say its language can only be meant as Python."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return False
    if re.search(r"\w\(", text):
        return True  # a call; "BEGIN (implicit)" would be one to Python, but nobody writes it so
    return not all(isinstance(statement, ast.Expr) for statement in tree.body)


def _unmatched(source: str, run: list[doctest.Example], shown: nodes.document) -> Found:
    """Match the examples that run to those that are shown, by line and text, both ways."""
    executed = {(example.lineno + 1, example.source) for example in run}
    visible: set[tuple[int, str]] = set()
    for block in _blocks(shown):
        if "source" not in block:
            visible |= _examples_shown(block, source.splitlines())
    for line, _ in executed - visible:
        yield line, "this example runs, but the page does not show it"
    for line, _ in visible - executed:
        yield line, "this example is shown, but doctest does not run it"


def _examples_shown(block: nodes.Element, lines: list[str]) -> set[tuple[int, str]]:
    """Return the line and source of each example in a block, as the page shows it."""
    text = block.astext()
    first = text.split("\n", 1)[0].strip()
    start = _line(block)
    # A directive's line is that of its name; its content begins some lines below it.
    while start < len(lines) and not lines[start - 1].rstrip().endswith(first):
        start += 1
    return {(start + example.lineno, example.source) for example in examples(text, "block")}
