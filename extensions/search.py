"""Writes what the site's search looks through, in place of Sphinx's own index.

One file, ``search.json``, has the sections of all pages: their titles, words, names in code, and
the errors that they show. ``_static/search/`` fetches it when a reader begins to search, and finds
messages, typos and pieces of names in it, which Sphinx's engine does not.
"""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from extensions.builders import is_site
from extensions.by_page import ByPage
from extensions.sections import REFERENCE, Section, sections_of

INDEX = "search.json"
#: Sphinx's engine, which the theme copies into each site.
NOT_NEEDED = ("searchtools.js", "language_data.js", "base-stemmer.js", "english-stemmer.js")
#: So much of a section is kept as it stands, in characters, so that a result can show where the
#: match is; of what follows only the words are. It is what keeps the file small.
SHOWN = 360
#: A name that is in so many sections finds none of them.
EVERYWHERE = 60
#: What people ask for by its name: what is called, asked of an object, given by keyword, a class.
#: The names of an example's own variables are none of it.
_NAME = re.compile(r"(?<=\.)[a-z_]\w{2,}|\b[a-z_]\w{2,}(?= ?[(]|=[^=\s])|\b[A-Z]\w*[a-z]\w+")
_WORD = re.compile(r"\w{3,}")
#: Sentences that name other sections, and tell nothing of this one.
_ELSEWHERE = re.compile(rf"\b(More:|See)( (and|also|{REFERENCE.pattern}),?)+\.")
#: What is said of a section: the number of its page, what it is and where, its title and those
#: around it; its text, as far as it is shown, and the further words of it; names in its code; other
#: words for it, from the book's index; and the messages of its errors.
COLUMNS = (
    *("page", "kind", "anchor", "title", "path"),
    *("text", "further", "names", "phrases", "messages"),
)
#: Each page's sections.
_SECTIONS = ByPage("search_sections")


def note(app: Sphinx, doctree: nodes.document) -> None:
    """Keep the sections of a page that was read."""
    _SECTIONS.of(app.env)[app.env.docname] = sections_of(doctree)


def replace_engine(app: Sphinx) -> None:
    """Have Sphinx make no index of its own."""
    if is_site(app.builder):
        app.builder.search = False  # type: ignore[attr-defined]


def search_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the page that shows what was found, which Sphinx makes for its own engine only."""
    if is_site(app.builder):
        yield "search", {}, "search.html"


def index_of(app: Sphinx) -> dict[str, Any]:
    """Return what the search looks through.

    :returns: ``pages``, each with its address and title; and ``sections``, by :data:`COLUMNS`, as
        that takes the least room when it is compressed.
    """
    env = app.env
    counts = Counter(name for each in _all(env) for name in _names(each))
    common = {name for name, count in counts.items() if count > EVERYWHERE}
    pages, sections = [], []
    for docname in sorted(_SECTIONS.of(env)):
        found = [each for each in _SECTIONS.of(env)[docname] if each.title]
        if not found or "orphan" in env.metadata.get(docname, {}):
            continue
        pages.append([app.builder.get_target_uri(docname), _resolved(found[0].title, env)])
        sections += [[len(pages) - 1, *_row(each, common, env)] for each in found]
    columns = {name: [row[i] for row in sections] for i, name in enumerate(COLUMNS)}
    return {"pages": pages, "sections": columns}


def _all(env: BuildEnvironment) -> Iterator[Section]:
    for sections in _SECTIONS.of(env).values():
        yield from sections


def _names(section: Section) -> set[str]:
    """Return the names in a section's code."""
    return {name for code in section.code for name in _NAME.findall(code)}


def _row(section: Section, common: set[str], env: BuildEnvironment) -> list[Any]:
    title = _resolved(section.title, env)
    said = _ELSEWHERE.sub("", " ".join(section.text))
    text = " ".join(_resolved(said, env).split())
    end = text.find(" ", SHOWN) if len(text) > SHOWN * 1.2 else len(text)
    shown, rest = text[:end], text[end:]
    known = {word.lower() for word in _WORD.findall(f"{title} {shown}")}
    further = sorted({word.lower() for word in _WORD.findall(rest)} - known)
    names = sorted(each for each in _names(section) - common if each.lower() not in known)
    messages = list(dict.fromkeys(section.messages))
    path = [_resolved(each, env) for each in section.path]
    texts = [shown, " ".join(further), " ".join(names)]
    return [section.kind, section.anchor, title, path, *texts, section.phrases, messages]


def _resolved(text: str, env: BuildEnvironment) -> str:
    """Return a text with the words of its references."""

    def words(found: re.Match[str]) -> str:
        kind, _, target = found[1].partition(":")
        if kind == "doc":
            return env.titles[target].astext() if target in env.titles else target
        return env.domains["std"].labels.get(target.lower(), ("", "", target))[2]  # type: ignore

    return REFERENCE.sub(words, text)


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the index, and a compressed twin for hosts that take one; the same in each build."""
    if exception is not None or not is_site(app.builder):
        return
    text = json.dumps(index_of(app), ensure_ascii=False, separators=(",", ":"))
    content = text.encode("utf-8")
    Path(app.outdir, INDEX).write_bytes(content)
    Path(app.outdir, f"{INDEX}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    for name in NOT_NEEDED:
        Path(app.outdir, "_static", name).unlink(missing_ok=True)
    Path(app.outdir, "searchindex.js").unlink(missing_ok=True)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register what is read, and what is written."""
    app.setup_extension("extensions.exercises")
    app.setup_extension("extensions.flight")
    _SECTIONS.connect(app)
    app.connect("builder-inited", replace_engine)
    app.connect("doctree-read", note, priority=700)
    app.connect("html-collect-pages", search_page)
    app.connect("build-finished", write)
    return {
        "version": "1",
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
