"""What a page needs beside it, to be run elsewhere: files of the book, and packages.

Knows nothing of Sphinx.
"""

import ast
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

#: What a page uses without naming it in an import.
WITH = {
    "sqlalchemy.ext.asyncio": ("aiosqlite", "greenlet"),
    "fastapi": ("httpx2",),
    "DIALECT": ("psycopg", "pymysql"),
}
#: Names without which a requirement does not bring what is needed.
EXTRAS = {"psycopg": "psycopg[binary]"}
_PINNED = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)
#: Where pytest finds it is the root of what it runs. What another plugin or a
#: notebook would change, the order and the colours, stays as the page has it.
_PYTEST = "[pytest]\npythonpath = .\naddopts = -p no:randomly --color=no\n"


def parcel(target: Path, folder: str, files: Mapping[str, bytes]) -> None:
    """Write files into one zip; the same bytes for the same files, dated 1980 as all are.

    :param folder: in which they are, once unpacked.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{name}")
            archive.writestr(entry, files[name], zipfile.ZIP_DEFLATED)


def beside(program: str, root: Path, rooms: Iterable[str], pins: str) -> dict[str, bytes]:
    """Return the files that go with a program, by their names.

    :param program: Python.
    :param root: where the book's files are.
    :param rooms: files and folders there from which it may take some.
    :param pins: the requirements of the book, each with its version.
    """
    found = {path.relative_to(root).as_posix(): path for path in taken(program, root, rooms)}
    files = {name: path.read_bytes() for name, path in found.items()}
    own = [text.decode() for name, text in files.items() if name.startswith("chapters/")]
    said = requirements([program, *own], pins)
    if said:
        files["requirements.txt"] = said.encode()
    if "pytest==" in said:
        files["pytest.ini"] = _PYTEST.encode()
    return files


def taken(program: str, root: Path, rooms: Iterable[str]) -> set[Path]:
    """Return the files that a program imports or names, and those that these import."""
    rooms = tuple(rooms)
    ahead, found = [program], set[Path]()
    while ahead:
        for path in _next(ahead.pop(), root, rooms) - found:
            found.add(path)
            ahead += [path.read_text(encoding="utf-8")] if path.suffix == ".py" else []
    return found


@cache
def _next(program: str, root: Path, rooms: tuple[str, ...]) -> frozenset[Path]:
    """Return the files that a program itself imports or names; the same modules go with many."""
    return frozenset([*_imported(program, root, rooms), *_named(program, root, rooms)])


def requirements(programs: Iterable[str], pins: str) -> str:
    """Return of the pinned packages those that programs use, and SQLAlchemy; "" without pins."""
    words = {word for program in programs for word in _words(program)} | {"sqlalchemy"}
    words |= {name for word in list(words) for name in WITH.get(word, ())}
    words |= {module.partition(".")[0] for module in words}
    own = [(name, version) for name, version in _PINNED.findall(pins) if name in words]
    return "".join(f"{EXTRAS.get(name, name)}=={version}\n" for name, version in own)


def _words(program: str) -> Iterator[str]:
    """Yield the modules, the names and the short texts of a program: not those of its comments."""
    for node in ast.walk(ast.parse(program)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from node.value.split() if " " not in node.value else ()


def _imported(program: str, root: Path, rooms: tuple[str, ...]) -> Iterator[Path]:
    """Yield the files of a module of the book; of a package, all."""
    for name in _modules(program):
        yield from _files(name, root, rooms)


def _modules(program: str) -> set[str]:
    """Return what a program imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(program)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def _files(module: str, root: Path, rooms: tuple[str, ...]) -> Iterator[Path]:
    first = module.partition(".")[0]
    path = root / module.replace(".", "/")
    if f"{first}.py" in rooms and (root / f"{first}.py").exists():
        yield root / f"{first}.py"
    elif first in rooms and (root / first / "__init__.py").exists():
        yield from sorted((root / first).glob("*.py"))
    elif first in rooms and path.with_suffix(".py").exists():
        yield path.with_suffix(".py")


def _named(program: str, root: Path, rooms: tuple[str, ...]) -> Iterator[Path]:
    """Yield the files of which the path stands in a program; a package that is run as one."""
    folders = "|".join(re.escape(room) for room in rooms if not room.endswith(".py"))
    if not folders:
        return
    for name in set(re.findall(rf"\b(?:{folders})/[\w/-]+\.py", program)):
        if (root / name).is_file():
            yield root / name
    for name in set(re.findall(rf'"-m", "({folders})"', program)):
        yield from _files(name, root, rooms)
