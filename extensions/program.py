"""A block of examples as data, for the page's script: what the reader edits, and what is run.

Knows nothing of Sphinx.
"""

import ast
import doctest
from collections.abc import Sequence
from typing import Any

_NAMES = {flag: name for name, flag in doctest.OPTIONFLAGS_BY_NAME.items()}


def block_of(examples: Sequence[doctest.Example], native: str = "") -> dict[str, Any]:
    """Return a block as the page's JSON has it.

    :param examples: as doctest finds them in the page's source, with their lines counted from 0.
    :param native: why the block cannot run in a browser, or "".
    """
    return {
        "native": native,
        "code": code_of([each.source for each in examples]),
        "examples": [
            {
                "source": each.source,
                "want": each.want,
                "exc_msg": each.exc_msg,
                "lineno": each.lineno,
                "indent": each.indent,
                "options": {_NAMES[flag]: on for flag, on in each.options.items()},
            }
            for each in examples
        ],
    }


def code_of(sources: Sequence[str]) -> str:
    """Return statements as the editor shows them: one after the other, without prompts.

    An empty line follows a compound statement, as one would type it at a prompt.
    """
    text = ""
    for source in sources:
        text += source + ("\n" if is_compound(source) else "")
    return text.rstrip("\n") + "\n"


def is_compound(source: str) -> bool:
    """Tell whether a statement has a body; one that is not Python has none."""
    try:
        return any(hasattr(statement, "body") for statement in ast.parse(source).body)
    except SyntaxError:
        return False
