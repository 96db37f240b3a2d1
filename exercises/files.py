"""An exercise as a plain file: the task and the check in its docstring, the learner's part below.

Python's own doctest checks such a file too: ``python -m doctest -f exercises/CHAPTER/NAME.py``.
With ``-f`` it ends at the first failure, as the book's check does: what follows may rely on it.
"""

import ast
import doctest
import os
import re
import textwrap
from dataclasses import replace
from pathlib import Path

from exercises.book import PYTHON, short
from exercises.checking import code_of
from exercises.markup import plain
from exercises.model import Exercise
from exercises.reading import asked

WIDTH = 88
GIVEN = "# Given: it is there already."
_YOURS = {
    "write": "# Your part.",
    "mend": "# Your part: mend it.",
    "order": "# Your part: these lines, in the right order.",
}
_MARK = re.compile(r"^# Your part\b.*$", re.MULTILINE)
_ITEM = re.compile(r"([-*]|\d+\.|#\.) +")
_TODO = {
    "write": "Write your part at the end of this file, save it, and have it checked:",
    "mend": "Mend your part at the end of this file, save it, and have it checked:",
    "order": (
        "The lines at the end of this file stand in a wrong order: put them into the right one."
        " Until then this may be no valid Python, and that is no mistake. Have it checked:"
    ),
    "predict": (
        "Put what you expect in the place of each question mark, as Python prints it, with its"
        " quotes. Then have it checked:"
    ),
}


class Unreadable(Exception):
    """A file that holds no answer; its text says why, as a verdict's sentence does."""


def text_of(exercise: Exercise, *, solved: bool = False) -> str:
    """Return an exercise's file.

    :param solved: whether with the solution in it, and not with what the learner begins with.
    """
    name = short(exercise)
    commands = [
        f"{PYTHON} -m exercises {name}",
        f"{PYTHON} -m exercises hint {name}",
        f"{PYTHON} -m doctest -f exercises/{name}.py",
    ]
    parts = [
        textwrap.fill(plain(exercise.title), WIDTH),
        prose(exercise.task),
        textwrap.fill(_TODO[exercise.kind], WIDTH),
        "\n".join(f"    {each}" for each in commands),
    ]
    if exercise.kind == "predict":
        if exercise.choices:
            parts.insert(2, textwrap.fill(f"One of: {', '.join(exercise.choices)}.", WIDTH))
        program = exercise.solution if solved else exercise.starter
        return _docstring([*parts, "The program:", exercise.given, program])
    head = _docstring([*parts, "What is checked:", prose(exercise.check)])
    given = f"\n{GIVEN}\n{given_code(exercise)}" if exercise.given else ""
    own = code_of(exercise.solution) if solved else exercise.starter
    return f"{head}{given}\n{_YOURS[exercise.kind]}\n{own.rstrip()}\n"


def answer_of(exercise: Exercise, text: str) -> tuple[Exercise, str]:
    """Return the answer that a learner's file holds, and the exercise that it answers.

    Its lines have the numbers that they have in the file. Where the mark above the learner's part
    is gone, the whole file is the answer, and nothing is given.

    :raises Unreadable: when it holds none.
    """
    if exercise.kind == "predict":
        return exercise, _predictions(exercise, text)
    mark = _MARK.search(text)
    if mark is None:
        return replace(exercise, given=""), text
    return exercise, "\n" * text.count("\n", 0, mark.end()) + text[mark.end() :]


def given_changed(exercise: Exercise, text: str) -> bool:
    """Whether a learner changed what is given, which the check does not see."""
    mark = _MARK.search(text)
    return bool(mark and exercise.given) and given_code(exercise) not in text[: mark.start()]


def given_code(exercise: Exercise) -> str:
    """Return what is given as ordinary code; an example that shows an error passes over it."""
    parts = []
    for example in doctest.DocTestParser().get_examples(exercise.given):
        code = example.source
        if example.exc_msg is not None:
            error = example.exc_msg.partition(":")[0].rpartition(".")[2].strip()
            code = f"try:\n{textwrap.indent(code, '    ')}except Exception:  # {error}\n    pass\n"
        if parts and (code.count("\n") > 1 or parts[-1].count("\n") > 1):
            parts.append("\n")
        parts.append(code)
    return "".join(parts)


def prose(text: str) -> str:
    """Return text in the pages' markup for a docstring: wrapped, and its examples as they are."""
    return "\n\n".join(map(_block, re.split(r"\n[ \t]*\n", text.strip("\n"))))


def put(path: Path, text: str) -> None:
    """Write a file as a whole, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _block(block: str) -> str:
    if block.lstrip().startswith(">>>") or block.startswith(" "):
        return block
    items = re.split(r"\n(?=(?:[-*]|\d+\.|#\.) )", block)
    return "\n".join(_wrapped(each) for each in items)


def _wrapped(paragraph: str) -> str:
    item = _ITEM.match(paragraph)
    text = plain(" ".join(paragraph.split()))
    # A piece of code stays on its line.
    text = re.sub(r"`[^`]{1,60}`", lambda code: code[0].replace(" ", "\0"), text)
    filled = textwrap.fill(
        text,
        WIDTH,
        subsequent_indent=" " * len(item[0]) if item else "",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return filled.replace("\0", " ")


def _docstring(parts: list[str]) -> str:
    text = "\n\n".join(part.strip("\n") for part in parts if part.strip())
    raw = "r" if "\\" in text else ""
    quotes = next((each for each in ('"""', "'''") if each not in text), "")
    if not quotes:
        raw, quotes, text = "", '"""', text.replace("\\", r"\\").replace('"""', r"\"\"\"")
    return f"{raw}{quotes}{text}\n{quotes}\n"


def _predictions(exercise: Exercise, text: str) -> str:
    """Return what stands below the asked examples of a file's docstring, a line each."""
    try:
        docstring = ast.get_docstring(ast.parse(text), clean=False) or ""
    except SyntaxError as error:
        raise Unreadable(f"This is not Python any more in line {error.lineno}") from None
    try:
        said = asked(replace(exercise, solution=docstring))
    except ValueError as error:
        raise Unreadable(f"The program cannot be read: {error}") from None
    if len(said) != len(asked(exercise)):
        raise Unreadable("The program is not the book's any more: delete the file, and begin anew")
    return "\n".join(" ".join(each.want.split()) for each in said)
