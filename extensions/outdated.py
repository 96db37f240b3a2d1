"""Writes all pages again when the configuration has changed, or a stylesheet or a script.

Pages name these by their content, and Sphinx looks at pages and templates alone: the pages would
go on to name the files of an earlier build. And Sphinx says only once what is to be written, and
has then noted the new configuration; sphinx-codeautolink asks before Sphinx itself does.
"""

import zlib
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

from extensions.builders import is_site


def note_content(app: Sphinx, config: Config) -> None:
    """Make what stylesheets and scripts hold a part of the configuration."""
    folders = [Path(app.confdir, folder) for folder in config.html_static_path]
    paths = sorted(path for folder in folders for path in folder.rglob("*.*"))
    # An editor's lock is a link that leads nowhere.
    files = [path for path in paths if path.suffix in (".css", ".js") and path.is_file()]
    content = b"".join(path.read_bytes() for path in files)
    config.static_version = f"{zlib.crc32(content):08x}"


def remember(app: Sphinx) -> None:
    """Have the builder give its first answer each time, and what has come to it since."""
    if not is_site(app.builder):
        return
    ask = app.builder.get_outdated_docs
    known = set(ask())
    app.builder.get_outdated_docs = lambda: known | set(ask())  # type: ignore[method-assign]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Ask before all others."""
    app.add_config_value("static_version", "", "html", types=str)
    app.connect("config-inited", note_content)
    app.connect("builder-inited", remember, priority=1)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
