"""Shows what examples printed as a prompt session does, in the HTML of the built page."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from kernel.colour import highlight

HEADER = "Traceback (most recent call last):\n"


@dataclass
class Part:
    """One statement of a transcript.

    :param source: the statement, without prompts.
    :param got: what it printed, or its exception as a page shows it.
    :param want: what the page says that it prints; None where the page says nothing of it.
    :param ok: whether the two agree.
    """

    source: str
    got: str
    want: str | None
    ok: bool


def elided(got: str) -> str:
    """Return what an example printed; of a traceback the last exception, as a page shows it."""
    before, header, after = got.partition(HEADER)
    if not header:
        return got
    lines = after.rpartition(HEADER)[2].splitlines(keepends=True)
    while lines and lines[0].startswith((" ", "\t", "\n")):
        del lines[0]
    return f"{before}{HEADER}    ...\n{''.join(lines)}"


def to_html(parts: Sequence[Part]) -> str:
    """Return a transcript, and after it how it differs from the page, if it does."""
    lines = []
    for number, part in enumerate(parts):
        followed = number + 1 < len(parts) and not part.got
        lines += [_prompted(part.source, followed), _output(part.got)]
    return (
        '<div class="highlight-pycon notranslate live-transcript"><div class="highlight">'
        f"<pre>{''.join(lines)}</pre></div></div>{_difference(parts)}"
    )


def _prompted(source: str, followed: bool) -> str:
    """Return a statement with its prompts; one that a prompt follows ends as it is typed."""
    lines = highlight(source.rstrip("\n")).split("\n")
    if followed and source.rstrip("\n").rsplit("\n", 1)[-1].startswith((" ", "\t")):
        lines.append("")
    prompts = ["&gt;&gt;&gt; ", *["... "] * (len(lines) - 1)]
    both = zip(prompts, lines, strict=True)
    return "".join(
        f'<span class="gp">{prompt if line else prompt.rstrip()}</span>{line}\n'
        for prompt, line in both
    )


def _output(got: str) -> str:
    """Return what was printed, a span for each line; an exception's lines are told apart."""
    spans, kind = [], "go"
    for line in got.splitlines():
        if line.startswith("Traceback (most recent call last):"):
            kind = "gt"
        elif kind == "gt" and not line.startswith(" "):
            kind = "gr"
        spans.append(f'<span class="{kind}">{escape(line, quote=False)}</span>\n')
    return "".join(spans)


def _difference(parts: Sequence[Part]) -> str:
    """Return the lines that the page has and the run has not, and the other way round."""
    told = [part for part in parts if part.want is not None and not part.ok]
    if not told:
        return ""
    items = []
    for part in told:
        want, got = (part.want or "").splitlines(), part.got.splitlines()
        rows = [_row(line) for line in difflib.ndiff(want, got) if not line.startswith("?")]
        first = escape(part.source.strip().split("\n")[0])
        items.append(f"<p><code>{first}</code></p><pre>{''.join(rows)}</pre>")
    return (
        '<div class="live-diff" role="group" aria-label="How it differs from the page">'
        f'<p class="live-diff-title">The page says something else here:</p>{"".join(items)}</div>'
    )


def _row(line: str) -> str:
    text = escape(line[2:], quote=False)
    if line.startswith("-"):
        return f'<del><span class="live-who">page</span> {text}</del>\n'
    if line.startswith("+"):
        return f'<ins><span class="live-who">here</span> {text}</ins>\n'
    return f'<span><span class="live-who">both</span> {text}</span>\n'
