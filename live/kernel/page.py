"""Runs the blocks of one page in one namespace, and says in HTML what each of them did."""

import difflib
import doctest
import sys
import time
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from kernel import stopping, turns
from kernel.console import Console
from kernel.transcript import Part, elided, to_html
from recorder import Hooks, Record, Recorder, examples_of
from recorder import to_html as record_html

#: The transcript of what runs is sent at most this often, in seconds.
OFTEN = 0.1
_FLAGS = doctest.OPTIONFLAGS_BY_NAME


class Page:
    """One page's examples, its namespace, and what it prints.

    :param data: the page as its JSON has it.
    :param emit: called with the HTML of the transcript so far while a block runs.
    """

    def __init__(self, data: dict[str, Any], emit: Callable[[str], None]) -> None:
        self._blocks = data["blocks"]
        self._emit = emit
        self._sent = 0.0
        self._parts: list[Part] = []
        self._wants: list[str | None] = []
        self._sources: list[str] = []
        self._console = Console(self._show)
        # Classes that a page defines look for their names in ``__main__``.
        main: Any = ModuleType("__main__")
        sys.modules["__main__"] = main
        self.namespace: dict[str, Any] = main.__dict__
        self.recorder = Recorder(
            self.namespace, data["page"], hooks=Hooks(told=self._told, console=self._console)
        )
        self.recorder.__enter__()

    def run(self, number: int, code: str | None = None) -> dict[str, Any]:
        """Run one block.

        :param number: from 1.
        :param code: what the reader made of it; None for what the page says.
        :returns: ``state``, ``output``, ``record`` and ``note``, as the page shows them.
        """
        page = _examples(self._blocks[number - 1]["examples"])
        if code is None:
            return self._run(page, [example.want for example in page])
        try:
            own = _statements(code)
        except SyntaxError as error:
            return _refused(code, error)
        return self._run(*_aligned(own, page), edited=True)

    def prompt(self, code: str) -> dict[str, Any]:
        """Run what was typed at the scratch prompt; ``more`` says that it is not complete."""
        import codeop

        try:
            if codeop.compile_command(code, "<prompt>", "single") is None:
                return {"more": True}
            own = _statements(code)
        except (SyntaxError, OverflowError, ValueError) as error:
            return _refused(code, error)
        return self._run(own, [None] * len(own), edited=True)

    def _run(
        self, examples: Sequence[doctest.Example], wants: Sequence[str | None], edited: bool = False
    ) -> dict[str, Any]:
        self._parts, self._wants = [], list(wants)
        self._sources = [example.source for example in examples]
        self._sent = time.monotonic()
        stopped, begun = "", len(self.recorder.records)
        try:
            with stopping.heeded():
                self.recorder.run(examples)
        except KeyboardInterrupt:
            stopped = "Stopped."
        except MemoryError:
            stopped = "Python has no memory left. Restart gives it a fresh start."
        if stopped:
            self._parts.append(self._unfinished())
            self._console.truncate(0)
        records = self.recorder.records[begun:]
        state, note = _judged(self._parts, records, edited)
        return {
            "state": "stopped" if stopped else state,
            "output": to_html(self._parts),
            "record": record_html(records),
            "note": (stopped or note) + _about_threads(records),
        }

    def _told(self, record: Record) -> None:
        """Add a statement that has run to the transcript."""
        want = self._wants[len(self._parts)]
        ok = record.ok or (want is None and not record.raised)
        self._parts.append(Part(record.source, elided(record.got), want, ok))
        self._show()

    def _unfinished(self) -> Part:
        """Return the statement that runs now, with what it has printed so far."""
        number = len(self._parts)
        source = self._sources[number] if number < len(self._sources) else ""
        return Part(source, self._console.getvalue(), None, True)

    def _show(self) -> None:
        """Send the transcript so far, but not too often."""
        now = time.monotonic()
        if now - self._sent > OFTEN:
            self._sent = now
            parts = self._parts
            if len(parts) < len(self._sources):
                parts = [*parts, self._unfinished()]
            self._emit(to_html([Part(p.source, p.got, None, True) for p in parts]))


def _examples(data: Sequence[dict[str, Any]]) -> list[doctest.Example]:
    """Return examples as doctest parsed them when the page was built."""
    return [
        doctest.Example(
            each["source"],
            each["want"],
            each["exc_msg"],
            each["lineno"],
            each["indent"],
            {_FLAGS[name]: value for name, value in each["options"].items()},
        )
        for each in data
    ]


def _statements(code: str) -> list[doctest.Example]:
    """Return an example for each statement that a reader wrote, with prompts or without.

    :raises SyntaxError: when it is no Python.
    """
    if code.lstrip().startswith(">>>"):
        pasted = doctest.DocTestParser().get_examples(code)
        return [doctest.Example(each.source, "", lineno=each.lineno) for each in pasted]
    return examples_of(code, "edited.py")


def _aligned(
    own: Sequence[doctest.Example], page: Sequence[doctest.Example]
) -> tuple[list[doctest.Example], list[str | None]]:
    """Give the reader's statements what the page expects of those that it has too."""
    wants: list[str | None] = [None] * len(own)
    merged = list(own)
    matcher = difflib.SequenceMatcher(
        None, [each.source for each in page], [each.source for each in own], autojunk=False
    )
    for theirs, mine, size in matcher.get_matching_blocks():
        for step in range(size):
            merged[mine + step] = page[theirs + step]
            wants[mine + step] = page[theirs + step].want
    return merged, wants


def _about_threads(records: Sequence[Record]) -> str:
    """Return what is different with threads here, where several of them were at work."""
    several = any(step.thread != "MainThread" for record in records for step in record.steps)
    return f" {turns.report()}" if several else ""


def _judged(parts: Sequence[Part], records: Sequence[Record], edited: bool) -> tuple[str, str]:
    """Return the state of a block that has run, and the sentence that says it."""
    wrong = [part for part in parts if not part.ok]
    failed = [record for record in records if record.raised and not record.ok]
    if any("NoThreads" in record.raised for record in failed):
        return "native", "This browser cannot run threads: what you see is the recorded output."
    if failed:
        name = failed[0].raised.splitlines()[0].split(":")[0].rsplit(".")[-1]
        return "error", f"It raised {name}."
    if wrong:
        count = f"{len(wrong)} of {len(parts)} statements"
        return "differs", f"{count} printed something else than the page says."
    if edited and any(part.want is None for part in parts):
        return "differs", "This is your own version: the page does not say what it prints."
    return "match", "It printed what the page says."


def _refused(code: str, error: Exception) -> dict[str, Any]:
    """Return what the page shows of code that is no Python; nothing of it has run."""
    import traceback

    told = "".join(traceback.format_exception_only(error))
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    return {
        "state": "error",
        "output": to_html([Part(code, told, None, False)]),
        "record": "",
        "note": f"This is not Python yet: {said}. Nothing of it has run.",
    }
