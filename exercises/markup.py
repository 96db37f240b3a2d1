"""The little of the pages' markup that hints and sentences use, for a terminal and in HTML."""

import re
from html import escape

_INLINE = re.compile(
    r"``(?P<code>.+?)``"
    r"|:[\w:+-]+:`(?P<role>[^`]+)`"
    r"|`(?P<link>[^`<]+?)\s*<[^`>]+>`__?"
    r"|\*\*(?P<strong>[^*]+)\*\*"
    r"|\*(?P<emphasis>[^*\s][^*]*)\*"
)


def plain(text: str) -> str:
    """Return text for a terminal: code in backquotes, roles and links by their words."""

    def told(found: re.Match[str]) -> str:
        tag, word = _word(found)
        return f"`{word}`" if tag == "code" else word

    return _INLINE.sub(told, text)


def to_html(text: str) -> str:
    """Return text as HTML: paragraphs of it, with code and emphasis inside."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "".join(f"<p>{inline(each)}</p>" for each in paragraphs if each.strip())


def inline(text: str) -> str:
    """Return a piece of text as HTML, escaped, without a paragraph around it."""
    parts, end = [], 0
    for found in _INLINE.finditer(text):
        parts += [escape(text[end : found.start()], quote=False), _element(found)]
        end = found.end()
    return "".join([*parts, escape(text[end:], quote=False)])


def _element(found: re.Match[str]) -> str:
    tag, word = _word(found)
    text = escape(word, quote=False)
    return f"<{tag}>{text}</{tag}>" if tag else text


def _word(found: re.Match[str]) -> tuple[str, str]:
    """Return the element that a piece of markup is, and its words."""
    kind = found.lastgroup
    word = found[kind] if kind else ""
    if kind != "role":
        return {"code": "code", "strong": "strong", "emphasis": "em"}.get(kind or "", ""), word
    name = found[0].split("`")[0].strip(":").split(":")[-1]
    titled = re.fullmatch(r"(.+?)\s*<.+>", word, re.DOTALL)
    shown = titled[1] if titled else word.split(".")[-1] if word.startswith("~") else word
    called = "()" if name in {"meth", "func"} and not titled and not shown.endswith(")") else ""
    names = {"class", "meth", "func", "attr", "exc", "mod", "data", "obj", "file"}
    return "code" if name in names and not titled else "", f"{shown.lstrip('~')}{called}"
