"""Writes all pages again when the configuration has changed, whoever asks first what to write.

Sphinx answers that once, and has then noted the new configuration. sphinx-codeautolink asks before
Sphinx itself does: pages would go on to name the programs of an earlier build.
"""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from extensions.builders import is_site


def remember(app: Sphinx) -> None:
    """Have the builder give its first answer each time, and what has come to it since."""
    if not is_site(app.builder):
        return
    ask = app.builder.get_outdated_docs
    known = set(ask())
    app.builder.get_outdated_docs = lambda: known | set(ask())  # type: ignore[method-assign]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Ask before all others."""
    app.connect("builder-inited", remember, priority=1)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
