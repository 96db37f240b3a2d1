"""A verdict in words, for a terminal."""

import difflib
import textwrap
from dataclasses import dataclass

from exercises.markup import plain
from exercises.model import Verdict

WIDTH = 88
#: So many lines of an output are shown.
_LINES = 20
#: How those sentences begin that say something else than what is expected.
_NO_EXPECTATION = ("Your code ends with", "It prints something else", "This is not Python")
_COLOURS = {"good": 32, "bad": 31, "strong": 1, "dim": 2}
MARKS = {"passed": "✓", "failed": "✗", "": "·"}


@dataclass(frozen=True)
class Paint:
    """Colours text, or not."""

    on: bool = False

    def __call__(self, text: str, kind: str) -> str:
        """Return text in the colour of a kind: ``good``, ``bad``, ``strong``, ``dim``."""
        return f"\x1b[{_COLOURS[kind]}m{text}\x1b[0m" if self.on and text else text

    def mark(self, state: str) -> str:
        """Return the mark of a state: ``passed``, ``failed``, or "" for not begun."""
        return self(MARKS[state], {"passed": "good", "failed": "bad"}.get(state, "dim"))


def told(verdict: Verdict, file: str, paint: Paint) -> str:
    """Return what a learner is told about an answer.

    :param verdict: what the check found.
    :param file: where the answer stands.
    """
    if verdict.passed:
        return plain(verdict.sentence)
    parts = [paint(wrapped(_sentence(verdict)), "bad")]
    if verdict.source:
        example = textwrap.indent(_prompted(verdict.source), "    ")
        parts.append(f"{example}\n{_compared(verdict, paint)}")
    elif verdict.got:
        got = verdict.got.replace('File "answer.py"', f'File "{file}"')
        parts.append(textwrap.indent(_cut(got), "    "))
    if verdict.printed:
        parts.append("Your code itself printed:")
        parts.append(textwrap.indent(_cut(verdict.printed), "    "))
    if verdict.hint:
        parts.append(wrapped(verdict.hint))
    return "\n\n".join(parts)


def wrapped(text: str) -> str:
    """Return paragraphs in the pages' markup for a terminal."""
    paragraphs = plain(text).split("\n\n")
    return "\n\n".join(
        each if each.startswith((" ", ">>>")) else textwrap.fill(" ".join(each.split()), WIDTH)
        for each in paragraphs
    )


def _sentence(verdict: Verdict) -> str:
    """Return what is wrong: an expectation with how far the answer came, or a sentence as it is."""
    sentence = plain(verdict.sentence).rstrip(".:")
    if sentence.startswith(_NO_EXPECTATION) or not verdict.source:
        return f"{sentence}{'' if sentence.endswith('?') else '.'}"
    return (
        f"Not so yet: {sentence}. ({verdict.done} of {verdict.of} examples are as they should be)"
    )


def _prompted(source: str) -> str:
    """Return an example as a prompt shows it."""
    first, *more = source.rstrip("\n").split("\n")
    return "\n".join([f">>> {first}", *(f"... {line}".rstrip() for line in more)])


def _compared(verdict: Verdict, paint: Paint) -> str:
    """Return what was wanted beside what came: a diff where both have several lines."""
    want, got = verdict.want.splitlines(), verdict.got.splitlines()
    if verdict.got.startswith("Traceback"):
        # The way to the error leads through doctest; the error itself is what helps.
        got = [line for line in got[1:] if line.strip() != "..."] or got
    lines = [f"- {line}" for line in want] + [f"+ {line}" for line in got]
    if len(want) > 1 and len(got) > 1:
        lines = [line for line in difflib.ndiff(want, got) if not line.startswith("?")]
    if want and not got:
        lines.append("+ (nothing)")
    colours = {"-": "good", "+": "bad"}
    lines = _cut("\n".join(lines)).split("\n")
    lines = [paint(each, colours[each[0]]) if each[:1] in colours else each for each in lines]
    if want:
        lines.append(paint("(- expected, + yours)", "dim"))
    return textwrap.indent("\n".join(lines), "    ")


def _cut(text: str) -> str:
    """Return the first lines of a text that may be long."""
    lines = text.rstrip("\n").split("\n")
    if len(lines) > _LINES:
        lines = [*lines[:_LINES], f"(and {len(lines) - _LINES} lines more)"]
    return "\n".join(line if len(line) < 400 else f"{line[:400]} …" for line in lines)
