"""Runs a page once, remembers what came out, and gives it again to whoever expects otherwise."""

import contextlib
import doctest
import io
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pytest_doctestplus.output_checker import FIX, OutputChecker
from pytest_doctestplus.plugin import DebugRunnerPlus

from book import examples, read
from extensions.portable import left_out


@dataclass(frozen=True)
class Recorded:
    """An example of a page, and what it really printed and raised."""

    page: str
    example: doctest.Example
    printed: str
    raised: BaseException | None

    @property
    def place(self) -> str:
        """Where it stands, as editors understand it."""
        return f"{self.page}:{self.example.lineno + 1}"

    def replay(self) -> None:
        """Print and raise again what the example did."""
        sys.stdout.write(self.printed)
        if self.raised is not None:
            raise self.raised.with_traceback(None)


def record(page: str, dialect: str = "sqlite") -> tuple[list[Recorded], dict[str, object]]:
    """Run a page; return what each example did, and the names that it leaves behind.

    :param dialect: what says that it runs elsewhere is left out.
    """
    elsewhere = left_out(read(page), dialect)
    names: dict[str, object] = {"__name__": "__main__"}
    recorded = []
    for example in examples(read(page), page):
        if any(first <= example.lineno + 1 <= last for first, last in elsewhere):
            continue
        place = f"{page}:{example.lineno + 1}"
        code = compile(example.source, place, "single", dont_inherit=True)
        printed, raised = io.StringIO(), None
        with contextlib.redirect_stdout(printed):
            try:
                exec(code, names)  # noqa: S102 - a page is a program
            except Exception as error:
                raised = error
        if raised is not None:
            raised.__cause__ = raised.__context__ = None  # not compared, and slow to format
        recorded.append(Recorded(page, example, printed.getvalue(), raised))
    return recorded, names


def _other(character: str) -> str:
    """Return another character of the same kind."""
    if character.isdigit():
        return str((int(character) + 1) % 10)
    return chr(ord(character) + (-1 if character in "zZ" else 1))


def mutants(example: doctest.Example) -> Iterator[str]:
    """Return false variants of what an example expects.

    Each digit is changed, each word, each line is dropped, and a line is added at either end.
    Where ``...`` stands for anything there is nothing to change.
    """
    want = example.want
    for match in re.finditer(r"\d|[^\W\d_]+", want):
        start = match.start()
        yield want[:start] + _other(want[start]) + want[start + 1 :]
    lines = want.splitlines(keepends=True)
    for number, line in enumerate(lines):
        if line.strip() != "...":
            yield "".join(lines[:number] + lines[number + 1 :])
    yield want + "One line too many\n"
    yield "One line too many\n" + want


def unnoticed(done: Recorded, wants: list[str], flags: int) -> list[str]:
    """Return those of the expectations with which the example would pass all the same.

    They are compared by the runner and the checker that ``make doctest`` uses, which meet in a
    replay the same output and the same exception as in the example itself.
    """
    tries: dict[str, doctest.Example] = {}
    for want in wants:
        try:
            (tries[want],) = examples(f">>> replay()\n{want}", done.page)
        except ValueError:
            continue  # doctest cannot even read the page then: that is noticed
        tries[want].options = done.example.options
    names: dict[str, Callable[[], None]] = {"replay": done.replay}
    test = doctest.DocTest([*tries.values()], names, done.place, None, 0, None)
    runner = DebugRunnerPlus(checker=OutputChecker(), verbose=False, optionflags=flags | FIX)
    failures: list[doctest.DocTestFailure] = []
    runner.run(test, out=failures)
    noticed = {id(failure.example) for failure in failures}
    return [want for want, example in tries.items() if id(example) not in noticed]


def allowed(want: str, ellipsis: bool) -> re.Pattern[str]:
    """Return a pattern of the outputs that a page's words allow: themselves, but for ``...``."""
    pattern = re.escape(want.replace("<BLANKLINE>\n", "\n"))
    if ellipsis:
        pattern = pattern.replace(re.escape("..."), ".*")
    return re.compile(pattern, re.DOTALL)
