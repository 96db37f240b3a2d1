"""Says on the page where its examples run: on which databases, and from which SQLAlchemy on.

The field ``:databases:`` at the top of a page becomes a line below its title, ``.. only-on::`` and
``.. doctest-requires::`` get a badge each.
"""

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from extensions.portable import NAMES, databases_of, page_databases

logger = logging.getLogger(__name__)
_VERSION = re.compile(r"sqlalchemy\s*>=\s*([\d.]+)")
SERVER_NEEDED = "It needs a database server: what you see is what a recorded run printed."


class condition(nodes.General, nodes.Element):
    """What runs only under a condition, which its badge names."""


class runs_on(nodes.Invisible, nodes.TextElement):
    """The line below the title; "invisible" to those who look for the page's first words."""


class Condition(SphinxDirective):
    """A part of a page with a badge."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the part; complain of a condition that nobody can check."""
        badge, databases = self.badge(self.arguments[0])
        node = condition("", classes=["condition"], databases=databases)
        self.set_source_info(node)
        node += nodes.paragraph("", "", nodes.inline("", badge, classes=["badge"]))
        node[0]["classes"].append("badges")
        node += self.parse_content_to_nodes()
        return [node]

    def badge(self, argument: str) -> tuple[str, list[str]]:
        """Return what the badge says, and the dialects where that narrows them."""
        raise NotImplementedError


class OnlyOn(Condition):
    """``.. only-on:: PostgreSQL, MariaDB``."""

    def badge(self, argument: str) -> tuple[str, list[str]]:
        """Name the databases."""
        try:
            databases = databases_of(argument)
        except ValueError as error:
            raise self.error(str(error)) from None
        return f"{' · '.join(NAMES[each] for each in databases)} only", databases


class Requires(Condition):
    """``.. doctest-requires:: sqlalchemy>=2.1``, which pytest-doctestplus heeds."""

    def badge(self, argument: str) -> tuple[str, list[str]]:
        """Name the version."""
        found = _VERSION.fullmatch(argument.strip())
        return f"SQLAlchemy {found[1]}" if found else argument, []


def add_line(app: Sphinx, doctree: nodes.document) -> None:
    """Say below the title on which databases the page runs."""
    env, docname = app.env, app.env.docname
    said = env.metadata.get(docname, {}).get("databases")
    title = next(doctree.findall(nodes.title), None)
    if said is None or title is None:
        return
    try:
        databases = databases_of(said)
    except ValueError as error:
        logger.error("%s", error, location=docname)
        return
    line = runs_on("", "Runs on ")
    for number, each in enumerate(databases):
        line += nodes.Text(" " if number else "")
        line += nodes.inline("", NAMES[each], classes=["badge"])
    title.parent.insert(title.parent.index(title) + 1, line)


def reason_elsewhere(docname_databases: list[str], block: nodes.Element) -> str:
    """Return why a block cannot run where there is only SQLite, "" when it can."""
    node: nodes.Element | None = block
    while node is not None:
        if isinstance(node, condition) and node["databases"]:
            return "" if "sqlite" in node["databases"] else SERVER_NEEDED
        node = node.parent
    return "" if "sqlite" in docname_databases else SERVER_NEEDED


def databases_on(app: Sphinx, docname: str) -> list[str]:
    """Return the dialects on which a page runs."""
    source = Path(app.env.doc2path(docname)).read_text(encoding="utf-8")
    return page_databases(source)


def visit(translator: Any, node: condition) -> None:
    """Open the part."""
    translator.body.append('<div class="condition">\n')


def depart(translator: Any, node: condition) -> None:
    """Close it."""
    translator.body.append("</div>\n")


def visit_line(translator: Any, node: runs_on) -> None:
    """Open the line."""
    translator.body.append('<p class="runs-on">')


def depart_line(translator: Any, node: runs_on) -> None:
    """Close it."""
    translator.body.append("</p>\n")


def nothing(translator: Any, node: nodes.Element) -> None:
    """Add nothing: what is inside stands by itself."""


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directives, the node and the events."""
    # Its other directives are known too, so that who uses one is told that a page skips nothing. A
    # project that is not tested with it needs none of them.
    if find_spec("pytest_doctestplus"):
        app.setup_extension("pytest_doctestplus.sphinx.doctestplus")
    app.add_directive("only-on", OnlyOn)
    app.add_directive("doctest-requires", Requires, override=True)
    others = dict.fromkeys(("latex", "text", "man", "texinfo"), (nothing, nothing))
    app.add_node(condition, html=(visit, depart), **others)
    app.add_node(runs_on, html=(visit_line, depart_line), **others)
    app.connect("doctree-read", add_line)
    return {
        "version": "1",
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
