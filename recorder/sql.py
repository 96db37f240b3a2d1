"""Colours SQL, with the class names that Pygments uses, so that a page's theme colours it."""

import re
from html import escape

_KEYWORDS = (
    "ADD|ALL|ALTER|AND|AS|ASC|BEGIN|BETWEEN|BY|CASCADE|CASE|CHECK|COMMIT|CONFLICT|CONSTRAINT|CREATE"
    "|DEFAULT|DELETE|DESC|DISTINCT|DO|DROP|ELSE|END|EXISTS|FOR|FOREIGN|FROM|FULL|GROUP|HAVING|IF|IN"
    "|INDEX|INNER|INSERT|INTO|IS|JOIN|KEY|LEFT|LIKE|LIMIT|LOCKED|NOT|NOTHING|NULL|OFFSET|ON|OR"
    "|ORDER|OUTER|OVER|PARTITION|PRAGMA|PRIMARY|REFERENCES|RELEASE|RETURNING|ROLLBACK|SAVEPOINT"
    "|SELECT|SET|SKIP|TABLE|THEN|TO|UNION|UNIQUE|UPDATE|USING|VALUES|WHEN|WHERE|WITH"
)

_TOKEN = re.compile(
    r"(?P<s>'(?:[^']|'')*')"
    r"|(?P<c>--[^\n]*|/\*.*?\*/)"
    r"|(?P<m>\b\d+(?:\.\d+)?\b)"
    rf"|(?P<k>\b(?:{_KEYWORDS})\b)"
    r"|(?P<o>\?|%\(\w+\)s|:\w+|%s)",
    re.IGNORECASE | re.DOTALL,
)
_CLASSES = {"s": "s1", "c": "c1", "m": "mi", "k": "k", "o": "nv"}


def highlight(sql: str) -> str:
    """Return SQL as escaped HTML with a ``<span>`` for each keyword, string, number and place."""
    parts, end = [], 0
    for match in _TOKEN.finditer(sql):
        parts.append(escape(sql[end : match.start()]))
        name = _CLASSES[match.lastgroup or "k"]
        parts.append(f'<span class="{name}">{escape(match.group())}</span>')
        end = match.end()
    return "".join([*parts, escape(sql[end:])])
