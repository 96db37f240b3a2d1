"""Has the scripts that measure a whole page wait for what a reader has asked for.

Who presses Run before a long page is there waits for the page's thread, too. What the theme does
when the page is whole takes a good part of that, and nobody waits for it: ``_static/late.js`` adds
these scripts, after the first output where Python was started early, and otherwise at once.
"""

import re
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

#: The files, besides the two that the theme's layout adds at the end of a page.
NAMES = ("copybutton.js", "sphinx-book-theme.js")
#: A type that no browser runs.
LATE = "text/late"
_SOURCE = re.compile(r'src="([^"]+)"')


def bind(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Change the scripts of a page whose Python can start early.

    ``_templates/layout.html`` writes the links that fetch them, and changes the theme's last two.
    """
    if "data-live-here" not in context.get("metatags", ""):
        return
    tag = context["js_tag"]
    files = context["script_files"]
    late = [each for each in files if str(getattr(each, "filename", "")).endswith(NAMES)]
    context["script_files"] = [_late(each) if each in late else each for each in files]
    # They are on their way as soon as before.
    context["late_scripts"] = [_SOURCE.search(tag(each))[1] for each in late]
    context["late_type"] = LATE


def _late(script: Any) -> Any:
    attributes = {**script.attributes, "type": LATE}
    attributes.pop("defer", None)
    return type(script)(script.filename, priority=script.priority, **attributes)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Heed each page after those who add scripts, and after who has them wait."""
    app.connect("html-page-context", bind, priority=940)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
