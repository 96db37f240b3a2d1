"""Takes from the pages the marks of code that no style shows: a fifth of a chapter's elements.

Pygments puts a ``span`` around each name, operator, bracket and space. Here these have the colour
of the text around them, so that the browser would only have more to read and to style.
"""

import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from extensions.builders import is_site

#: Pygments' short names of what ``_static/code.css`` gives the colour of the text.
PLAIN = ("n", "nn", "na", "vm", "o", "p", "w", "x", "nt", "py")
_SPAN = re.compile(rf'<span class="(?:{"|".join(PLAIN)})">([^<]*)</span>')


def without_plain_spans(html: str) -> str:
    """Return a page in which such pieces of code stand without a ``span``."""
    return _SPAN.sub(r"\1", html)


def strip(app: Sphinx, exception: Exception | None) -> None:
    """Write the pages anew: sphinx-codeautolink finds names by these spans, so it comes first."""
    if exception or not is_site(app.builder):
        return
    for docname in app.env.found_docs:
        path = Path(app.builder.get_outfilename(docname))  # type: ignore[attr-defined]
        if not path.exists():
            continue
        html = path.read_text(encoding="utf-8")
        if (stripped := without_plain_spans(html)) != html:
            path.write_text(stripped, encoding="utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Strip the pages when they are written; extensions.offline, later, takes their sums."""
    app.connect("build-finished", strip, priority=800)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
