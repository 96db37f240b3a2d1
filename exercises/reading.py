"""Reads the exercises of a chapter from its source.

The page and the command line read them here, so that both have the same. What an exercise looks
like in a chapter, CONTRIBUTING.rst says.
"""

import doctest
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from textwrap import dedent

from exercises.model import KINDS, Exercise, Mistake

#: Marks the examples of a prediction whose output the learner has to say.
ASKED = re.compile(r"#\s*\?\s*$", re.MULTILINE)
#: What an exercise may have, and what it must have at least so often.
_PARTS = ("given", "starter", "solution", "check", "hint", "mistake")
_ONCE = {"given", "starter", "solution", "check"}
_HEAD = re.compile(r"^( *)\.\. exercise::[ \t]*(.*)$", re.MULTILINE)
_PART = re.compile(rf"^\.\. ({'|'.join(_PARTS)})::[ \t]*(.*)$")
_OPTION = re.compile(r"^:(\w+):[ \t]*(.*)$")
_EXERCISE_OPTIONS = {"name", "kind", "choices"}
_CONDITIONS = {"raises", "prints", "source", "fails"}


class Malformed(ValueError):
    """An exercise that cannot be read; ``line`` is counted from 1, in the text that was read."""

    def __init__(self, said: str, line: int) -> None:
        super().__init__(said)
        self.line = line


@dataclass
class Part:
    """A part of an exercise.

    :param name: ``task``, or one of the words before ``::``.
    :param argument: what follows the word.
    :param options: what stands below it as ``:option: value``.
    :param text: the rest, without its indentation.
    :param first: the line where ``text`` begins, from 0, in the exercise's own lines.
    :param indent: how far ``text`` is indented there.
    """

    name: str
    argument: str = ""
    options: dict[str, str] = field(default_factory=dict)
    text: str = ""
    first: int = 0
    indent: int = 0


def exercises_of(source: str, page: str) -> list[Exercise]:
    """Return the exercises of a chapter.

    :param source: its text.
    :param page: its name, ``transactions``.
    :raises Malformed: when one cannot be read.
    """
    lines = source.splitlines()
    found = []
    for head in _HEAD.finditer(source):
        number = source.count("\n", 0, head.start())
        indent = len(head[1])
        body = _indented(lines[number + 1 :], indent)
        try:
            found.append(exercise_of(head[2], _dedented(body), page, number + 1))
        except Malformed as error:
            raise Malformed(str(error), number + 1 + error.line) from None
    names = [each.name for each in found]
    for each in found:
        if names.count(each.name) > 1:
            raise Malformed(f"two exercises are called {each.name!r}: give one a :name:", each.line)
    return found


def exercise_of(title: str, lines: Sequence[str], page: str, line: int = 0) -> Exercise:
    """Return one exercise.

    :param title: what follows ``exercise::``.
    :param lines: the lines below it, without their indentation.
    :param page: the chapter's name.
    :param line: where it stands there.
    :raises Malformed: when it cannot be read.
    """
    head, *parts = split(lines)
    by_name = {name: [part for part in parts if part.name == name] for name in _PARTS}
    for name in _ONCE:
        if len(by_name[name]) > 1:
            raise Malformed(f"{name}:: stands in it twice", by_name[name][1].first)
    _known(head, _EXERCISE_OPTIONS)
    kind = head.options.get("kind", "write")
    texts = {name: by_name[name][0].text if by_name[name] else "" for name in _ONCE}
    starter = texts["starter"]
    if kind == "predict":
        starter = _with_question_marks(texts["solution"])
    made = Exercise(
        page=page,
        name=head.options.get("name") or slug(title),
        title=title.strip(),
        kind=kind,
        task=head.text,
        given=texts["given"],
        starter=starter,
        solution=texts["solution"],
        check=texts["check"],
        hints=tuple(_said(part) for part in by_name["hint"]),
        mistakes=tuple(_mistake(part, kind) for part in by_name["mistake"]),
        choices=tuple(each.strip() for each in head.options.get("choices", "").split("|") if each),
        line=line,
    )
    _complete(made, bool(by_name["starter"]))
    return made


def split(lines: Sequence[str]) -> list[Part]:
    """Split the lines below ``exercise::``: first the task with its options, then each part."""
    starts = [number for number, line in enumerate(lines) if _PART.match(line)]
    ends = [*starts[1:], len(lines)]
    first = starts[0] if starts else len(lines)
    parts = [_part("task", "", lines[:first], 0)]
    for start, end in zip(starts, ends, strict=True):
        head = _PART.match(lines[start])
        assert head is not None  # noqa: S101 - it was found by the same expression
        for number in range(start + 1, end):
            if lines[number].strip() and not lines[number].startswith(" "):
                said = f"this stands outside of the parts of the exercise: {lines[number].strip()}"
                raise Malformed(said, number)
        parts.append(_part(head[1], head[2], lines[start + 1 : end], start + 1))
    return parts


def asked(exercise: Exercise) -> list[doctest.Example]:
    """Return the examples of a prediction whose output is asked for."""
    examples = doctest.DocTestParser().get_examples(exercise.solution)
    return [example for example in examples if ASKED.search(example.source)]


def slug(title: str) -> str:
    """Return a title as a name: ``Move it whole`` as ``move-it-whole``."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def _part(name: str, argument: str, lines: Sequence[str], first: int) -> Part:
    """Read what stands below a part's head: more of its argument, its options, its text."""
    part = Part(name, argument.strip())
    at, last = 0, ""
    while at < len(lines) and lines[at].strip() and (name != "task" or _OPTION.match(lines[at])):
        option = _OPTION.match(lines[at].strip())
        if option:
            last = option[1]
            part.options[last] = option[2].strip()
        elif last:
            part.options[last] += f" {lines[at].strip()}"
        else:
            part.argument = f"{part.argument} {lines[at].strip()}".strip()
        at += 1
    while at < len(lines) and not lines[at].strip():
        at += 1
    rest = lines[at:]
    part.indent = min((len(x) - len(x.lstrip()) for x in rest if x.strip()), default=0)
    part.first = first + at
    part.text = dedent("\n".join(rest)).strip("\n")
    return part


def _mistake(part: Part, kind: str) -> Mistake:
    _known(part, _CONDITIONS)
    if not part.argument or not part.text:
        said = "a mistake has its hint after mistake:: and the wrong answer below"
        raise Malformed(said, part.first)
    if kind != "predict" and not part.options:
        said = f"say how the mistake is known, by one of :{':, :'.join(sorted(_CONDITIONS))}:"
        raise Malformed(said, part.first)
    for pattern in part.options.values():
        try:
            re.compile(pattern)
        except re.error as error:
            raise Malformed(f"{pattern!r} is no regular expression: {error}", part.first) from None
    return Mistake(part.argument, part.text, **part.options)


def _known(part: Part, names: set[str]) -> None:
    for name in part.options:
        if name not in names:
            said = f":{name}: is not known here; what is: {', '.join(sorted(names))}"
            raise Malformed(said, part.first)


def _said(part: Part) -> str:
    return "\n\n".join(filter(None, [part.argument, part.text]))


def _complete(exercise: Exercise, has_starter: bool) -> None:
    """Complain of what is missing.

    :raises Malformed: with what to add.
    """
    predict = exercise.kind == "predict"
    wrong = {
        f"its kind is one of {', '.join(KINDS)}": exercise.kind not in KINDS,
        "it needs a title after exercise::": not exercise.title,
        "it needs a task: a paragraph that says what to do": not exercise.task,
        "it needs a solution:: with examples": ">>> " not in exercise.solution,
        "it needs a hint::": not exercise.hints,
        "a prediction needs no starter:: and no check::": predict
        and (has_starter or exercise.check),
        "a prediction asks for output: end an example with # ?": predict and not asked(exercise),
        "what a prediction asks for prints one line": predict
        and any(each.want.count("\n") != 1 or each.exc_msg for each in asked(exercise)),
        "a mistake of a prediction has a line for each output that is asked for": predict
        and any(len(m.answer.splitlines()) != len(asked(exercise)) for m in exercise.mistakes),
        "only a prediction has :choices:": exercise.choices and not predict,
        "it needs a starter::": not exercise.starter,
        "it needs a check:: with examples": not predict and ">>> " not in exercise.check,
    }
    for said, true in wrong.items():
        if true:
            raise Malformed(said, 0)


def _with_question_marks(solution: str) -> str:
    """Return the examples with a question mark for each output that is asked for."""
    text = ""
    for part in doctest.DocTestParser().parse(solution):
        if isinstance(part, str):
            text += part
            continue
        first, *more = part.source.rstrip("\n").split("\n")
        text += "\n".join([f">>> {first}", *(f"... {line}".rstrip() for line in more)]) + "\n"
        text += "?\n" if ASKED.search(part.source) else part.want
    return text


def _indented(lines: Sequence[str], indent: int) -> list[str]:
    """Return the lines that are deeper than an indentation, up to the first that is not."""
    body = []
    for line in lines:
        if line.strip() and len(line) - len(line.lstrip()) <= indent:
            break
        body.append(line)
    return body


def _dedented(lines: Sequence[str]) -> list[str]:
    return dedent("\n".join(lines)).split("\n")
