"""Promise: the rooms know only those whom the design lets them know, and stay small."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import book

#: Who may import whom; the standard library is open to all but where the list says otherwise.
MAY_IMPORT = {
    "astronauts.py": {"sqlalchemy"},
    "recorder": {"recorder", "sqlalchemy"},
    "recipes": {"recipes", "sqlalchemy"},
    # The files that chapters show: the applications of two frameworks, and tests for pytest. What
    # runs the chapters on a server knows how the extensions read their conditions.
    "chapters": {
        *("astronauts", "chapters", "extensions", "recipes", "sqlalchemy", "pytest"),
        *("fastapi", "flask", "pydantic"),
    },
    "exercises": {"exercises", "recorder", "astronauts", "sqlalchemy"},
    # Sphinx's extensions and its highlighter count as Sphinx. SQLAlchemy's names are what
    # extensions/reference.py leads to their reference, so it has to look at them.
    "extensions": {
        *("extensions", "recorder", "exercises", "sphinx", "docutils"),
        *("nbformat", "pydata_sphinx_theme", "pygments", "sphinx_codeautolink", "sqlalchemy"),
        # What makes the PDF: extensions/one_page.py and extensions/printing.py.
        *("bs4", "jinja2", "pikepdf", "playwright"),
    },
    "conf.py": {"extensions"},
    # The worker's Python side is the package kernel; the other files run outside of the browser.
    # What answers for the server lies beside it.
    "live": {
        "answering",
        *("kernel", "astronauts", "recorder", "exercises", "sqlalchemy"),
        *("js", "pyodide", "pyodide_js"),
    },
}
ROOMS = sorted(room for room in MAY_IMPORT if (book.ROOT / room).exists())
#: Lines of a module, of a test module: these are lists, and may be longer than an argument.
LONGEST, LONGEST_TEST = 250, 300
#: A reader takes it away as one file, servers included.
LONGER = {"astronauts.py": 390}
#: The same for JavaScript, whose descriptions of types are comments.
LONGEST_SCRIPT = 400
SCRIPTS = [
    *sorted((book.ROOT / "live").rglob("*.*js")),
    *sorted((book.ROOT / "_static").glob("present*/*.js")),
]


def modules(*rooms: str) -> Iterator[Path]:
    """Yield the Python files of rooms: a file is a room by itself.

    The folders below exercises/ are the learner's: ``make exercises`` writes them.
    """
    for room in rooms:
        path = book.ROOT / room
        pattern = "*.py" if room == "exercises" else "**/*.py"
        yield from [path] if path.is_file() else sorted(path.glob(pattern))


def imported(module: Path) -> set[str]:
    """Return the top-level names that a module imports, its own package for relative ones."""
    names = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            own = module.relative_to(book.ROOT).parts[0]
            names.add(own if node.level else node.module or "")
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_knows_only_its_neighbours(room: str) -> None:
    """An import that CONTRIBUTING.rst does not name is a mistake, or that text changes first."""
    for module in modules(room):
        strangers = imported(module) - MAY_IMPORT[room] - set(sys.stdlib_module_names)
        assert not strangers, f"{module.relative_to(book.ROOT)} imports {sorted(strangers)}"


def test_every_python_file_has_a_room() -> None:
    """No Python lies about outside the rooms: the design says where each thing belongs."""
    rooms = {*MAY_IMPORT, "tests", "benchmarks", "noxfile.py"}
    files = [*book.ROOT.glob("*.py"), *book.ROOT.glob("[a-z]*/*.py")]
    assert {path.relative_to(book.ROOT).parts[0] for path in files} <= rooms


@pytest.mark.parametrize(
    "module",
    [*modules(*ROOMS, "tests")],
    ids=lambda module: module.relative_to(book.ROOT).as_posix(),
)
def test_modules_fit_in_the_head(module: Path) -> None:
    """Each module says what it is for, and most are short enough to be read at once."""
    text = module.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "it has no docstring"
    longest = LONGEST_TEST if "tests" in module.parts else LONGER.get(module.name, LONGEST)
    assert len(text.splitlines()) <= longest, f"longer than {longest} lines: split it"


@pytest.mark.parametrize(
    "module",
    [path for path in SCRIPTS if "tests" not in path.parts],
    ids=lambda module: module.relative_to(book.ROOT).as_posix(),
)
def test_javascript_modules_fit_in_the_head(module: Path) -> None:
    """The same for the programs of the page and of its workers."""
    lines = module.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("// "), "it does not say what it is for"
    assert len(lines) <= LONGEST_SCRIPT, f"longer than {LONGEST_SCRIPT} lines: split it"
