"""Finds the examples of a page, by the standard library's parser, or a script's statements."""

import ast
import doctest


def examples_of(source: str, name: str) -> list[doctest.Example]:
    """Return the examples of a page, or one for each top-level statement of a Python file.

    :param source: the file's text.
    :param name: its name; one that ends in ``.py`` is read as Python.
    :raises ValueError: when an example is malformed; the message has the line.
    :raises SyntaxError: when a Python file is.
    """
    if not name.endswith(".py"):
        return doctest.DocTestParser().get_examples(source, name)
    lines = source.splitlines(keepends=True)
    found = []
    for statement in ast.parse(source, name).body:
        decorators = getattr(statement, "decorator_list", [])
        first = min([statement.lineno, *(each.lineno for each in decorators)])
        text = "".join(lines[first - 1 : statement.end_lineno])
        found.append(doctest.Example(text, "", lineno=first - 1))
    return found
