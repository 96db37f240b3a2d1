"""What of the live blocks stands in a page from the start, before its script is there.

The script takes it over as it is. So nothing moves when it comes, however long that takes.
"""

import json
from functools import cache
from html import escape
from pathlib import Path

from docutils import nodes

#: So many records, and there is a button for all of them: ``_static/flight.js``.
MANY = 4
#: The drawings, which the page's script has, too.
SHAPES = Path(__file__).parents[1] / "live/page/shapes.json"


def button(action: str, text: str, label: str, attributes: str = "") -> str:
    """Return a button as ``live/page/icons.js`` makes it.

    :param action: what ``data-action`` says, and which drawing it has.
    :param text: what it shows beside its drawing; "" for nothing.
    :param label: what it is called for those who hear the page.
    :param attributes: more of them, as HTML.
    """
    words = f"<span>{escape(text)}</span>" if text else ""
    return (
        f'<button type="button" data-action="{action}" aria-label="{escape(label)}"{attributes}>'
        '<svg class="live-icon" viewBox="0 0 16 16" width="16" height="16" fill="none"'
        ' stroke="currentColor" stroke-width="1.5" stroke-linecap="round" aria-hidden="true"'
        f' focusable="false">{_shapes()[action]}</svg>{words}</button>'
    )


@cache
def _shapes() -> dict[str, str]:
    return json.loads(SHAPES.read_text(encoding="utf-8"))


def run_button(number: int) -> str:
    """Return a block's button; ``early.js`` heeds it.

    :param number: the block's, from 1.
    """
    made = button("run", "Run", f"Run example {number}", ' title="Shift+Enter"')
    return f'<div class="live-tools">{made}</div>'


def about(doctree: nodes.document, record: type[nodes.Element]) -> str:
    """Return what a page's styles keep room for, in words: they know it before the page is there.

    :param record: the class of its records.
    """
    many = len(list(doctree.findall(record))) >= MANY
    goals = any("goals" in each["classes"] for each in doctree.findall(nodes.admonition))
    return " ".join([*["many"] * many, *["goals"] * goals])
