"""Promise: the pages pass every time, in any order, beside each other, for any hash seed."""

import re

import pytest

import book

# What pyproject.toml's options say, without the one that switches random order off.
PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "addopts=")
DOCTESTS = ("--doctest-plus", "--doctest-glob=*.rst")


def order_of(output: str) -> list[str]:
    """Return the pages in the order in which they ran, from a verbose report."""
    return re.findall(r"^(\S+\.rst)::\S+ PASSED", output, re.MULTILINE)


def test_in_random_order() -> None:
    """Twice in a row, all in one process, shuffled: no page depends on another or spoils it."""
    orders = []
    for seed in ("1", "2"):
        done = book.run(*PYTEST, *DOCTESTS, "-vv", f"--randomly-seed={seed}", *book.pages_here())
        assert done.returncode == 0, done.stdout + done.stderr
        orders.append(order_of(done.stdout))
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1]) == sorted(book.pages_here())


def test_two_at_a_time() -> None:
    """Two processes share the pages."""
    done = book.run(*PYTEST, *DOCTESTS, "-p", "no:randomly", "-n", "2", *book.pages_here())
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("seed", ["0", "1", "20"])
def test_for_any_hash_seed(seed: str) -> None:
    """No output depends on the order of a set: each seed gives strings other hash values."""
    pages = book.pages_here() if seed != "1" else book.pages_here()[::-1]
    done = book.run("-m", "doctest", *pages, PYTHONHASHSEED=seed)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
