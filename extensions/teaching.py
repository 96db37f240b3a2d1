"""Presenter mode: its button on each page, and the notes that go with a page.

A note stands in the page's source, before what it is about::

    .. note-to-teacher::

       Ask before you run: what does the database hear?

It is in the HTML in an element that no browser shows, and nowhere else: ``_static/present/`` shows
it to whoever presents the page. Of the mode, only a small script is loaded before its first use.
"""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from extensions.builders import is_site


# As a comment it is passed by whoever reads a page's words: the search, the summary for others.
class teacher_note(nodes.comment):
    """A note to the teacher."""


class NoteToTeacher(SphinxDirective):
    """The directive; its content is any text of a page, but no example."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the note; complain of an empty one, and of examples in it."""
        self.assert_has_content()
        note = teacher_note("", "", *self.parse_content_to_nodes())
        self.set_source_info(note)
        if any(">>> " in block.astext() for block in note.findall(_keeps_lines)):
            raise self.error(
                "A note to the teacher shows no example: it would run where no reader sees it."
            )
        return [note]


def _keeps_lines(node: nodes.Node) -> bool:
    return isinstance(node, nodes.doctest_block | nodes.literal_block)


def visit_note(translator: HTML5Translator, node: teacher_note) -> None:
    """Put the note into the page as an element that is not shown; books are for the learner."""
    if not is_site(translator.builder):
        raise nodes.SkipNode
    translator.body.append("<template data-note-to-teacher>\n")


def depart_note(translator: HTML5Translator, node: teacher_note) -> None:
    """Close it."""
    translator.body.append("</template>\n")


def skip(translator: Any, node: nodes.Element) -> None:
    """Leave the note out."""
    raise nodes.SkipNode


def add_button(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Put the button beside the one that fills the screen, on each page that has sections."""
    if doctree is None or "header_buttons" not in context:
        return
    context["header_buttons"].append(
        {
            "type": "javascript",
            # A name, which article-header-buttons.html takes for what it is.
            "javascript": "present()",
            "tooltip": "Present this page (p)",
            "icon": "fas fa-display",
            "label": "present-button",
            "classes": "pst-navbar-icon pst-js-only",
        }
    )


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive, its node, the script and the button."""
    others = dict.fromkeys(("latex", "text", "man", "texinfo"), (skip, None))
    app.add_node(teacher_note, html=(visit_note, depart_note), **others)
    app.add_directive("note-to-teacher", NoteToTeacher)
    app.add_js_file("present.js", type="module")
    # After the theme has begun the list of buttons, and filled it.
    app.connect("html-page-context", add_button, priority=600)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
