"""Promise: the pages with threads and asyncio print the same when threads take turns."""

import re
import subprocess
import sys

import pytest

import book

THREADED = re.compile(r"^ *(>>>|\.\.\.) .*(thread|asyncio|greenlet)", re.IGNORECASE | re.MULTILINE)
PAGES = [page for page in book.pages_here() if THREADED.search(book.read(page))]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_agrees_in_turns(page: str) -> None:
    """Every example prints, word for word, what the page says; no thread is left running."""
    command = [sys.executable, "tests/turned.py", page]
    done = subprocess.run(
        command, cwd=book.ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("agree, 1 awake\n"), done.stdout
