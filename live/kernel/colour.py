"""Colours Python as the built page does: with the names of classes that Pygments uses."""

import builtins
import io
import keyword
import token
import tokenize
from html import escape

_WORDS = {"and", "in", "is", "not", "or"}
_CONSTANTS = {"None", "True", "False"}
_STRINGS = {
    token.STRING,
    *(getattr(token, name) for name in dir(token) if name.startswith(("FSTRING_", "TSTRING_"))),
}


def highlight(source: str) -> str:
    """Return Python source as escaped HTML with a ``<span>`` for each token, line by line.

    Source that is no Python comes back escaped, without colours. No span goes over a line's end,
    so that a prompt can be put before each line.
    """
    try:
        found = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return escape(source)
    lines = source.splitlines(keepends=True)
    parts: list[str] = []
    row, column = 1, 0
    before = ""
    for each in found:
        (first, start), (last, end) = each.start, each.end
        if first > len(lines) or each.type in {token.INDENT, token.DEDENT}:
            continue
        parts.append(_between(lines, row, column, first, start))
        text = _between(lines, first, start, last, end)
        name = _class(each, before)
        pieces = text.splitlines(keepends=True)
        parts += [_span(name, piece) for piece in pieces]
        row, column = last, end
        if each.type not in {token.NL, token.NEWLINE, token.COMMENT}:
            before = each.string
    parts.append(_between(lines, row, column, len(lines) + 1, 0))
    return "".join(parts)


def _between(lines: list[str], row: int, column: int, last: int, end: int) -> str:
    """Return the text from one place to another; rows from 1, columns from 0."""
    if row > len(lines):
        return ""
    if row == last:
        return lines[row - 1][column:end]
    middle = lines[row : last - 1]
    tail = lines[last - 1][:end] if last <= len(lines) else ""
    return "".join([lines[row - 1][column:], *middle, tail])


def _span(name: str, text: str) -> str:
    bare = text.rstrip("\n")
    tail = text[len(bare) :]
    if not name or not bare.strip():
        return escape(bare) + tail
    return f'<span class="{name}">{escape(bare, quote=False)}</span>{tail}'


def _class(each: tokenize.TokenInfo, before: str) -> str:
    """Return the class of a token, by what it is and by what stands before it."""
    text = each.string
    if each.type in _STRINGS:
        return "s1" if text.endswith("'") else "s2"
    if each.type == token.NUMBER:
        return "mi" if text.isdigit() else "mf"
    if each.type == token.COMMENT:
        return "c1"
    if each.type == token.OP:
        return "nd" if text == "@" and before == "" else "p" if text in "()[]{},:;" else "o"
    if each.type != token.NAME:
        return ""
    if text in _CONSTANTS:
        return "kc"
    if text in _WORDS:
        return "ow"
    if text in {"from", "import"}:
        return "kn"
    if keyword.iskeyword(text):
        return "k"
    return {"class": "nc", "def": "nf"}.get(before) or ("nb" if hasattr(builtins, text) else "n")
