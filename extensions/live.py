"""Makes the blocks of examples ready to be run in the reader's browser.

Each block gets an element around it, with its number and what belongs to it; each page a JSON file
with its examples, and the script that runs them. Without the script nothing of it is to be seen.
``live/build.mjs`` makes the script; ``-D live=0`` builds the site without all of this.
"""

import doctest
import json
import shutil
import sys
import zlib
from html import escape
from itertools import islice
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging
from sphinx.util.osutil import relative_uri
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from extensions.builders import is_site
from extensions.bundle import SETTINGS
from extensions.by_page import ByPage
from extensions.conditions import databases_on, reason_elsewhere
from extensions.early import about, run_button
from extensions.flight import blocks_of, flight_record
from extensions.native import Native, native_mark, reason_of, unused
from extensions.program import block_of

logger = logging.getLogger(__name__)
#: Only pages with blocks load these, and only when they are live.
STYLES = ("live.css", "panel.css")
PAGES = "_static/live-pages"
#: Each page's JSON.
_PAGES = ByPage("live_pages")


class live_block(nodes.General, nodes.Element):
    """A block of examples, and the record below it; writers other than HTML do not see it."""


def wrap_blocks(app: Sphinx, doctree: nodes.document) -> None:
    """Put an element around each block, and keep what the page's script needs to know."""
    try:
        _wrap_blocks(app, doctree)
    except ValueError as error:  # an example that doctest cannot read
        logger.error("%s", error, location=app.env.docname)


def _wrap_blocks(app: Sphinx, doctree: nodes.document) -> None:
    docname = app.env.docname
    source = Path(app.env.doc2path(docname)).read_text(encoding="utf-8")
    ahead = iter(doctest.DocTestParser().get_examples(source, docname))
    blocks: list[dict[str, Any]] = []
    databases = databases_on(app, docname)
    for node in blocks_of(doctree):
        shown = doctest.DocTestParser().get_examples(node.astext())
        own = list(islice(ahead, len(shown)))
        if [each.source for each in own] != [each.source for each in shown]:
            said = "this block does not show the examples that stand here in the page's source"
            logger.error(said, location=node)
        elsewhere = reason_elsewhere(databases, node)
        blocks.append(block_of(own, _wrap(node, len(blocks) + 1, elsewhere)))
    for mark in unused(doctree):
        logger.error("native:: stands before a block of examples, and here is none", location=mark)
    _PAGES.of(app.env).pop(docname, None)
    # Where nothing could run, there is nothing to press: the page is as in a site that is not live.
    if blocks and "sqlite" in databases:
        page: dict[str, Any] = {"page": docname, "blocks": blocks}
        if "extensions.exercises" in app.extensions:
            # Here, because who has no exercises has no such module.
            from extensions.exercises import exercises_on

            own = exercises_on(app.env, docname)
            page |= {"exercises": own} if own else {}
        _PAGES.of(app.env)[docname] = json.dumps(page, ensure_ascii=False, separators=(",", ":"))


def _wrap(node: nodes.Element, number: int, elsewhere: str) -> str:
    """Put an element around a block and its record; return why it is native, or ""."""
    reason = reason_of(node) or elsewhere
    parent, index = node.parent, node.parent.index(node)
    wrapper = live_block("", number=number, reason=reason)
    wrapper.source, wrapper.line = node.source, node.line
    follows = parent[index + 1] if index + 1 < len(parent) else None
    record = [follows] if isinstance(follows, flight_record) else []
    for child in (node, *record):
        parent.remove(child)
        wrapper += child
    parent.insert(index, wrapper)
    return reason


def visit_block(translator: HTML5Translator, node: live_block) -> None:
    """Open the element, and the one in it that holds what the block shows."""
    if not translator.config.live or not is_site(translator.builder):
        return
    state = "native" if node["reason"] else "idle"
    translator.body.append(
        f'<div class="live-block" data-live-block="{node["number"]}" data-state="{state}">'
        f'{"" if node["reason"] else run_button(node["number"])}<div data-role="output">'
    )
    shown, *record = node.children
    shown.walkabout(translator)
    translator.body.append("</div>\n")
    if node["reason"]:
        translator.body.append(f'<p class="live-reason" hidden>{escape(node["reason"])}</p>\n')
    for each in record:
        each.walkabout(translator)
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def nothing(translator: Any, node: nodes.Element) -> None:
    """Add nothing to the page: what is in the element stands by itself."""


def find_bundle(app: Sphinx, config: Config) -> None:
    """Look for the script that was built; all pages are written again when its version changes."""
    found = [path.parent.name for path in _bundles(app).glob("*/version.json")]
    config.live_version = found[0] if config.live and len(found) == 1 else ""
    # Of what lies in _static/live, only the version in use is put on the site, in write_files.
    config.exclude_patterns.append("./live")  # as Sphinx names it when it copies _static


def require_bundle(app: Sphinx) -> None:
    """Stop before the pages are read when a site is to be live and cannot be.

    :raises SystemExit: when there is no bundle; with the line to show.
    """
    if is_site(app.builder) and app.config.live and not app.config.live_version:
        sys.exit(
            f"The live pages' script is missing from {app.config.live_bundles}: "
            "`python -m extensions.bundle` builds it, as `make html` does, and the option "
            "`-D live=0`, or `make html LIVE=0`, builds the book without it."
        )


def _bundles(app: Sphinx) -> Path:
    return Path(app.confdir) / app.config.live_bundles


def add_script(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Add the script and its styles to a page that has blocks."""
    content = _PAGES.of(app.env).get(pagename)
    if not content or not app.config.live or doctree is None or not is_site(app.builder):
        return
    for style in STYLES:
        app.add_css_file(style)
    here = app.builder.get_target_uri(pagename)
    digest = f"{zlib.crc32(content.encode()):08x}"  # as Sphinx names its own files
    bundle = f"_static/live/{app.config.live_version}"
    script, early = (relative_uri(here, f"{bundle}/{name}.js") for name in ("live", "early"))
    page = relative_uri(here, f"{PAGES}/{pagename}.json")
    root = relative_uri(here, "") or "./"
    rooms = about(doctree, flight_record)
    offline = " data-live-offline" if "extensions.offline" in app.extensions else ""
    # Not by add_js_file: the address has the version in it, and is fetched without a query.
    context["metatags"] = context.get("metatags", "") + (
        # It is small, and has to be there before the first button is.
        f'\n<script src="{escape(early)}" data-live-here="{rooms}"></script>'
        f'\n<script type="module" src="{escape(script)}"'
        f' data-live-page="{escape(page)}?v={digest}" data-live-root="{escape(root)}"'
        f' data-live-book="{escape(app.config.project)}"{offline}></script>'
    )


def write_files(app: Sphinx, exception: Exception | None) -> None:
    """Write each page's examples, and copy the bundle; remove what an earlier build left."""
    if exception is not None or not is_site(app.builder):
        return
    wanted = {}
    if app.config.live:
        texts = _PAGES.of(app.env).items()
        wanted = {Path(app.outdir, PAGES, f"{name}.json"): text for name, text in texts}
        _copy_bundle(_bundles(app) / app.config.live_version, Path(app.outdir))
    else:
        for folder in ("_static/live", PAGES):
            shutil.rmtree(app.outdir / folder, ignore_errors=True)
        for style in STYLES:
            (app.outdir / "_static" / style).unlink(missing_ok=True)
    for path in Path(app.outdir, PAGES).rglob("*.json"):
        if path not in wanted:
            path.unlink()
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _copy_bundle(bundle: Path, site: Path) -> None:
    """Copy a version, unless it is there: its name says what is in it. Remove all others."""
    target = site / "_static/live" / bundle.name
    for old in target.parent.glob("*"):
        if old != target:
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    if not (target / "version.json").exists():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(bundle, target)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the settings, the directive, the nodes and the events."""
    app.setup_extension("extensions.flight")
    app.add_config_value("live", True, "html", types=(bool, int, str))
    app.add_config_value("live_bundles", "_static/live", "", types=str)
    app.add_config_value("live_version", "", "html", types=str)
    for name, default in SETTINGS.items():
        app.add_config_value(name, default, "", types=type(default))
    app.add_directive("native", Native)
    transparent = dict.fromkeys(("latex", "text", "man", "texinfo"), (nothing, nothing))
    app.add_node(live_block, html=(visit_block, nothing), **transparent)
    app.add_node(native_mark, html=(nothing, nothing), **transparent)
    app.connect("config-inited", find_bundle)
    app.connect("builder-inited", require_bundle)
    # After extensions.flight, which puts the records below their blocks.
    app.connect("doctree-read", wrap_blocks, priority=600)
    _PAGES.connect(app)
    app.connect("html-page-context", add_script)
    app.connect("build-finished", write_files)
    return {
        "version": "1",
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
