"""The exercises of the whole book, in its order, and where the learner's file of each one lies."""

import ast
import difflib
import keyword
import os
import re
import sys
from functools import cached_property
from pathlib import Path

from exercises.model import Exercise
from exercises.reading import Malformed, exercises_of

ROOT = Path(__file__).resolve().parent.parent
#: A file of this name would stand in the way of the module that is meant, where doctest imports it.
_TAKEN = {
    *sys.stdlib_module_names,
    *("astronauts", "chapters", "exercises", "recipes", "recorder"),
    *("aiosqlite", "fastapi", "flask", "greenlet", "sqlalchemy", "typing_extensions"),
}
_TOCTREE = re.compile(r"^( *)\.\. toctree::.*\n((?:\1 +\S.*\n|[ \t]*\n)*)", re.MULTILINE)


def title_of(conf: Path) -> str:
    """Return what Sphinx's configuration calls the project, "" where it does not say it plainly.

    :param conf: a ``conf.py``, which is read and not run; perhaps there is none.
    """
    source = conf.read_text(encoding="utf-8") if conf.exists() else ""
    for statement in ast.parse(source).body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="project")], value=ast.Constant(value=str(title))):
                return title
    return ""


#: What the progress files name; the site's pages are told the same by Sphinx.
TITLE = title_of(ROOT / "conf.py")


def is_the_books(root: Path) -> bool:
    """Whether a folder is this book's, where ``make exercises`` writes them with ``.venv``."""
    makefile = root / "Makefile"  # other projects have one too, Sphinx's own for example
    return makefile.exists() and "\nexercises:" in makefile.read_text(encoding="utf-8")


#: How Python is called here, and what writes the files.
PYTHON, WRITES = (
    (".venv/bin/python", "make exercises")
    if is_the_books(ROOT)
    else ("python", "python -m exercises write")
)


class Trouble(Exception):
    """What is told in a line, and ends the command."""


class Book:
    """A copy of the book.

    :param root: where ``index.rst``, the pages and the learner's ``exercises/`` lie. The pages are
        those of ``chapters/``; where there is no such folder, all of the root.
    """

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root
        self.folder = root / "exercises"

    @cached_property
    def exercises(self) -> list[Exercise]:
        """All of them, in the order of the book.

        :raises Trouble: when one cannot be read.
        """
        folder = self.root / "chapters" if (self.root / "chapters").is_dir() else self.root
        pages = {
            path.relative_to(folder).with_suffix("").as_posix(): path for path in pages_in(folder)
        }
        index = self.root / "index.rst"
        order = order_of(index.read_text(encoding="utf-8")) if index.exists() else []
        ordered = [page for page in order if page in pages]
        found = []
        for page in [*ordered, *(page for page in pages if page not in ordered)]:
            try:
                found += exercises_of(pages[page].read_text(encoding="utf-8"), page)
            except Malformed as error:
                where = f"{pages[page].relative_to(self.root).as_posix()}:{error.line}"
                raise Trouble(f"{where}: {error}") from None
        return found

    @property
    def pages(self) -> list[str]:
        """The chapters that have exercises, in their order."""
        return list(dict.fromkeys(each.page for each in self.exercises))

    def file(self, exercise: Exercise) -> Path:
        """Return where the learner's file of an exercise lies."""
        return self.folder / f"{short(exercise)}.py"

    def shown(self, exercise: Exercise) -> str:
        """Return the same as it is told, from the root."""
        return f"{self.folder.name}/{short(exercise)}.py"

    def find(self, said: str) -> list[Exercise]:
        """Return what a learner means: one exercise, or all of a chapter.

        :param said: ``transactions/move_supplies``, with dashes or not; its name alone where no
            other chapter has it; the path of its file; or a chapter.
        :raises Trouble: when nothing is called so, with what is.
        """
        wanted = _normal(said)
        for name_of in (lambda x: x.key, lambda x: short(x), lambda x: x.page):
            found = [each for each in self.exercises if _normal(name_of(each)) == wanted]
            if found:
                return found
        found = [each for each in self.exercises if _normal(each.name) == wanted]
        if len(found) == 1:
            return found
        names = [short(each) for each in found]
        if not names:
            known = {_normal(short(each)): short(each) for each in reversed(self.exercises)}
            known |= {_normal(each.name): short(each) for each in reversed(self.exercises)}
            known |= {_normal(page): page for page in self.pages}
            near = difflib.get_close_matches(wanted, known, n=6, cutoff=0.5)
            names = list(dict.fromkeys(known[each] for each in near))[:3]
        meant = f" Did you mean {' or '.join(names)}?" if names else ""
        asked = "Several exercises are" if found else "No exercise is"
        raise Trouble(f"{asked} called {said!r}.{meant or ' `list` names them all.'}")


def pages_in(folder: Path) -> list[Path]:
    """Return the pages of a folder, but not those of what is built, installed or hidden."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [each for each in folders if each[0] not in "._" and each != "node_modules"]
        found += [Path(place, name) for name in names if name.endswith(".rst")]
    return sorted(found)


def short(exercise: Exercise) -> str:
    """Return what an exercise's file is called, without its end: ``transactions/move_supplies``."""
    name = exercise.name.replace("-", "_")
    if name in _TAKEN or keyword.iskeyword(name):
        name += "_"
    return f"{exercise.page}/{name if name.isidentifier() else f'_{name}'}"


def order_of(index: str) -> list[str]:
    """Return the chapters' names as the tables of contents of a page have them."""
    names = []
    for tree in _TOCTREE.finditer(index):
        for line in map(str.strip, tree[2].splitlines()):
            if line and not line.startswith(":"):
                titled = re.fullmatch(r".*<(.+)>", line)
                name = (titled[1] if titled else line).strip("/").removesuffix(".rst")
                names.append(name.removeprefix("chapters/"))
    return names


def _normal(name: str) -> str:
    """Return a name so that all its spellings are the same."""
    path = f"/{name.replace(chr(92), '/')}".rpartition("/exercises/")[2]
    path = path.strip("/").removesuffix(".py").removeprefix("./")
    return "/".join(part.strip("-") for part in path.lower().replace("_", "-").split("/"))
