"""Runs the examples of a page in order, and makes a record of each.

The running is the standard library's: a ``DocTestRunner``, which compiles, runs and compares each
example as ``python -m doctest`` does. Its reports are the places where the recorder looks.
"""

import doctest
import io
import linecache
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from recorder.listening import Ear
from recorder.looking import engines, moves, objects, sessions
from recorder.model import Record
from recorder.naming import name_objects
from recorder.rows import Rows, committed, differences, in_transaction, on_server, place_of
from recorder.values import cut, engine_name


@dataclass
class Hooks:
    """What the caller of a :class:`Recorder` wants to know while it runs; all of it optional.

    :param progress: called with the line of each example before it runs.
    :param told: called with the record of each example after it ran.
    :param console: what the examples print into; its ``getvalue()`` ends with a newline, and its
        ``truncate(0)`` empties it, as with the file that doctest itself makes.
    """

    progress: Callable[[int], None] | None = None
    told: Callable[[Record], None] | None = None
    console: io.StringIO | None = None


class _AnythingGoes(doctest.OutputChecker):
    """A checker for scripts, which do not say what they print."""

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        """Return True."""
        return True


class _Recorder(doctest.DocTestRunner):
    """A runner that reports to the recorder, and prints nothing itself."""

    def __init__(self, ear: Ear, flags: int, script: bool, hooks: Hooks) -> None:
        checker = _AnythingGoes() if script else None
        super().__init__(checker=checker, verbose=False, optionflags=flags)
        self.records: list[Record] = []
        self._ear = ear
        self._hooks = hooks
        if hooks.console is not None:
            self._fakeout = hooks.console
        self._before: dict[str, Any] = {}
        self.committed: dict[str, Rows] = {}
        self._unread: set[str] = set()
        self._open: dict[int, Rows] = {}
        self._told: list[Any] = []
        self._busy: set[str] = set()

    def report_start(self, out: Any, test: doctest.DocTest, example: doctest.Example) -> None:
        """Look at what there is before the example."""
        if self._hooks.progress is not None:
            self._hooks.progress(example.lineno + 1)
        if not self.records:
            self._before = objects(test.globs)
            for engine in engines(test.globs):
                self.committed[place_of(engine)] = committed(engine) or {}
        self._opened = sorted(self._ear.open)
        self._ear.take()

    def report_success(
        self, out: Any, test: doctest.DocTest, example: doctest.Example, got: str
    ) -> None:
        """Note an example that did what the page says."""
        raised = "" if example.exc_msg is None else example.exc_msg.strip()
        self._note(test, example, example.want if raised else got, True, raised)

    def report_failure(
        self, out: Any, test: doctest.DocTest, example: doctest.Example, got: str
    ) -> None:
        """Note an example that did something else."""
        self._note(test, example, got, False)

    def report_unexpected_exception(
        self, out: Any, test: doctest.DocTest, example: doctest.Example, exc_info: Any
    ) -> None:
        """Note an example that raised, where the page says nothing of it."""
        raised = "".join(traceback.format_exception_only(*exc_info[:2])).strip()
        header = "Traceback (most recent call last):\n    ...\n"
        self._note(test, example, f"{header}{raised}\n", False, raised)

    def _note(
        self, test: doctest.DocTest, example: doctest.Example, got: str, ok: bool, raised: str = ""
    ) -> None:
        ways = self._ear.ways
        after = objects(test.globs)
        record = Record(example.lineno + 1, example.source, example.want, cut(got), ok, raised)
        record.open_before = self._opened
        record.moves = moves(self._before, after, ways)
        record.steps = name_objects(self._ear.take(), ways, after)
        # A Session that has just become empty is told once more: that is what happened to it.
        views = [each for each in sessions(test.globs) if not each.empty or each.name in self._busy]
        self._busy = {each.name for each in views if not each.empty}
        told = [(each.name, each.new, each.dirty, each.deleted) for each in views if not each.empty]
        if told != self._told or not record.empty:
            record.sessions = views
        self._told = told
        if any(step.connection for step in record.steps):
            self._compare_rows(record)
        self._before = after
        self.records.append(record)
        if self._hooks.told is not None:
            self._hooks.told(record)

    def _compare_rows(self, record: Record) -> None:
        """Add the rows that changed since the last look."""
        for key, ref in list(self._ear.engines.items()):
            engine = ref()
            if engine is None:
                del self._ear.engines[key]
                continue
            now, place = committed(engine), place_of(engine)
            if now is None:
                if on_server(engine) and place not in self._unread:
                    self._unread.add(place)
                    where = engine_name(engine)
                    record.note = f"Rows in {where} are not compared: that is done on SQLite only."
                continue
            if place in self.committed:
                record.changes += differences(self.committed[place], now, "committed")
            elif now:
                counts = ", ".join(f"{name}: {len(rows)}" for name, (_, rows) in now.items())
                record.note = f"Rows at first in {engine_name(engine)}: {counts}."
            self.committed[place] = now
        for number, connection_ref in list(self._ear.open.items()):
            connection = connection_ref()
            seen = in_transaction(connection) if number in self._ear.wrote else None
            if seen is None or connection is None:
                continue
            base = self.committed.get(place_of(connection.engine), {})
            if self._open.get(number, base) != seen:
                record.changes += differences(base, seen, "open")
            self._open[number] = seen
        self._open = {key: rows for key, rows in self._open.items() if key in self._ear.open}


class Recorder:
    """Records examples as they come, in one namespace; a context manager.

    For those who run a page block by block. Who has all of it at once calls :func:`record`.

    :ivar namespace: the names, as the examples so far have left them.
    :ivar ear: what listens; known from the beginning of the ``with`` block on.
    """

    def __init__(
        self,
        namespace: dict[str, Any],
        name: str,
        *,
        flags: int = 0,
        hooks: Hooks | None = None,
    ) -> None:
        """Take the names that the examples begin with; the dictionary itself is used."""
        script = name.endswith(".py")
        self.namespace = namespace
        self._name = name
        self._stack = ExitStack()
        self._script = script
        # A script expects nothing, and ends with its first exception.
        self._settings = (
            flags | doctest.FAIL_FAST if script else flags,
            script,
            hooks or Hooks(),
        )

    def __enter__(self) -> "Recorder":
        """Begin to listen."""
        self.ear = self._stack.enter_context(Ear())
        self._runner = _Recorder(self.ear, *self._settings)
        return self

    def __exit__(self, *error: object) -> None:
        """Stop listening."""
        self._stack.close()

    def run(self, examples: Sequence[doctest.Example]) -> list[Record]:
        """Run examples in order, and return a record of each."""
        begin = len(self.records)
        # doctest finds the source of a frame by the test's name and the example's number.
        name = f"{self._name}, from {begin}" if begin else self._name
        test = doctest.DocTest(list(examples), {}, name, self._name, 0, None)
        test.globs = self.namespace
        for number, example in enumerate(examples):
            file, lines = f"<doctest {name}[{number}]>", example.source.splitlines(keepends=True)
            linecache.cache[file] = (len(example.source), None, lines, file)
        with _no_values(self._script):
            self._runner.run(test, out=lambda text: None, clear_globs=False)
        return self.records[begin:]

    @property
    def records(self) -> list[Record]:
        """The records of all examples so far, also where something stopped them."""
        return self._runner.records

    @property
    def committed(self) -> dict[str, Rows]:
        """The committed rows as last read, by :func:`recorder.rows.place_of` of each engine."""
        return self._runner.committed


def record(
    examples: Sequence[doctest.Example],
    namespace: dict[str, Any],
    name: str,
    *,
    flags: int = 0,
    progress: Callable[[int], None] | None = None,
) -> list[Record]:
    """Run examples in order in one namespace, and return a record of each.

    :param examples: from :func:`recorder.examples_of`.
    :param namespace: the names that they begin with; a copy is used.
    :param name: the page's name, for tracebacks.
    :param flags: doctest's option flags, those that the page is tested with.
    :param progress: called with the line of each example before it runs.
    """
    hooks = Hooks(progress=progress)
    with Recorder(namespace.copy(), name, flags=flags, hooks=hooks) as recorder:
        return recorder.run(examples)


@contextmanager
def _no_values(quiet: bool) -> Iterator[None]:
    """Keep the values of expressions from being printed, as Python does outside a prompt."""
    usual = sys.__displayhook__
    if quiet:
        sys.__displayhook__ = lambda value: None
    try:
        yield
    finally:
        sys.__displayhook__ = usual
