"""Makes one stylesheet of all that a page asks for.

A page is shown when all of its styles are there, so each file more is one more to wait for. The
order stays, and so do the addresses in them; the files themselves stay on the site, too. A page
may name a file for itself alone in its first lines: ``:style: name.css``.
"""

import os
import posixpath
import re
import zlib
from functools import cache
from pathlib import Path
from typing import Any

from pydata_sphinx_theme.pygments import get_pygments_stylesheet
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from extensions.builders import is_site

#: What the theme's own layout puts before the others.
THEME = ("_static/styles/theme.css", "_static/styles/pydata-sphinx-theme.css")
FOLDER = "_static"
#: Sphinx writes this one, and the theme another in its place when all pages are written.
WORDS = "_static/pygments.css"
_IMPORT = re.compile(r"""@import\s+(?:url\()?["']?([^"')]+)["']?\)?\s*;""")
_URL = re.compile(r"""url\((["']?)(?!data:|["'/]|#|\w+:)([^"')]+)\1\)""")
#: A rule for whatever comes after a tag has the browser look anew at all that stands around an
#: element which a script puts in, be that tag there or not: its "universal sibling" rules. In
#: a chapter that is a whole section, several times before the page is there. So such a rule names
#: what does come: Bootstrap's after a legend, sphinx-design's in a dropdown.
_AFTER = re.compile(r"((?<![\w.#-])(legend|summary)\s*[+~]\s*)\*")
_WHAT = {"legend": ":where(label)", "summary": ":where(.sd-summary-content)"}


def bind(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Give a page the one file; ``_templates/layout.html`` links it."""
    if not is_site(app.builder):
        return
    wanted = [str(getattr(each, "filename", each)) for each in context.get("css_files", [])]
    own = str((context.get("meta") or {}).get("style", "")).split()
    names = [*THEME, *dict.fromkeys(wanted), *(f"{FOLDER}/{name}" for name in own)]
    site = Path(app.outdir)
    themes = [app.config.html_theme_options[f"pygments_{each}_style"] for each in ("light", "dark")]
    texts = (words(*themes) if name == WORDS else flat(site, name) for name in names)
    content = "\n".join(texts).encode()
    # Its name has its content in it: pages that ask for the same styles share the file.
    target = f"{FOLDER}/book-{zlib.crc32(content):08x}.css"
    if not (site / target).exists():
        unfinished = (site / target).with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(content)
        unfinished.replace(site / target)  # another process may write it, too
    context["stylesheet"] = target
    context["css_files"] = []


@cache
def words(light: str, dark: str) -> str:
    """Return the colours of code, by the names of Pygments' styles."""
    return get_pygments_stylesheet(light, dark)


@cache
def flat(site: Path, name: str) -> str:
    """Return a stylesheet with what it imports, and its addresses as :data:`FOLDER` sees them.

    It is read once: all are in their places before the first page is written.

    :param site: the folder of the built site.
    :param name: the stylesheet, relative to it.
    :raises OSError: when there is no such file.
    """
    folder = posixpath.dirname(name)
    text = (site / name).read_text(encoding="utf-8").removeprefix('@charset "UTF-8";')

    def moved(found: re.Match[str]) -> str:
        there = posixpath.normpath(posixpath.join(folder, found[2]))
        return f'url("{posixpath.relpath(there, FOLDER)}")'

    def imported(found: re.Match[str]) -> str:
        return flat(site, posixpath.normpath(posixpath.join(folder, found[1])))

    text = _AFTER.sub(lambda found: found[1] + _WHAT[found[2]], text)
    # In this order: what is imported has moved its addresses itself.
    return _IMPORT.sub(imported, _URL.sub(moved, text))


def leave_out(app: Sphinx, exception: Exception | None) -> None:
    """Remove what an earlier build left."""
    if exception is not None or not is_site(app.builder):
        return
    site = Path(app.outdir)
    pages = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.html"))
    for path in (site / FOLDER).glob("book-????????.css"):
        if path.name not in pages:
            path.unlink()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Heed each page after all who add a stylesheet."""
    app.connect("html-page-context", bind, priority=950)
    app.connect("build-finished", leave_out, priority=400)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
