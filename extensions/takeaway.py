"""Lets a reader take a page away: as a script, as a notebook, and as a folder with all it needs.

They lie on the site below ``takeaway/``, under the name of their page. The menu at the top of the
page leads to them, and to the printer. The recorder lies at the site's root: a chapter offers it.
"""

import sys
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

import recorder
from extensions.builders import is_site
from extensions.conditions import databases_on
from extensions.notebooks import notebook_of
from extensions.parcels import beside, parcel
from extensions.pieces import pieces_of
from extensions.scripts import script_of

FOLDER = "takeaway"
#: What is offered: the end of the file's name, the icon, and what the menu says.
OFFERS = {
    ".py": ("fas fa-scroll", "Script (.py)", "This page's examples as a Python script"),
    ".ipynb": ("fas fa-book-open", "Notebook (.ipynb)", "This page as a Jupyter notebook"),
    ".zip": ("fas fa-file-zipper", "All in a folder (.zip)", "With all files that it needs"),
}


def name_of(docname: str) -> str:
    """Return what a page's files are called, without the end; no name hides a module of Python."""
    last = docname.rpartition("/")[2]
    hides = last in sys.stdlib_module_names
    return f"{docname}-chapter" if hides else docname


def write_page(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Write what is taken away of a page, and offer it in the page's menu."""
    if doctree is None or not is_site(app.builder):
        return
    written = texts_of(app, pagename, doctree)
    for end, text in written.items():
        path = _path(app, pagename, end)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for end in OFFERS if not written else ():
        _path(app, pagename, end).unlink(missing_ok=True)
    for group in context.get("header_buttons", ()):
        if group["label"] == "download-buttons":
            offers = _offers(context["pathto"], pagename) if written else []
            group["buttons"] = [*offers, *map(_renamed, group["buttons"])]


def texts_of(app: Sphinx, docname: str, doctree: nodes.document) -> dict[str, str]:
    """Return what a page is as a script and as a notebook, by the ends of their names.

    A page without examples is neither.
    """
    pieces = pieces_of(doctree)
    if not any(piece.kind == "examples" for piece in pieces):
        return {}
    name = name_of(docname).rpartition("/")[2]
    about = {
        "title": app.env.titles[docname].astext(),
        "book": app.config.project,
        "databases": databases_on(app, docname),
    }
    base = app.config.html_baseurl
    address = urljoin(f"{base.rstrip('/')}/", app.builder.get_target_uri(docname)) if base else ""
    return {
        ".py": script_of(pieces, name=f"{name}.py", **about),
        ".ipynb": notebook_of(pieces, base=address, **about),
    }


def _path(app: Sphinx, docname: str, end: str) -> Path:
    return Path(app.outdir, FOLDER, f"{name_of(docname)}{end}")


def _offers(pathto: Any, pagename: str) -> list[dict[str, str]]:
    return [
        {
            "type": "link",
            "url": pathto(f"{FOLDER}/{name_of(pagename)}{end}", 1),
            "text": text,
            "tooltip": tooltip,
            "icon": icon,
            "label": f"take-{end[1:]}-button",
        }
        for end, (icon, text, tooltip) in OFFERS.items()
    ]


def _renamed(button: dict[str, str]) -> dict[str, str]:
    """Say of the theme's own entries what they are."""
    said = {
        "download-source-button": "Source (.rst)",
        "download-pdf-button": "Print, or keep as PDF",
    }
    return {**button, "text": said.get(button.get("label", ""), button.get("text", ""))}


def pack(app: Sphinx, exception: Exception | None) -> None:
    """Pack each page's folder; remove what is left of a page that is gone."""
    if exception is not None or not is_site(app.builder):
        return
    pages = {name_of(docname) for docname in app.env.found_docs}
    root = Path(app.outdir, FOLDER)
    for path in sorted(root.rglob("*.*")):
        if path.with_suffix("").relative_to(root).as_posix() not in pages:
            path.unlink()
    pinned = Path(app.confdir, app.config.takeaway_pins)
    pins = pinned.read_text(encoding="utf-8") if pinned.is_file() else ""
    for script in sorted(root.rglob("*.py")):
        program = script.read_text(encoding="utf-8")
        own = {path.name: path.read_bytes() for path in script.parent.glob(f"{script.stem}.*[!p]")}
        rooms = app.config.takeaway_rooms
        files = beside(program, Path(app.confdir), rooms, pins) | own
        parcel(script.with_suffix(".zip"), script.stem, files)


def pack_recorder(app: Sphinx, exception: Exception | None) -> None:
    """Put the recorder on the site as one file, for your own scripts; the same in each build."""
    if exception is None and is_site(app.builder):
        folder = Path(recorder.__file__).parent
        files = {path.name: path.read_bytes() for path in folder.glob("*.py")}
        parcel(app.outdir / "recorder.zip", "recorder", files)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the settings and the events."""
    app.setup_extension("extensions.conditions")
    app.add_config_value("takeaway_rooms", [], "", types=list)
    app.add_config_value("takeaway_pins", "requirements.txt", "", types=str)
    # After the theme has begun the list of buttons, and filled it.
    app.connect("html-page-context", write_page, priority=600)
    app.connect("build-finished", pack)
    app.connect("build-finished", pack_recorder)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
