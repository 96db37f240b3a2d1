"""What the tests need to run a page that was taken away: its folder, unpacked, and what it says."""

import doctest
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

import book
from extensions.portable import left_out
from extensions.takeaway import name_of

#: Seconds for one page, beside other tests on a small machine.
LIMIT = 600


def pages() -> list[str]:
    """Return the pages that can be taken away, without their ends: those with examples."""
    own = [page for page in book.pages() if page != "README.rst" and ">>> " in book.read(page)]
    return [page.removesuffix(".rst") for page in own if "/on_" not in page]


def unpacked(site: Path, page: str, folder: Path) -> Path:
    """Return the folder of a page as its reader has it."""
    name = name_of(page)
    with zipfile.ZipFile(site / "takeaway" / f"{name}.zip") as archive:
        archive.extractall(folder)
    return folder / name.rpartition("/")[2]


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the variables of somebody who has nothing of the book but the folder."""
    left = {name: value for name, value in os.environ.items() if not name.startswith("PY")}
    return {**left, "HOME": str(home), "IPYTHONDIR": str(home / "ipython"), **more}


def run(folder: Path, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the script in a folder, as its first lines say."""
    return subprocess.run(
        [sys.executable, f"{folder.name}.py"],
        cwd=folder,
        env=environment(home, **more),
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )


def examples(page: str, dialect: str) -> list[doctest.Example]:
    """Return the examples of a page that run on a database, with their flags."""
    source = book.read(f"{page}.rst")
    elsewhere = left_out(source, dialect)
    return [
        each
        for each in book.examples(source, page)
        if not any(first <= each.lineno + 1 <= last for first, last in elsewhere)
    ]


def difference(found: Sequence[doctest.Example], printed: str, modules: bool = True) -> str:
    """Compare what a program printed with what a page says that its examples print, all in turn.

    :param modules: whether an error is shown with the module of its class.
    :returns: "" where they agree; else the first example that is not there, and what is.
    """
    patterns = [_pattern(example, modules) for example in found]
    if re.fullmatch("".join(patterns), printed, re.DOTALL):
        return ""
    end = 0
    for at in range(1, len(patterns) + 1):
        match = re.match("".join(patterns[:at]), printed, re.DOTALL)
        if match is None:
            example = found[at - 1]
            return f">>> {example.source}{example.want}--- but ---\n{printed[end : end + 800]}"
        end = match.end()
    return f"--- and then ---\n{printed[end:]}"


def _pattern(example: doctest.Example, modules: bool) -> str:
    want = example.want if example.exc_msg is None else example.exc_msg
    if example.exc_msg is not None and not modules:
        name, *rest = re.split(r"(?=[:\n])", want, maxsplit=1)
        want = "".join([name.rpartition(".")[2], *rest])
    want = want.replace("<BLANKLINE>", "")
    parts = want.split("...") if example.options.get(doctest.ELLIPSIS) else [want]
    return ".*?".join(re.escape(part) for part in parts)


def executed(folder: Path, home: Path, **more: str) -> NotebookNode:
    """Run the notebook in a folder, with a kernel of its own, and return it with its outputs.

    :raises nbclient.exceptions.CellExecutionError: when a cell fails that is not to fail.
    """
    notebook = nbformat.read(folder / f"{folder.name}.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.outputs = []
    at = {"metadata": {"path": str(folder)}}
    client = NotebookClient(notebook, timeout=LIMIT, kernel_name="python3", resources=at)
    return client.execute(env=environment(home, **more))


def said(cells: Iterable[NotebookNode]) -> str:
    """Return what cells show: what they print, and of an error the class and the message."""
    text = ""
    for output in (output for cell in cells for output in cell.get("outputs", ())):
        if output.output_type == "error":
            text += f"{': '.join(filter(None, [output.ename, output.evalue]))}\n"
        elif output.get("name") == "stdout":
            text += output.text
        elif output.get("name") != "stderr":
            text += f"{output}\n"
    return text
