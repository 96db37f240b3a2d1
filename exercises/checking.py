"""Checks an answer: runs it in a namespace of its own, and then the exercise's examples.

The same code checks in the page, on the command line and in the tests.
"""

import ast
import contextlib
import doctest
import re
from collections.abc import Iterator
from typing import Any

from exercises.model import Exercise, Verdict
from exercises.reading import asked
from recorder import Hooks, Recorder, examples_of
from recorder.looking import engines, session_of

PASSED = "It does what it should."
PREDICTED = "That is what it prints."
_PARSER = doctest.DocTestParser()


def check(exercise: Exercise, answer: str, hooks: Hooks | None = None) -> Verdict:
    """Check an answer, up to the first example that is not as it should be.

    :param exercise: the exercise.
    :param answer: what the learner wrote: code, or of a prediction a line for each output.
    :param hooks: as :class:`recorder.Recorder` takes them.
    :raises KeyboardInterrupt: when it was stopped.
    """
    verdict = _predicted(exercise, answer, hooks) if exercise.kind == "predict" else None
    if verdict is None:
        verdict = _checked(exercise, answer, hooks)
    if not verdict.passed and (verdict.source or verdict.got):  # something was run, or could not be
        verdict.hint = _hint(exercise, answer, verdict)
    return verdict


def expectations(exercise: Exercise) -> Iterator[tuple[str, doctest.Example]]:
    """Yield the examples of a check, each with the sentence that it stands below."""
    sentence = ""
    for part in _PARSER.parse(exercise.check):
        if isinstance(part, doctest.Example):
            yield sentence, part
        elif part.strip():
            last = re.split(r"\n\s*\n", part.strip())[-1]
            sentence = " ".join(last.split()).rstrip(":")


def code_of(examples: str) -> str:
    """Return examples as code without prompts, as a learner would write it."""
    return "".join(each.source for each in _PARSER.get_examples(examples))


def _checked(exercise: Exercise, answer: str, hooks: Hooks | None) -> Verdict:
    """Run what is given, the answer, and the examples of the check."""
    todo = list(expectations(exercise))
    try:
        own = examples_of(answer, "answer.py")
    except SyntaxError as error:
        where = f" in line {error.lineno}" if error.lineno else ""
        got = "".join(_one_line(error))
        return Verdict(False, f"This is not Python yet{where}", got=got, of=len(todo))
    verdict = Verdict(False, of=len(todo))
    with _running(exercise, hooks) as recorder:
        for example in _PARSER.get_examples(exercise.given):
            recorder.run([example])
        begun = len(recorder.records)
        for example in own:
            record = recorder.run([example])[0]
            if record.raised and not record.ok:
                verdict.sentence = f"Your code ends with an error in line {record.line}"
                verdict.source, verdict.got = record.source, record.got
                break
            verdict.printed += record.got
        else:
            for sentence, example in todo:
                record = recorder.run([example])[0]
                if not record.ok:
                    verdict.sentence = sentence
                    verdict.source, verdict.got = record.source, record.got
                    verdict.want = record.want
                    break
                verdict.done += 1
        verdict.records = [
            record for record in recorder.records[begun:] if "create_database" not in record.source
        ]
    if verdict.done == verdict.of and not verdict.sentence:
        verdict.passed, verdict.sentence = True, PASSED
    return verdict


def _predicted(exercise: Exercise, answer: str, hooks: Hooks | None) -> Verdict:
    """Compare what was predicted with what the program prints."""
    wanted = asked(exercise)
    said = [line.strip() for line in answer.strip("\n").split("\n")]
    said += [""] * (len(wanted) - len(said))
    verdict = Verdict(False, of=len(wanted))
    if any(line in {"", "?"} for line in said[: len(wanted)]):
        verdict.sentence = "Say first what you expect: then it runs"
        return verdict
    with _running(exercise, hooks) as recorder:
        for text in (exercise.given, exercise.solution):
            recorder.run(_PARSER.get_examples(text))
        verdict.records = [
            record for record in recorder.records if "create_database" not in record.source
        ]
    for example, line in zip(wanted, said, strict=False):
        if bare(example.want) == bare(line):
            verdict.done += 1
        elif not verdict.source:
            verdict.source, verdict.want, verdict.got = example.source, f"{line}\n", example.want
            verdict.sentence = "It prints something else"
    if verdict.done == verdict.of:
        verdict.passed, verdict.sentence = True, PREDICTED
    return verdict


@contextlib.contextmanager
def _running(exercise: Exercise, hooks: Hooks | None) -> Iterator[Recorder]:
    """Record examples in a fresh namespace; what they leave open is closed at the end."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    recorder = Recorder(namespace, f"{exercise.key}.rst", hooks=hooks)
    try:
        with recorder:
            yield recorder
    finally:
        for value in list(namespace.values()):
            session = session_of(value)
            if session is not None:
                with contextlib.suppress(Exception):  # a Session may be in any state by now
                    session.close()
        for engine in engines(namespace):
            with contextlib.suppress(Exception):
                engine.dispose()


def _hint(exercise: Exercise, answer: str, verdict: Verdict) -> str:
    """Return the hint of the first mistake that this one is, "" for a new one."""
    source = _normalised(answer)
    for mistake in exercise.mistakes:
        if exercise.kind == "predict":
            lines = zip(mistake.answer.split("\n"), answer.strip("\n").split("\n"), strict=False)
            if all(bare(ours) in {"*", bare(theirs)} for ours, theirs in lines):
                return mistake.hint
            continue
        raised = verdict.got if "Traceback" in verdict.got or not verdict.source else ""
        conditions = (
            (mistake.raises, raised),
            (mistake.prints, verdict.got),
            (mistake.source, source),
        )
        met = all(re.search(pattern, text) for pattern, text in conditions if pattern)
        if met and mistake.fails in verdict.sentence:
            return mistake.hint
    return ""


def _normalised(answer: str) -> str:
    """Return code without comments, written as Python itself writes it."""
    try:
        return ast.unparse(ast.parse(answer))
    except SyntaxError:
        return answer


def bare(text: str) -> str:
    """Return an output without the quotes and spaces in which predictions differ."""
    return " ".join(text.replace('"', "'").split()).strip("'")


def _one_line(error: SyntaxError) -> list[str]:
    import traceback

    return traceback.format_exception_only(error)
