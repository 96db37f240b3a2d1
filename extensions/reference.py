"""Lead the names in the pages' code to SQLAlchemy's reference.

sphinx-codeautolink follows a name to the object it stands for, and looks that object up in the
inventory. Four things keep it from leading to SQLAlchemy's names, and are mended here:

- the reference calls a class ``sqlalchemy.orm.Session``, Python ``sqlalchemy.orm.session.Session``,
  and ``from sqlalchemy import select`` names ``sqlalchemy.sql.expression.select``:
  every name that an object goes by becomes an entry of the inventory;
- it does not follow the name that a ``with`` statement binds;
- some methods' annotations say less than a page's reader knows;
- it leaves alone a page that is written anew because something other than its source has changed.
"""

import ast
import inspect
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from typing import Any, Self

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.ext.doctest import blankline_re, doctestopt_re
from sphinx.ext.intersphinx import InventoryAdapter
from sphinx.util.typing import ExtensionMetadata
from sphinx_codeautolink.extension import SphinxCodeAutoLink
from sphinx_codeautolink.extension.block import clean_pycon
from sphinx_codeautolink.extension.resolve import populate_type_checking
from sqlalchemy import Connection, Engine, Select, select
from sqlalchemy.orm import Query, Session, scoped_session, sessionmaker

#: The modules that a page may import a name from.
PUBLIC = ["sqlalchemy", "sqlalchemy.orm", "sqlalchemy.engine", "sqlalchemy.ext.asyncio"]

#: What a call gives (what it gives to the name after ``as``, for a context manager): where the
#: annotation is a type variable or an iterator, the class that it stands for in the pages.
RETURNS: dict[Callable[..., Any], type] = {
    Engine.begin: Connection,
    Session.query: Query,
    scoped_session.__call__: Session,
    select: Select,
    sessionmaker.__call__: Session,
    sessionmaker.begin: Session,
}


def find(name: str) -> Any:
    """Return the object with this dotted name, or None when there is no such object."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:end]))
        except ImportError:
            continue
        for part in parts[end:]:
            found = getattr(found, part, None)
        return found
    return None


def aliases(name: str) -> Iterator[str]:
    """Yield the other dotted names of an object, given the one in SQLAlchemy's reference."""
    owner, _, member = name.rpartition(".")
    parent, found = find(owner), find(name)
    if inspect.isclass(parent):
        yield f"{parent.__module__}.{parent.__qualname__}.{member}"
    elif inspect.isclass(found) or inspect.isroutine(found):
        yield f"{found.__module__}.{found.__qualname__}"
    if found is not None and not inspect.isclass(parent):
        for module in PUBLIC:
            if getattr(import_module(module), member, None) is found:
                yield f"{module}.{member}"


def extend_inventory(app: Sphinx) -> None:
    """Give each object of the inventory an entry under every name that it goes by."""
    inventory = InventoryAdapter(app.env).main_inventory
    # codeautolink keeps these two dictionaries and changes the second. The configuration gets
    # copies, or Sphinx would find what it cannot store, and take the configuration for changed.
    shown = app.config.codeautolink_inventory_map
    app.config.codeautolink_inventory_map = dict(shown)
    app.config.codeautolink_custom_blocks = {"pycon": f"{__name__}.{clean.__name__}"}
    for items in inventory.values():
        for name in [name for name in items if name.startswith("sqlalchemy.")]:
            found = find(name)
            for alias in aliases(name):
                shown.setdefault(alias, name)
                items.setdefault(alias, items[name])
            # Annotations name classes that are imported for type checkers only.
            with suppress(AttributeError):
                populate_type_checking(inspect.getmodule(found))
            # A method that returns its own object: whatever its parameters' annotations name.
            if getattr(found, "__annotations__", {}).get("return") == "Self":
                found.__annotations__ = {"return": Self}
    for function, returned in RETURNS.items():
        function.__annotations__ = {"return": returned}


def bind_in_place(source: str) -> str:
    """Write ``with A as b:`` as ``with (b := A):``, which codeautolink follows, line by line."""
    lines = [line.encode() for line in source.split("\n")]
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source
    bound = [
        item
        for node in ast.walk(tree)
        if isinstance(node, ast.With | ast.AsyncWith)
        for item in node.items
        if isinstance(item.optional_vars, ast.Name)
    ]
    # From the back, so that the columns of those before stay right.
    for item in sorted(bound, key=lambda i: (i.context_expr.lineno, i.context_expr.col_offset))[
        ::-1
    ]:
        value, name = item.context_expr, item.optional_vars
        if value.end_lineno != name.lineno:
            continue
        last = lines[name.lineno - 1]
        lines[name.lineno - 1] = last[: value.end_col_offset] + b")" + last[name.end_col_offset :]
        first = lines[value.lineno - 1]
        start = value.col_offset
        lines[value.lineno - 1] = first[:start] + f"({name.id} := ".encode() + first[start:]
    return b"\n".join(lines).decode()


def clean(source: str) -> tuple[str, str]:
    """Return a console session as it is, and as the statements that codeautolink is to read."""
    # Sphinx leaves the flags out of the page (trim_doctest_flags): the two texts must agree.
    shown = doctestopt_re.sub("", blankline_re.sub("", source))
    shown, statements = clean_pycon(shown)
    return shown, bind_in_place(statements)


def link_what_is_written(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Count a page that is about to be written among those that codeautolink puts links into."""
    for listener in app.events.listeners["build-finished"]:
        codeautolink = getattr(listener.handler, "__self__", None)
        if isinstance(codeautolink, SphinxCodeAutoLink):
            codeautolink.outdated_docs.add(docname)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Read console sessions by ``clean``; extend the inventory once intersphinx has loaded it."""
    app.setup_extension("sphinx_codeautolink")
    app.config.codeautolink_custom_blocks = {"pycon": f"{__name__}.{clean.__name__}"}
    app.connect("builder-inited", extend_inventory, priority=900)
    app.connect("doctree-resolved", link_what_is_written)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
