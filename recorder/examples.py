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
    found: list[doctest.Example] = []
    end = 0
    for statement in ast.parse(source, name).body:
        decorators = getattr(statement, "decorator_list", [])
        first = min([statement.lineno, *(each.lineno for each in decorators)])
        last = statement.end_lineno or first
        if first <= end:  # ``a = 1; b = 2``: what shares a line runs together
            first = found.pop().lineno + 1
        end = last
        found.append(doctest.Example("".join(lines[first - 1 : last]), "", lineno=first - 1))
    return found
