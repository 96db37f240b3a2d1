"""``.. native:: reason``: a block that no browser can run, and why.

It stands straight before the block; with the option ``:section:`` anywhere in a section, and holds
for every block that follows in that section.
"""

from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective


class native_mark(nodes.Invisible, nodes.Element):
    """Says of the block or the blocks that follow why they cannot run in a browser."""


class Native(SphinxDirective):
    """The directive; of itself it shows nothing."""

    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = {"section": directives.flag}

    def run(self) -> list[nodes.Node]:
        """Return a mark for the block; complain when there is no reason."""
        reason = " ".join(" ".join(self.arguments).split())
        if not reason:
            raise self.error(
                "Say after native:: in one sentence why the block cannot run in a browser."
            )
        mark = native_mark("", reason=reason, section="section" in self.options, used=False)
        self.set_source_info(mark)
        return [mark]


def reason_of(block: nodes.Element) -> str:
    """Return why a block cannot run in a browser, "" when it can; its own mark is taken away."""
    before = block.parent[block.parent.index(block) - 1] if block.parent.index(block) else None
    if isinstance(before, native_mark) and not before["section"]:
        block.parent.remove(before)
        return str(before["reason"])
    inner: nodes.Element = block
    while inner.parent is not None:
        for mark in reversed(inner.parent[: inner.parent.index(inner)]):
            if isinstance(mark, native_mark) and mark["section"]:
                mark["used"] = True
                return str(mark["reason"])
        inner = inner.parent
    return ""


def unused(doctree: nodes.document) -> list[native_mark]:
    """Take all marks away that are left; return those that no block used."""
    left = list(doctree.findall(native_mark))
    for mark in left:
        mark.parent.remove(mark)
    return [mark for mark in left if not mark["used"]]
