"""Lists the files of the built site for its service worker, and puts the worker at the root.

The worker keeps the whole book in the reader's browser, so that it reads and runs without a
network. ``live/service-worker/`` has its source; it knows its build by a hash over all files.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urljoin

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from extensions.builders import is_site

LIST, WORKER = "offline.json", "sw.js"
#: What no page shows: maps of scripts, templates of the theme, cards for other sites, and what is
#: taken away.
LEFT_OUT = re.compile(
    r"(^|/)\.|^takeaway/|\.(map|gz|br)$|^_static/(.*/)?[^/]+-macros\.html$|^objects\.inv$"
    r"|^_static/(locales/|screenshot\.png|social-card\.|cover\.|epub\.css)"
    rf"|^{LIST}$|(^|/){WORKER}$|^_static/live/.*\.txt$"
)
#: A file is asked for with what Sphinx or the theme puts behind its name: the hash of its content.
_ADDRESS = re.compile(r"""(?:src|href|data-live-page)=["']([^"'#?]+\?(?:v|digest)=\w+)""")


def files_of(site: Path) -> list[str]:
    """Return the files of a built site that are to be kept, relative to it.

    Pages come first, what runs their examples last: it is the largest part.
    """
    paths = (path for path in site.rglob("*") if path.is_file())
    names = [path.relative_to(site).as_posix() for path in paths]
    return sorted((n for n in names if not LEFT_OUT.search(n)), key=lambda n: (_turn(n), n))


def _turn(name: str) -> int:
    if name.startswith("_static/live/"):
        return 3
    if name.endswith((".html", ".css", ".js", ".svg", ".woff2")):
        return 0 if name.endswith(".html") else 1
    return 2


def addresses(pages: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return the addresses with a query by which pages ask for files, for each file.

    :param pages: the name of each, relative to the site, and its HTML.
    """
    found: dict[str, set[str]] = {}
    for name, html in pages:
        for address in set(_ADDRESS.findall(html)):
            # 404.html, which is shown at any depth, begins with the place of the site.
            path = urljoin(name, address) if not address.startswith("/") else ""
            if path and "://" not in path:
                found.setdefault(path.partition("?")[0], set()).add(path)
    return found


def listing(site: Path) -> dict[str, object]:
    """Return the build's name, and each address with the hash of what it gives.

    :param site: the built site.
    """
    names = files_of(site)
    contents = {name: (site / name).read_bytes() for name in names}
    pages = ((n, contents[n].decode("utf-8")) for n in names if n.endswith(".html"))
    asked = addresses(pages)
    entries = []
    for name in names:
        digest = hashlib.sha256(contents[name]).hexdigest()[:16]
        entries += [[address, digest] for address in sorted(asked.get(name, {name}))]
    build = hashlib.sha256(json.dumps(entries).encode()).hexdigest()[:16]
    return {"build": build, "files": entries}


def publish(site: Path) -> None:
    """Write the list and the worker; a site without live blocks has neither.

    :param site: the built site, with the worker's source in its bundle.
    """
    source = next((site / "_static/live").glob(f"*/{WORKER}"), None)
    if source is None:
        for name in (LIST, WORKER):
            site.joinpath(name).unlink(missing_ok=True)
        return
    found = listing(site)
    # Another worker for another build: that is how a browser notices that there is a new one.
    script = f'self.bookBuild = "{found["build"]}";\n' + source.read_text(encoding="utf-8")
    site.joinpath(LIST).write_text(json.dumps(found, separators=(",", ":")), encoding="utf-8")
    site.joinpath(WORKER).write_text(script, encoding="utf-8")


def write(app: Sphinx, exception: Exception | None) -> None:
    """Publish the site that was built, when all its files are there."""
    if exception is None and is_site(app.builder):
        publish(Path(app.outdir))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register what is done when all files are written."""
    app.setup_extension("extensions.live")
    app.connect("build-finished", write, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
