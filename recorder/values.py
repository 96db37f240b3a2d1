"""How values, objects, engines and errors are written down: short, safe, and never loading."""

import re
import reprlib
from typing import Any

from sqlalchemy import Engine, inspect

#: The longest a value may be, in characters; the sets of parameters of a statement that are kept.
LONGEST, SETS = 120, 5
#: Output beyond this many characters is cut.
OUTPUT = 20_000

_RANDOM = re.compile(r"_[0-9a-f]{32}$")
_short = reprlib.Repr()
_short.maxstring = _short.maxother = LONGEST
_short.maxlong = 60
_short.maxtuple = _short.maxlist = _short.maxdict = _short.maxset = 20


def value_text(value: Any) -> str:
    """Return a short ``repr``; what is too long loses its middle, and bytes say their number."""
    if isinstance(value, bytes | bytearray | memoryview) and len(value) > 40:
        return f"{bytes(value[:16])!r}… ({len(value)} bytes)"
    try:
        return _short.repr(value)
    except Exception as error:
        return f"<{type(value).__name__}, whose repr() raises {type(error).__name__}>"


def shown(sets: list[Any]) -> list[str]:
    """Return each set of a statement's parameters as text; after the first few, their number."""
    texts = [value_text(each) for each in sets[:SETS]]
    if len(sets) > SETS:
        texts.append(f"… and {len(sets) - SETS} more")
    return texts


def engine_name(engine: Engine) -> str:
    """Return which database an engine leads to, without user, password or path to it.

    Nor with the random digits at the end of a name: they are others each time.
    """
    url = engine.url
    database = url.database or ":memory:"
    if "memdb" in str(url.query.get("vfs", "")) or database == ":memory:":
        database = "in memory"
    name = database.replace(chr(92), "/").rsplit("/", 1)[-1]
    return f"{engine.dialect.name} {_RANDOM.sub('', name)}"


def error_text(error: BaseException | None) -> str:
    """Return an error's class and its first line, cut when long."""
    first = str(error).strip().split("\n", 1)[0]
    text = f"{type(error).__name__}: {first}" if first else type(error).__name__
    return text if len(text) <= 2 * LONGEST else text[: 2 * LONGEST] + "…"


def label_of(mapped: object) -> str:
    """Return a mapped object's class and key: its ``repr`` might load, and so is never called."""
    state = inspect(mapped)
    return label_of_key(type(mapped), state.identity)


def label_of_key(mapped_class: type, identity: tuple[Any, ...] | None) -> str:
    """Return ``Astronaut 6``, ``Assignment (6, 1)``, or ``Astronaut`` without a key."""
    if identity is None:
        return mapped_class.__name__
    key = identity[0] if len(identity) == 1 else identity
    return f"{mapped_class.__name__} {value_text(key)}"


def cut(text: str) -> str:
    """Return output, without what is too long of it."""
    if len(text) <= OUTPUT:
        return text
    return f"{text[:OUTPUT]}\n… ({len(text) - OUTPUT} characters more)\n"
