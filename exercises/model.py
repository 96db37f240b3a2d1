"""What an exercise is made of: plain data, which the page keeps as JSON."""

from dataclasses import asdict, dataclass, field
from typing import Any

#: What a learner is asked to do: write code, mend code, say what a program prints, put its lines in
#: order.
KINDS = ("write", "mend", "predict", "order")


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that people really give, and what helps those who gave it.

    It is recognised by what it did; all conditions that are not empty must hold.

    :param hint: what is said, in the markup of the pages.
    :param answer: the wrong answer itself, which a test submits.
    :param raises: a regular expression, searched for in the error's class and message.
    :param prints: the same, in what the failing example printed.
    :param source: the same, in the answer; code is normalised by :func:`ast.unparse` before.
    :param fails: words of the sentence above the example that failed.
    """

    hint: str
    answer: str
    raises: str = ""
    prints: str = ""
    source: str = ""
    fails: str = ""


@dataclass(frozen=True)
class Exercise:
    """An exercise as it stands in its chapter.

    :param page: the chapter's name, ``transactions``.
    :param name: its name in the chapter, ``move-supplies``.
    :param title: its heading.
    :param kind: one of :data:`KINDS`.
    :param task: what to do, in the markup of the pages.
    :param given: examples that run before the answer.
    :param starter: what the learner begins with, without prompts.
    :param solution: examples; of a prediction those with ``# ?`` are asked for.
    :param check: examples, each group below the sentence that says what it expects.
    :param hints: one after the other, in the markup of the pages.
    :param mistakes: in the order in which they are looked for.
    :param choices: the answers that a prediction offers; none where it is to be typed.
    :param line: where it stands in the chapter, from 1.
    """

    page: str
    name: str
    title: str
    kind: str = "write"
    task: str = ""
    given: str = ""
    starter: str = ""
    solution: str = ""
    check: str = ""
    hints: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    choices: tuple[str, ...] = ()
    line: int = 0

    @property
    def key(self) -> str:
        """What tells it from all others in the book: ``transactions/move-supplies``."""
        return f"{self.page}/{self.name}"

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Exercise":
        """Return the exercise that :meth:`as_dict` wrote."""
        mistakes = tuple(Mistake(**each) for each in data["mistakes"])
        plain = {"hints": tuple(data["hints"]), "choices": tuple(data["choices"])}
        return cls(**{**data, **plain, "mistakes": mistakes})


@dataclass
class Verdict:
    """What a check found.

    :param passed: whether everything was as it should be.
    :param sentence: what was expected and is not so, or why nothing could be checked.
    :param source: the example that failed.
    :param want: what it should have printed.
    :param got: what it printed, or its error as a page shows it.
    :param hint: what helps against this very mistake, where it is a known one.
    :param printed: what the learner's own code printed.
    :param done: how many examples of the check were as they should be.
    :param of: how many the check has.
    :param records: what the learner's code did, as :mod:`recorder` has it.
    """

    passed: bool
    sentence: str = ""
    source: str = ""
    want: str = ""
    got: str = ""
    hint: str = ""
    printed: str = ""
    done: int = 0
    of: int = 0
    records: list[Any] = field(default_factory=list)
