"""``.. exercise-progress::``: a table of the chapters and of how many exercises each has.

The page's script fills in how many of them the reader has solved.
"""

import hashlib
from collections.abc import Iterable
from html import escape
from itertools import chain
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from exercises import Exercise
from extensions.builders import is_site
from extensions.by_page import ByPage
from extensions.exercises import EXERCISES, STYLE

#: The pages with such a table, and what they showed when they were written.
_TABLES = ByPage("exercise_progress")


class exercise_progress(nodes.General, nodes.Element):
    """The table of how many exercises each chapter has."""


class ExerciseProgress(SphinxDirective):
    """A table of the chapters and their exercises, in which the reader's progress is told."""

    def run(self) -> list[nodes.Node]:
        """Return the table's place: what it holds is known when all pages are read."""
        _TABLES.of(self.env)[self.env.docname] = ""
        return [exercise_progress("")]


def _chapters(env: BuildEnvironment) -> Iterable[tuple[str, str, list[Exercise]]]:
    """Yield page, title and exercises, in the order of the book."""
    includes = env.toctree_includes.values()
    places = {docname: place for place, docname in enumerate(chain.from_iterable(includes))}
    known = EXERCISES.of(env)
    for docname in sorted(known, key=lambda name: places.get(name, len(places))):
        if known[docname]:
            yield docname, env.titles[docname].astext(), known[docname]


def outdated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name the pages whose table has changed since they were written."""
    told = repr([(page, title, [each.key for each in own]) for page, title, own in _chapters(env)])
    digest = hashlib.sha256(told.encode()).hexdigest()
    shown = _TABLES.of(env)
    changed = [page for page, before in shown.items() if before != digest]
    shown.update(dict.fromkeys(changed, digest))
    return changed


def fill_tables(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the chapters into the tables of a page."""
    for node in doctree.findall(exercise_progress):
        rows = []
        for page, title, own in _chapters(app.env):
            keys = " ".join(each.key for each in own)
            address = app.builder.get_relative_uri(docname, page)
            count = f"{len(own)} exercise{'s' * (len(own) != 1)}"
            rows.append(
                f'<tr data-keys="{escape(keys)}"><th scope="row"><a href="{escape(address)}">'
                f'{escape(title)}</a></th><td data-role="solved">{count}</td></tr>'
            )
        node["html"] = (
            '<table class="exercise-progress" data-progress><thead><tr><th scope="col">Chapter</th>'
            f'<th scope="col">Exercises</th></tr></thead><tbody>{"".join(rows)}</tbody></table>'
        )


def add_style(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give the pages with a table their stylesheet."""
    if pagename in _TABLES.of(app.env):
        app.add_css_file(STYLE)


def visit_progress(translator: HTML5Translator, node: exercise_progress) -> None:
    """Show the table, where progress is counted."""
    if is_site(translator.builder):
        translator.body.append(node["html"])
    raise nodes.SkipNode


def skip(translator: Any, node: nodes.Element) -> None:
    """Leave it out: on paper nothing is counted."""
    raise nodes.SkipNode


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive, its node and the events."""
    app.setup_extension("extensions.exercises")
    app.add_directive("exercise-progress", ExerciseProgress)
    others = dict.fromkeys(("latex", "text", "man", "texinfo"), (skip, None))
    app.add_node(exercise_progress, html=(visit_progress, None), **others)
    _TABLES.connect(app)
    app.connect("env-updated", outdated)
    app.connect("doctree-resolved", fill_tables)
    app.connect("html-page-context", add_style)
    return {
        "version": "1",
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
