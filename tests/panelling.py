"""Runs lines under the recorder, and reads the session panel that is there after them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from astronauts import Assignment, Astronaut, Mission, Supply
from recorder import Recorder, examples_of, panel_html
from recorder.model import STATES
from test_recorder_html import read


@contextmanager
def recorder_on(engine: Engine) -> Iterator[Recorder]:
    """Yield a recorder with the names that a page usually has."""
    with Session(engine) as session:
        names = {each.__name__: each for each in (Assignment, Astronaut, Mission, Supply, Session)}
        with Recorder({**names, "engine": engine, "session": session}, "page.rst") as recorder:
            yield recorder
            recorder.namespace.clear()


def run(recorder: Recorder, *lines: str) -> str:
    """Run lines as one block, and return the panel after it."""
    source = "".join(f">>> {line}\n" for line in lines)
    records = recorder.run(examples_of(source, "page.rst"))
    assert [each.got for each in records if not each.ok] == []
    return panel_html(recorder)


def part(html: str, kind: str) -> str:
    """Return one of the panel's four parts."""
    start = html.index(f'<div class="panel-part panel-{kind}"')
    end = html.find('<div class="panel-part', start + 1)
    return html[start : end if end > 0 else -len("</div>")]


def lanes(html: str) -> dict[str, list[str]]:
    """Return the words of each object in each lane, traces of those that left among them."""
    found = {}
    for state in STATES:
        start = html.index(f'<li data-state="{state}">')
        lane = html[start : html.index("</li><li data-state", start) if state != "detached" else -1]
        items = re.findall(r"<li(?: class=[^>]*)?(?: data-object=[^>]*)?><b>.*?</li>", lane)
        found[state] = [read(each) for each in items]
    return found


def rows(html: str, table: str) -> dict[str, list[str]]:
    """Return for each view of a table, by its caption, its rows as words with their kind."""
    start = html.index(f"<summary><b>{table}</b>")
    views = html[start : html.index("</details>", start)]
    found = {}
    for view in re.findall(r"<table.*?</table>", views):
        caption = re.findall(r"</span>([^<]*)</caption>", view)[0]
        found[unescape(caption)] = [
            f"{kind}: {read(cells)}"
            for kind, cells in re.findall(r'<tr class="row-(\w+)">(.*?)</tr>', view)
            if kind not in {"same", "others"}
        ]
    return found
