"""A page as a Jupyter notebook: prose as Markdown cells, and what the page prints as outputs.

The outputs are the page's own: a test proves that a run gives the same. Knows no builder.
"""

import doctest
from collections.abc import Iterator, Sequence

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from extensions.markdown import Markdown
from extensions.pieces import Piece
from extensions.program import code_of
from extensions.scripts import comment
from extensions.statements import DIALECT, error_name, guarded, printed_by

#: The hidden part of an exercise: JupyterLab shows three dots, which open it.
HIDDEN = {"jupyter": {"source_hidden": True, "outputs_hidden": True}}
_HEAD = """\
# {title}

A page of *{book}* as a notebook. It needs the files of its folder: `astronauts.py`, and what
else it imports. `requirements.txt` names the packages:

    python -m pip install -r requirements.txt jupyterlab"""
_SETUP = """\
# Each value is printed as at a prompt, those within a block too.
from IPython import get_ipython
shell = get_ipython()
shell.ast_node_interactivity = "all"
shell.displayhook.do_full_cache = False
shell.display_formatter.ipython_display_formatter.for_type(object, lambda value: print(repr(value)))
"""
#: A notebook has a loop of its own, beside which asyncio.run() begins no other.
_LOOP = """
# asyncio.run() in a thread of its own: in this one, the notebook's loop is running.
import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import wraps

@wraps(asyncio.run)
def run(*arguments, begin=getattr(asyncio.run, "__wrapped__", asyncio.run), **options):
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(begin, *arguments, **options).result()

asyncio.run = run
"""
#: IPython takes prompts away, also those that stand in a text of the program.
_PROMPTS = """
steps = shell.input_transformer_manager.cleanup_transforms
steps[:] = [step for step in steps if not hasattr(step, "prompt_re")]
"""
_NEEDED = """
import os
{dialect}
if DIALECT not in {dialects}:
    raise RuntimeError("Name a server in ASTRONAUTS_DATABASE before you start Jupyter")
"""
_STARTER = """\
# Your turn: take the comment marks away, and go on from there. Then run the cells of the check; the
# solution's cell, which is closed, would put its own in the place of yours.
"""


def notebook_of(
    pieces: Sequence[Piece], *, title: str, book: str, databases: Sequence[str], base: str = ""
) -> str:
    """Return a page as the JSON of a notebook.

    :param pieces: those of the page.
    :param title: the page's.
    :param book: what the page is of.
    :param databases: the dialects on which it runs.
    :param base: the page's address, where the site's is known.
    :raises nbformat.ValidationError: when it is no notebook.
    """
    head = [new_markdown_cell(_HEAD.format(title=title, book=book))]
    body = list(_cells(pieces, Markdown(base), narrow="sqlite" not in databases))
    program = "".join(cell.source for cell in body if cell.cell_type == "code")
    cells = [*head, new_code_cell(_setup(program, databases)), *body]
    count = 0
    for at, cell in enumerate(cells):
        cell.id = f"cell-{at}"  # nbformat's own are random
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"}}
    notebook = new_notebook(cells=cells, metadata=about)
    nbformat.validate(notebook)
    return nbformat.writes(notebook) + "\n"


def _setup(program: str, databases: Sequence[str]) -> str:
    said = _SETUP
    if "\n>>> " in program:
        said += _PROMPTS
    if "asyncio.run(" in program:
        said += _LOOP
    if "sqlite" not in databases:
        said += _NEEDED.format(dialect=DIALECT.rstrip(), dialects=tuple(databases))
    return said.rstrip("\n")


def _cells(
    pieces: Sequence[Piece], markdown: Markdown, narrow: bool
) -> Iterator[nbformat.NotebookNode]:
    """Yield the cells; prose goes with the heading above it."""
    said: list[str] = []
    for piece in pieces[1:]:  # the title stands in the first cell
        if piece.kind == "heading":
            said.append(f"{'#' * piece.level} {markdown.line(piece.words)}")
            continue
        if piece.kind == "prose":
            said.append(_prose(piece, markdown))
            continue
        if said:
            yield new_markdown_cell("\n\n".join(said))
            said = []
        if piece.kind == "starter":
            yield new_code_cell(_STARTER + comment(piece.text.rstrip()))
        else:
            yield from _examples(piece, narrow)
    if said:
        yield new_markdown_cell("\n\n".join(said))


def _prose(piece: Piece, markdown: Markdown) -> str:
    """Return prose; that of a hint opens when it is asked for."""
    text = markdown.of(piece.words)
    if piece.folded == "hint":
        return f"<details><summary>{piece.summary}</summary>\n\n{text}\n\n</details>"
    return "\n\n".join(filter(None, [f"**{piece.summary}**" if piece.summary else "", text]))


def _examples(piece: Piece, narrow: bool) -> Iterator[nbformat.NotebookNode]:
    """Yield a block as one cell, or as more: an error ends a cell."""
    run: list[doctest.Example] = []
    for example in piece.examples:
        run.append(example)
        if example.exc_msg is not None:
            yield _cell(run, piece, narrow)
            run = []
    if run:
        yield _cell(run, piece, narrow)


def _cell(run: Sequence[doctest.Example], piece: Piece, narrow: bool) -> nbformat.NotebookNode:
    source = code_of([each.source for each in run]).rstrip("\n")
    if narrow and piece.databases:
        source = guarded(source, piece.databases)
    cell = new_code_cell(source)
    if piece.folded:
        cell.metadata.update(HIDDEN)
    printed = "".join(f"{printed_by(each)}\n" for each in run if each.want and not each.exc_msg)
    if printed:
        cell.outputs.append(new_output("stream", name="stdout", text=printed))
    if run[-1].exc_msg is not None:
        cell.metadata["tags"] = ["raises-exception"]
        cell.outputs.append(_error(run[-1]))
    return cell


def _error(example: doctest.Example) -> nbformat.NotebookNode:
    """Return an error as a notebook keeps it."""
    said = printed_by(example)
    lines = ["Traceback (most recent call last):", "  ...", *said.split("\n")]
    return new_output(
        "error", ename=error_name(example), evalue=said.partition(": ")[2], traceback=lines
    )
