"""What the worker's JavaScript calls: requests and answers are JSON, HTML inside them."""

import json
import sys
from collections.abc import Callable
from typing import Any

from kernel import core, rest, stopping, turns
from kernel.exercises import Exercises
from kernel.page import Page
from recorder.panel import Panel

_page: Page
_panel: Panel
_exercises: Exercises
_current = 0


def begin(page: str, base: str, send: Callable[[int, str | None], None]) -> bool:
    """Make the namespace of a page ready.

    :param page: the page's JSON.
    :param base: URL of the folder with the packs.
    :param send: called with a request's id and the HTML of its transcript so far; with None when
        the reader's code has ended after Stop.
    :returns: whether threads can run here.
    """
    global _page, _panel, _exercises
    core.Core(lambda: rest.fetched(f"{base}core.pack")).install()
    sys.meta_path.append(rest.Rest(f"{base}rest.zip"))
    data = json.loads(page)
    _page = Page(data, lambda html: send(_current, html))
    _panel = Panel()
    _exercises = Exercises(data.get("exercises", []))
    able = _begin_turns()
    stopping.install(lambda: send(_current, None))
    return able


def _begin_turns() -> bool:
    """Let threads take turns where the browser can suspend Python; return whether it can."""
    import pyodide_js  # Pyodide's own, and only there
    from pyodide.ffi import can_run_sync, run_sync

    able = can_run_sync()
    turns.install(run_sync if able else None, check=pyodide_js.checkInterrupt)
    return able


def answer(request: str) -> str:
    """Do what a request asks for, and return the answer."""
    global _current
    stopping.forget()  # the page asks for a stop again, and may have done so once too often
    asked: dict[str, Any] = json.loads(request)
    _current = asked["id"]
    if asked["kind"] == "complete":
        from kernel.completing import complete

        return json.dumps(
            {"kind": "completions", "id": _current}
            | complete(asked["source"], asked["position"], _page.namespace)
        )
    if asked["kind"] == "exercise":
        said = _exercises.check(asked["exercise"], asked["answer"], _page.recorder)
    elif asked["kind"] == "run":
        said = _page.run(asked["block"], asked.get("source"))
    else:
        said = _page.prompt(asked["source"])
    if asked["kind"] != "exercise" and not said.get("more"):
        said["panel"] = _panel.html(_page.recorder)
    return json.dumps({"kind": "done", "id": _current, **said})
