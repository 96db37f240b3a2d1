"""Shows what a check found as HTML, for the page; in a terminal there is another way to say it."""

import difflib
from collections.abc import Callable
from html import escape

from exercises.checking import bare
from exercises.markup import inline, plain, to_html
from exercises.model import Exercise, Verdict
from exercises.reading import ASKED, asked

PASSED, NOT_YET = "Passed", "Not yet"
_HEADER = "Traceback (most recent call last):"
_NOTHING = "<em>nothing</em>"


def verdict_html(
    exercise: Exercise, answer: str, verdict: Verdict, highlight: Callable[[str], str] = escape
) -> str:
    """Return a verdict as HTML, without the record of the run.

    :param exercise: what was checked.
    :param answer: what the learner gave.
    :param verdict: what :func:`exercises.check` found.
    :param highlight: gives Python in colours, as HTML.
    """
    parts = [_sentence(exercise, verdict)]
    if exercise.kind == "predict":
        parts += [_predicted(exercise, answer, verdict)]
    elif not verdict.passed:
        parts += [_failing(verdict, highlight), _difference(verdict)]
    if verdict.hint:
        title = '<p class="exercise-advice-title">What may have happened</p>'
        parts.append(f'<div class="exercise-advice">{title}{to_html(verdict.hint)}</div>')
    if verdict.printed and exercise.kind != "predict":
        parts.append(
            '<details class="exercise-printed"><summary>What your code printed</summary>'
            f"<pre>{escape(verdict.printed, quote=False)}</pre></details>"
        )
    return "".join(parts)


def verdict_text(exercise: Exercise, verdict: Verdict) -> str:
    """Return a verdict as a few plain sentences, for those who hear the page."""
    first = PASSED if verdict.passed else NOT_YET
    told = [f"{first}: {_ended(plain(verdict.sentence))}", _counted(exercise, verdict)]
    if verdict.hint:
        told.append(plain(verdict.hint))
    return " ".join(" ".join(filter(None, told)).split())


def _sentence(exercise: Exercise, verdict: Verdict) -> str:
    said = _ended(inline(verdict.sentence))
    first = f"{PASSED if verdict.passed else NOT_YET}:"
    count = _counted(exercise, verdict)
    more = f' <span class="exercise-held">{count}</span>' if count else ""
    return f'<p class="exercise-said"><strong>{first}</strong> {said}{more}</p>'


def _counted(exercise: Exercise, verdict: Verdict) -> str:
    """Return how much of it holds; "" where nothing could be looked at."""
    if verdict.of < 2 or not verdict.records:
        return ""
    if exercise.kind == "predict":
        return f"{verdict.done} of {verdict.of} are right."
    number = "All" if verdict.passed else f"{verdict.done} of"
    return f"{number} {verdict.of} expectations hold{'' if verdict.passed else ' so far'}."


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def _failing(verdict: Verdict, highlight: Callable[[str], str]) -> str:
    """Return the example that failed, as it is typed at a prompt."""
    if not verdict.source:
        return ""
    first, *more = highlight(verdict.source.rstrip("\n")).split("\n")
    prompted = [f'<span class="gp">&gt;&gt;&gt; </span>{first}']
    prompted += [f'<span class="gp">... </span>{line}' for line in more]
    lines = "\n".join(prompted)
    return (
        '<div class="highlight-pycon notranslate"><div class="highlight">'
        f"<pre>{lines}\n</pre></div></div>"
    )


def _difference(verdict: Verdict) -> str:
    """Return what was wanted beside what came; an error alone where nothing was to be printed."""
    want, got = _lines(verdict.want), _lines(verdict.got)
    if not verdict.source or (not want and _HEADER in verdict.got):
        return _error(got)
    rows = [_row(line) for line in difflib.ndiff(want, got) if not line.startswith("?")]
    if not want:
        rows.insert(0, _line("del", "wanted", _NOTHING))
    if not got:
        rows.append(_line("ins", "yours", _NOTHING))
    return _box("What was wanted, and what yours does", "".join(rows))


def _error(lines: list[str]) -> str:
    if not lines:
        return ""
    told = "".join(f'<span class="exercise-error">{escape(x, quote=False)}</span>\n' for x in lines)
    return _box("The error", told)


def _box(label: str, inside: str) -> str:
    return (
        f'<div class="live-diff exercise-diff" role="group" aria-label="{label}">'
        f"<pre>{inside}</pre></div>"
    )


def _lines(text: str) -> list[str]:
    """Return the lines of an output; of a traceback those that name the error."""
    before, header, after = text.rpartition(_HEADER)
    if not header:
        return text.splitlines()
    lines = after.splitlines()[1:]
    while lines and lines[0].startswith((" ", "\t")):
        del lines[0]
    return [*before.partition(_HEADER)[0].splitlines(), *lines]


def _row(line: str) -> str:
    text = escape(line[2:], quote=False)
    kind, who = {"-": ("del", "wanted"), "+": ("ins", "yours")}.get(line[0], ("span", "both"))
    return _line(kind, who, text)


def _line(kind: str, who: str, text: str) -> str:
    return f'<{kind}><span class="live-who">{who}</span> {text}</{kind}>\n'


def _predicted(exercise: Exercise, answer: str, verdict: Verdict) -> str:
    """Return each prediction beside what is printed; nothing before all of them are made."""
    if not verdict.records:
        return ""
    items = []
    for example, said in zip(asked(exercise), answer.strip("\n").split("\n"), strict=False):
        right = bare(example.want) == bare(said)
        rows = _line("ins", "prints", escape(example.want.strip(), quote=False))
        if not right:
            rows = _line("del", "yours", escape(said.strip(), quote=False)) + rows
        mark = '<span class="exercise-right">right</span>' if right else ""
        code = escape(question(example.source), quote=False)
        items.append(f"<p><code>{code}</code> {mark}</p><pre>{rows}</pre>")
    return (
        '<div class="live-diff exercise-diff" role="group" aria-label="What you said, and what it '
        f'prints">{"".join(items)}</div>'
    )


def question(source: str) -> str:
    """Return the line whose output a prediction asks for, without the mark that says so."""
    lines = source.rstrip().split("\n")
    marked = [line for line in lines if ASKED.search(line)]
    return ASKED.sub("", (marked or lines)[-1]).strip()
