"""What stands at a prompt, as statements of a script that prints the same.

A prompt shows the value of an expression, goes on after an error, and takes what it is given: a
script has ``show()``, ``with expected()`` and ``if DIALECT`` for that. Knows nothing of Sphinx.
"""

import ast
import doctest
from collections.abc import Iterator, Sequence
from textwrap import indent

#: What these return is None, wherever the book calls them: a prompt shows nothing.
SILENT = {
    *("add", "add_all", "append", "begin_nested", "clear", "close", "close_all", "commit"),
    *("dispose", "drop_all", "create_all", "expire", "expire_all", "expunge", "expunge_all"),
    *("extend", "flush", "join", "listen", "print", "put", "refresh", "remove", "rollback"),
    *("shutdown", "sleep", "start"),
}
SHOW = '''\
def show(value):
    """Print a value as a prompt does."""
    if value is not None:
        print(repr(value))
'''
EXPECTED = '''\
@contextmanager
def expected(name):
    """Print the error that is to come, and go on."""
    try:
        yield
    except Exception as error:
        said = "".join(traceback.format_exception_only(error))
        if type(error).__name__ != name:
            raise
        print(said, end="")
    else:
        raise AssertionError(f"{name} was to be raised, and was not")
'''
#: Only pages that SQLite cannot run ask for it.
DIALECT = """\
DIALECT = os.environ.get("ASTRONAUTS_DATABASE", "sqlite").partition(":")[0].partition("+")[0]
DIALECT = DIALECT.replace("mysql", "mariadb")
"""


class Script:
    """Turns the examples of a page into statements, one after the other.

    It learns which functions of the page return nothing.
    """

    def __init__(self) -> None:
        self._silent = set(SILENT)

    def statement(self, example: doctest.Example, databases: Sequence[str] = ()) -> str:
        """Return an example as a script has it.

        :param databases: the dialects on which it runs; none for all.
        :raises SyntaxError: where it is no Python.
        """
        source = example.source.rstrip("\n")
        tree = ast.parse(source)
        if example.exc_msg is not None:
            source = f'with expected("{error_name(example)}"):\n{deeper(source)}'
        elif example.want:
            source = self._shown(source, tree)
        self._learn(tree)
        return guarded(source, databases) if databases else source

    def _shown(self, source: str, tree: ast.Module) -> str:
        """Put ``show()`` around what a prompt shows."""
        lines = [line.encode() for line in source.split("\n")]
        for found in reversed([each for each in _expressions(tree) if not self._is_silent(each)]):
            bare = isinstance(found.value, ast.Tuple | ast.GeneratorExp | ast.NamedExpr)
            opened, closed = (b"show((", b"))") if bare else (b"show(", b")")
            assert found.end_lineno is not None  # noqa: S101 - it was parsed
            for number, column, put in (
                (found.end_lineno, found.end_col_offset, closed),
                (found.lineno, found.col_offset, opened),
            ):
                line = lines[number - 1]
                lines[number - 1] = line[:column] + put + line[column:]
        return b"\n".join(lines).decode()

    def _learn(self, tree: ast.Module) -> None:
        """Note which functions of the page only do something, and never answer."""
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                inside = list(ast.walk(node))
                answers = any(isinstance(each, ast.Return) and each.value for each in inside)
                answers = answers or any(isinstance(each, ast.Yield) for each in inside)
                (self._silent.discard if answers else self._silent.add)(node.name)

    def _is_silent(self, expression: ast.Expr) -> bool:
        called = expression.value.func if isinstance(expression.value, ast.Call) else None
        if isinstance(called, ast.Attribute):
            return called.attr in self._silent
        return isinstance(called, ast.Name) and called.id in self._silent


def printed_by(example: doctest.Example) -> str:
    """Return what an example prints; of an error, its message."""
    said = example.want if example.exc_msg is None else example.exc_msg
    return said.rstrip("\n").replace("<BLANKLINE>", "")


def error_name(example: doctest.Example) -> str:
    """Return the class of the error that an example ends in, without its module."""
    said = (example.exc_msg or "").strip().split("\n")[0]
    return said.partition(":")[0].rpartition(".")[2].strip()


def guarded(source: str, databases: Sequence[str]) -> str:
    """Return statements that run on some databases only."""
    test = " or ".join(f'DIALECT == "{each}"' for each in databases)
    return f"if {test}:\n{deeper(source)}"


def deeper(source: str) -> str:
    """Return statements one step deeper; lines within a string stay where they are."""
    within = {
        number
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant | ast.JoinedStr)
        for number in range(node.lineno + 1, (node.end_lineno or 0) + 1)
    }
    lines = enumerate(source.split("\n"), 1)
    return "\n".join(line if at in within else indent(line, "    ") for at, line in lines)


def _expressions(node: ast.AST) -> Iterator[ast.Expr]:
    """Yield the statements of which a prompt shows the value: in a function there are none."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr):
            yield child
        elif not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from _expressions(child)
