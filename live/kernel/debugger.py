"""Stands in for ``pdb``, which needs a terminal, and which doctest imports at each start."""

import sys
from types import ModuleType
from typing import Any


class Pdb:
    """A debugger that is never entered: doctest makes one for each run, and lets it go on."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        pass

    def reset(self) -> None:
        """Do nothing."""

    def set_continue(self) -> None:
        """Do nothing."""


def set_trace(*arguments: Any, **settings: Any) -> None:
    """Say that there is no debugger.

    :raises RuntimeError: always.
    """
    raise RuntimeError("There is no debugger in the page: print() shows what a name stands for.")


def prepare() -> None:
    """Put it in place, before doctest is imported."""
    module: Any = ModuleType("pdb")
    module.Pdb, module.set_trace = Pdb, set_trace
    sys.modules["pdb"] = module
    sys.breakpointhook = set_trace
