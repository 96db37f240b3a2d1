"""Completes names at the scratch prompt, by the standard library's rlcompleter."""

import re
import rlcompleter
from typing import Any

#: So many are offered at most.
MOST = 60
_WORD = re.compile(r"[\w.]*$")


def complete(source: str, position: int, namespace: dict[str, Any]) -> dict[str, Any]:
    """Return the names that could stand at a place.

    :param source: what was typed.
    :param position: where the cursor is, in characters.
    :returns: ``from``, where the completed word begins, and ``matches``, whole words.
    """
    match = _WORD.search(source, 0, position)
    word = match.group() if match else ""
    if not word:
        return {"from": position, "matches": []}
    completer = rlcompleter.Completer(_Plain(namespace))
    found: list[str] = []
    while len(found) < MOST:
        each = completer.complete(word, len(found))
        if each is None:
            break
        found.append(each.rstrip("( "))
    return {"from": position - len(word), "matches": sorted(set(found))}


class _Plain(dict[str, Any]):
    """A namespace for the completer, which looks up mapped attributes without loading them."""
