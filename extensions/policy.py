"""Keeps scripts out of the pages themselves, so that a host may forbid them all.

Under ``Content-Security-Policy: script-src 'self'`` a browser runs no script but files of the
site. The theme writes a few lines into each page; ``_static/theme.js`` does what they do, and
``_templates/`` leaves them out.
"""

from typing import Any

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

#: What runs before a page is painted.
FIRST = "theme.js"


def leave_out(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Leave out the theme's settings that are written as scripts, and let all others wait.

    One serves its menu of versions, which the book has not, and the other says that results do
    not appear while one types, as they do not without it. A script that waits, as its author
    allows by needing the whole page, keeps nobody from reading it. ``theme.js`` does not: it sets
    the colours before anything is painted, and stands before the styles.
    """
    files = [each for each in context.get("script_files", []) if getattr(each, "filename", each)]
    first = [each for each in files if getattr(each, "filename", "") == f"_static/{FIRST}"]
    context["first_scripts"] = first
    context["script_files"] = [_waiting(each) for each in files if each not in first]


def _waiting(script: Any) -> Any:
    """Return a script that runs when the page is whole, in its turn."""
    attributes = getattr(script, "attributes", None)
    if attributes is None or "type" in attributes:
        return script
    return type(script)(
        script.filename, priority=script.priority, **{**attributes, "defer": "defer"}
    )


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the script to all pages, ahead of the others, and heed each page after the theme."""
    app.add_js_file(FIRST, priority=100)
    app.connect("html-page-context", leave_out, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
