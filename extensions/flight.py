"""Puts under each block of examples the record of what it did, made by running the page.

Sphinx says which pages to run: those that changed, or whose files did.
"""

import doctest
import re
from itertools import islice
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from extensions.builders import is_site
from extensions.by_page import ByPage
from extensions.conditions import databases_on, runs_on
from extensions.kept import kept_file, kept_records
from extensions.pages import Ahead, PageRun
from extensions.portable import page_databases
from recorder import Record, examples_of, to_html

logger = logging.getLogger(__name__)
_PARSER = doctest.DocTestParser()
#: What is wrong on a page: the line, if it is known, what is told, and what follows on more lines.
Wrong = tuple[int | None, str, str]
_NO_SKIP = "a page skips no example: keep one that shall not run in a file, and literalinclude it"
_SUMMARY = re.compile(r'<span class="flight-summary">(.*?)</span>', re.DOTALL)
_AHEAD = Ahead()
#: What is wrong with a page's examples.
_FAILURES = ByPage("flight_failures")


class flight_record(nodes.General, nodes.Element):
    """What the block above it did, as HTML; other writers leave it out."""


def add_records(app: Sphinx, doctree: nodes.document) -> None:
    """Run the page that was read, and put a record after each of its blocks."""
    env, docname = app.env, app.env.docname
    failures: dict[str, list[str]] = _FAILURES.of(env)
    failures.pop(docname, None)
    blocks = blocks_of(doctree)
    if not blocks:
        return
    path = Path(env.doc2path(docname))
    wrong, misplaced = _not_run(path), ""
    if app.config.flight_records:
        run = _run(app, path, doctree)
        # What the examples do wrong comes first: it may be why the rest is wrong.
        wrong = [*_failing(path, run), *wrong]
        misplaced = "" if run.error else _place(path, blocks, run.records)
    if misplaced and not wrong:  # where something is wrong, there may be fewer records
        wrong = [(None, misplaced, "")]
    for line, said, more in wrong:
        failures.setdefault(docname, []).append(said)
        logger.error("%s%s", said, more, location=(docname, line))


def _run(app: Sphinx, path: Path, doctree: nodes.document) -> PageRun:
    """Run a page, or take the run that is kept; note which files it depends on."""
    env, docname = app.env, app.env.docname
    if "sqlite" in databases_on(app, docname):
        logger.verbose("running the examples of %s", docname)
        run = _AHEAD.take(path, Path(app.srcdir), app.config.flight_time_limit)
    else:
        run = _kept(path, doctree)
    for file in run.files:
        env.note_dependency(file.relative_to(app.srcdir).as_posix())
    return run


def _failing(path: Path, run: PageRun) -> list[Wrong]:
    """Say what kept a page from running, or of each example that it did something else."""
    if run.error:
        return [(None, run.error, "")]
    said = "this example does not print what the page says"
    return [
        (each.line, f"{path}:{each.line}: {said}", f"\n{_difference(each)}")
        for each in run.records
        if not each.ok
    ]


def _not_run(path: Path) -> list[Wrong]:
    """Say of each example that asks not to be run where it belongs: no reader would see it."""
    try:
        examples = examples_of(path.read_text(encoding="utf-8"), path.name)
    except ValueError:
        return []  # the run tells it
    skipped = [each.lineno + 1 for each in examples if each.options.get(doctest.SKIP)]
    return [(line, f"{path}:{line}: {_NO_SKIP}", "") for line in skipped]


def _kept(path: Path, doctree: nodes.document) -> PageRun:
    """Return the run of a page that is kept, and say below its title where it was."""
    try:
        records, servers = kept_records(path)
    except RuntimeError as error:
        return PageRun([], [], f"{path}: {error}")
    said = f"What you see was recorded on {' and '.join(servers)}."
    line = next(iter(doctree.findall(runs_on)))
    line += nodes.Text(f" {said}")
    return PageRun(records, [kept_file(path)])


def begin_runs(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Begin to run the pages that will be read, unless several processes will read them."""
    _AHEAD.begin([], Path(app.srcdir), 0)
    if app.parallel > 1 or not app.config.flight_records:
        return
    paths = [Path(env.doc2path(docname)) for docname in docnames]
    with_examples = [path for path in paths if _runs_here(path.read_text(encoding="utf-8"))]
    _AHEAD.begin(with_examples, Path(app.srcdir), app.config.flight_time_limit)


def _runs_here(source: str) -> bool:
    """Whether a page has examples, and needs no server."""
    return ">>> " in source and "sqlite" in page_databases(source)


def _place(path: Path, blocks: list[nodes.Element], records: list[Record]) -> str:
    """Put the records after the blocks that show their examples, which stand in the same order.

    Return "", or what is wrong when a block shows another example than the one that ran.
    """
    ahead = iter(records)
    for block in blocks:
        shown = [example.source for example in _PARSER.get_examples(block.astext())]
        own = list(islice(ahead, len(shown)))
        if shown != [record.source for record in own]:
            return f"{path}:{block.line}: this block does not show the examples that run here"
        html = to_html(own)
        if html:
            block.parent.insert(block.parent.index(block) + 1, flight_record("", html=html))
    return ""


def blocks_of(doctree: nodes.document) -> list[nodes.Element]:
    """Return the blocks of examples in the order of the page; included files are not its own."""
    return [
        node
        for node in doctree.findall(nodes.Element)
        if isinstance(node, nodes.doctest_block | nodes.literal_block)
        and "source" not in node
        and ">>> " in node.astext()
    ]


def _difference(record: Record) -> str:
    """Return what was expected and what came, as doctest shows it."""
    example = doctest.Example(record.source, record.want)
    return doctest.OutputChecker().output_difference(example, record.got, doctest.REPORT_NDIFF)


def run_again(app: Sphinx, env: BuildEnvironment, *sets: set[str]) -> list[str]:
    """Name the pages that failed: they are run again though nothing changed."""
    return list(_FAILURES.of(env))


def fail(app: Sphinx, exception: Exception | None) -> None:
    """Make the build fail when an example did not do what its page says."""
    if exception is None and _FAILURES.of(app.env):
        app.statuscode = 1


def visit_record(translator: HTML5Translator, node: flight_record) -> None:
    """Put the record into the page; where nothing opens, the line that tells it in short."""
    html = node["html"]
    if not is_site(translator.builder):
        told = _SUMMARY.search(html)
        html = f'<p class="flight-line">{told[1]}</p>\n' if told else ""
    translator.body.append(html)
    raise nodes.SkipNode


def skip(translator: Any, node: flight_record) -> None:
    """Leave the record out: paper and plain text cannot be opened."""
    raise nodes.SkipNode


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the node, the settings and the events."""
    app.add_config_value("flight_records", True, "env", types=(bool, int, str))
    app.add_config_value("flight_time_limit", 120, "", types=int)
    others = ("latex", "text", "man", "texinfo")
    app.add_node(flight_record, html=(visit_record, None), **dict.fromkeys(others, (skip, None)))
    app.connect("env-before-read-docs", begin_runs)
    app.setup_extension("extensions.conditions")
    app.connect("doctree-read", add_records)
    _FAILURES.connect(app)
    app.connect("env-get-outdated", run_again)
    app.connect("build-finished", fail)
    return {
        "version": "1",
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
