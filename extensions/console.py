"""Colour a console session so that what was typed, what was printed and what failed look apart.

Pygments colours the lines of an exception word by word. On a page of errors a line is one thing:
each gets one element, which the stylesheet can set off and let wrap.
"""

from collections.abc import Iterator

from pygments.lexers.python import PythonConsoleLexer
from pygments.token import Generic, _TokenType
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata


class ConsoleLexer(PythonConsoleLexer):
    """Python's console, in which a line of a traceback is one token."""

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, _TokenType, str]]:
        """Yield position, token and text; after a ``Traceback`` line, only two kinds of token."""
        kind = None
        for position, token, value in super().get_tokens_unprocessed(text):
            if token in Generic.Prompt:
                kind = None
            elif token in Generic.Traceback or (token in Generic.Error and kind):
                kind = token
            yield position, kind or token, value


def setup(app: Sphinx) -> ExtensionMetadata:
    """Use this lexer wherever Sphinx meets a console session."""
    app.add_lexer("pycon", ConsoleLexer)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
