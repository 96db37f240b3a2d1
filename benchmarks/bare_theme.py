"""The book in the bare theme: the same pages without records, live blocks, styles of its own.

What only the book's extensions understand stands there as what it would be without them: the task
of an exercise is a paragraph, a starter is code, a drawing is a picture.
"""

import io
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).resolve().parents[1]
#: In place of what ``conf.py`` says.
PLAIN: dict[str, Any] = {
    "extensions": ["sphinx.ext.intersphinx", "sphinx_copybutton", "sphinx_design"],
    "html_css_files": [],
    "html_js_files": [],
    "html_sidebars": {},
    "nitpicky": False,
    "template_bridge": "",
    "templates_path": [],
}
#: Options of its theme that name templates of the book's own.
OWN_OPTIONS = ("article_header_end", "navbar_persistent")


class Plain(SphinxDirective):
    """What it holds, as any text."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar = dict.fromkeys(
        ("name", "kind", "choices", "alt", "caption", "class", "advice"), str
    )

    def run(self) -> list[nodes.Node]:
        """Return its parts."""
        node = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]


class Titled(Plain):
    """With its argument ahead."""

    def run(self) -> list[nodes.Node]:
        """Return a paragraph, then its parts."""
        return [nodes.paragraph("", self.arguments[0]), *super().run()]


class Code(Plain):
    """As code."""

    def run(self) -> list[nodes.Node]:
        """Return a block."""
        text = "\n".join(self.content)
        return [nodes.literal_block(text, text, language="python")]


class Doctest(Plain):
    """As a block of examples."""

    def run(self) -> list[nodes.Node]:
        """Return it."""
        text = "\n".join(self.content)
        return [nodes.doctest_block(text, text)]


class Picture(Plain):
    """A drawing, which the reader's browser fetches."""

    def run(self) -> list[nodes.Node]:
        """Return the picture."""
        return [nodes.image(uri=self.arguments[0], alt=" ".join(self.content))]


class Nothing(Plain):
    """What no reader sees."""

    def run(self) -> list[nodes.Node]:
        """Return nothing."""
        return []


DIRECTIVES = {
    **dict.fromkeys(("given", "hint", "solution", "check", "only-on", "native"), Plain),
    **dict.fromkeys(("mistake", "exercise-progress", "note-to-teacher"), Nothing),
    "exercise": Titled,
    "starter": Code,
    "doctest-requires": Doctest,
    "drawing": Picture,
}


def build(folder: Path, pages: tuple[str, ...]) -> Path:
    """Build some pages of the book, with the contents of all of it beside them.

    :param folder: a new one; gets the site, and what Sphinx remembers.
    :param pages: without their ending.
    :returns: the folder of the site.
    :raises RuntimeError: when a page has not been made.
    """
    site = folder / "bare-theme"
    said = io.StringIO()
    kept = folder / "doctrees"
    app = Sphinx(ROOT, ROOT, site, kept, "html", PLAIN, status=None, warning=said)
    for name in OWN_OPTIONS:
        app.config.html_theme_options.pop(name, None)
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive, override=True)
    app.build(filenames=[str(ROOT / f"{page}.rst") for page in pages])
    for page in pages:
        if not (site / f"{page}.html").exists():
            raise RuntimeError(said.getvalue())
    return site
