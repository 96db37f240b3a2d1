"""What a test does on a machine that lacks something: in CI it fails, elsewhere it is skipped."""

import os
import shutil
from typing import NoReturn

import pytest

from needs import CHROMIUM


def lacks(said: str) -> NoReturn:
    """End the test.

    :param said: what is not there, and how to get it.
    """
    if os.environ.get("CI"):
        pytest.fail(said, pytrace=False)
    pytest.skip(said)


def chromium() -> str:
    """Return the path of the machine's Chromium; without one, the test ends."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    return found or lacks(f"no browser on PATH; looked for {', '.join(CHROMIUM)}")
