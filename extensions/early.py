"""What of the live blocks stands in a page from the start, before its script is there."""

from docutils import nodes

#: So many blocks, and their records have a button for all of them: ``_static/flight.js``.
MANY = 5
#: A triangle, as in ``live/page/icons.js``.
_ICON = (
    '<svg class="live-icon" viewBox="0 0 16 16" width="16" height="16" fill="none"'
    ' stroke="currentColor" stroke-width="1.5" stroke-linecap="round" aria-hidden="true"'
    ' focusable="false"><path d="M4.5 2.8v10.4l8.3-5.2z" fill="currentColor"'
    ' stroke-linejoin="round"></path></svg>'
)


def run_button(number: int) -> str:
    """Return a block's button as ``live/page/icons.js`` makes it; ``early.js`` heeds it.

    :param number: the block's, from 1.
    """
    return (
        '<div class="live-tools"><button type="button" data-action="run"'
        f' aria-label="Run example {number}" title="Shift+Enter">{_ICON}<span>Run</span></button>'
        "</div>"
    )


def about(doctree: nodes.document, block: type[nodes.Element]) -> str:
    """Return what a page's styles keep room for, in words: they know it before the page is there.

    :param block: the class of its blocks.
    """
    many = len(list(doctree.findall(block))) >= MANY
    goals = any("goals" in each["classes"] for each in doctree.findall(nodes.admonition))
    return " ".join([*["many"] * many, *["goals"] * goals])
