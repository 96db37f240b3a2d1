"""Lets live blocks, records and exercises stand in any theme.

Their stylesheets and scripts ask a theme for two things: a class around the page's text, and
colours by name. This book's theme has both, as all have that are made from pydata-sphinx-theme. In
another, this puts an element with the class around the text, and brings the colours.
"""

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

#: What the stylesheets and scripts look for.
CLASS = "bd-article"


def bring_colours(app: Sphinx, config: Config) -> None:
    """Put the stylesheet with the colours among the site's files."""
    config.html_static_path.append(str(Path(__file__).parent / "static"))


def put_around(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Put the element around the text of a page."""
    if "body" in context:
        context["body"] = f'<div class="{CLASS}">{context["body"]}</div>'


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the stylesheet ahead of all others, so that each may change a colour."""
    app.add_css_file("any-theme.css", priority=100)
    app.connect("config-inited", bring_colours)
    app.connect("html-page-context", put_around)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
