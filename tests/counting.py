"""A plugin for pytest that counts pages, their examples, and those that a condition left out.

``COUNTED`` in the environment names the file that gets the numbers, as JSON. It needs nothing of
the book, so that it runs beside any version of anything.
"""

import doctest
import json
import os
from pathlib import Path

import pytest

_ITEMS: list[pytest.Item] = []


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Keep what is run, once everybody has had a say in it."""
    _ITEMS.extend(session.items)


def pytest_sessionfinish() -> None:
    """Write the numbers down."""
    tests = [item.dtest for item in _ITEMS if getattr(item, "dtest", None) is not None]
    examples = [example for test in tests for example in test.examples]
    counted = {
        "pages": len(tests),
        "examples": len(examples),
        "left_out": sum(bool(each.options.get(doctest.SKIP)) for each in examples),
    }
    Path(os.environ["COUNTED"]).write_text(json.dumps(counted), encoding="utf-8")
