"""The database servers that tests ask: where they are, and what a test does that finds none.

tests/needs.py names them. In CI one that does not answer is a failure; elsewhere the test is
skipped, and says how to start one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import DBAPIError

from extensions.portable import NAMES, VARIABLE
from lacking import lacks
from needs import URLS


@cache
def silence(url: str) -> str:
    """Return why a server does not answer, or "" when it does."""
    engine = create_engine(url, connect_args={"connect_timeout": 5})
    try:
        engine.connect().close()
    except DBAPIError as error:
        return str(error.orig).strip().splitlines()[0]
    finally:
        engine.dispose()
    return ""


def answering(dialect: str) -> str:
    """Return the URL of a server; skip the test where it does not answer, or fail it in CI."""
    url = URLS[dialect]
    why = silence(url)
    if why:
        place = make_url(url).render_as_string()  # without the password
        lacks(
            f"No {NAMES[dialect]} answers at {place} ({why}): "
            f"`docker compose up`, or name yours in {dialect.upper()}_URL."
        )
    return url


@contextmanager
def chosen(dialect: str) -> Iterator[None]:
    """Have ``create_database()`` make its databases there, for a while; SQLite needs no server."""
    with pytest.MonkeyPatch.context() as patch:
        if dialect == "sqlite":
            patch.delenv(VARIABLE, raising=False)
        else:
            patch.setenv(VARIABLE, answering(dialect))
        yield
