"""A record as HTML: semantic, escaped, without a script or a style of its own.

The build and the live page use this one function, so the two look alike.
"""

from collections.abc import Sequence
from html import escape

from recorder.drawing import draw_ways
from recorder.model import Change, Record, SessionView, Step
from recorder.sql import highlight
from recorder.text import last_views, row_text, several_threads, summary, transaction_line, ways_of

#: Of more steps than this only the first and last are shown.
STEPS = 40


def to_html(records: Sequence[Record]) -> str:
    """Return what the examples of one block did as a closed ``<details>``, "" for nothing.

    :param records: the records of the block's examples, in order.
    """
    told = summary(records)
    if not told and not any(record.changes for record in records):
        return ""
    body = [_steps(records), _objects(records), _rows(records), _sessions(records)]
    return (
        '<details class="flight-record" data-role="record">'
        f'<summary><span class="flight-summary">{escape(told or "rows changed")}</span></summary>'
        f'<div class="flight-body">{"".join(body)}</div></details>'
    )


def _steps(records: Sequence[Record]) -> str:
    """Return the steps as a list, with a track for each connection that brackets transactions."""
    steps = [step for record in records for step in record.steps]
    if not steps:
        return ""
    connections = sorted({step.connection for step in steps if step.connection})
    threads = several_threads(records)
    engines = len({step.engine for step in steps if step.engine}) > 1
    inside = set(records[0].open_before) & set(connections)
    items = []
    for step in steps:
        tracks = "".join(_track(step, number, inside) for number in connections)
        if step.kind == "begin":
            inside.add(step.connection)
        elif step.kind in {"commit", "rollback"}:
            inside.discard(step.connection)
        where = []
        if len(connections) > 1 and step.connection:
            where.append(f"connection {step.connection}")
        if engines and step.engine:
            where.append(step.engine)
        if threads and step.kind != "state":
            where.append(step.thread)
        said = f'<span class="flight-where">{escape(", ".join(where))}</span>' if where else ""
        items.append(
            f'<li class="flight-{step.kind.replace(" ", "-")}">'
            f'<span class="flight-tracks" aria-hidden="true">{tracks}</span>'
            f'<div class="flight-step">{said}{_step(step)}</div></li>'
        )
    hidden = len(items) - STEPS
    if hidden > 0:
        gap = f'<li class="flight-gap">… {hidden} more …</li>'
        items = [*items[: STEPS // 2], gap, *items[-STEPS // 2 :]]
    return f'<ol class="flight-steps">{"".join(items)}</ol>'


def _track(step: Step, number: int, inside: set[int]) -> str:
    """Return one cell of a connection's track: where its transaction begins, runs and ends."""
    own = step.connection == number
    if own and step.kind == "begin":
        kind = "begin"
    elif own and step.kind in {"commit", "rollback"}:
        kind = "end" if number in inside else "dot"
    elif number in inside:
        kind = "on-dot" if own else "on"
    else:
        kind = "dot" if own else "off"
    return f'<i class="track-{kind}"></i>'


def _step(step: Step) -> str:
    if step.kind == "state":
        return f"<span>{escape(', '.join(step.parameters))}: {escape(step.text)}</span>"
    if step.kind != "statement":
        return f"<strong>{escape(transaction_line(step))}</strong>"
    said = f"<code>{highlight(_tidy(step.text))}</code>"
    if step.parameters:
        sets = "".join(f"<li>{escape(each)}</li>" for each in step.parameters)
        said += f'<ul class="flight-parameters" aria-label="parameters">{sets}</ul>'
    if step.error:
        said += f'<p class="flight-error">{escape(step.error)}</p>'
    elif step.rows is not None:
        said += f'<p class="flight-count">{step.rows} row{"" if step.rows == 1 else "s"}</p>'
    return said


def _tidy(sql: str) -> str:
    """Return SQL on one line, and a long one cut: the page is about when, not about DDL."""
    line = " ".join(sql.split())
    return line if len(line) <= 600 else f"{line[:600]} …"


def _objects(records: Sequence[Record]) -> str:
    ways = {name: way for name, way in ways_of(records).items() if way}
    if not any(len(way) > 1 for way in ways.values()):
        return ""
    last = {move.name: move for record in records for move in record.moves}
    items = []
    for name, way in ways.items():
        move = last[name]
        extra = ["expired"] if move.expired else []
        extra += [f"changed: {', '.join(move.changed)}"] if move.changed else []
        tail = f" ({'; '.join(extra)})" if extra else ""
        items.append(
            f"<li><b>{escape(name)}</b> {escape(move.label)}: {' → '.join(way)}{escape(tail)}</li>"
        )
    return _section("objects", "Objects", f"{draw_ways(ways)}<ul>{''.join(items)}</ul>")


def _rows(records: Sequence[Record]) -> str:
    changes = [change for record in records for change in record.changes]
    notes = "".join(f"<p>{escape(record.note)}</p>" for record in records if record.note)
    if not changes and not notes:
        return ""
    parts = []
    for where, title in (
        ("committed", "committed"),
        ("open", "in the open transaction, for nobody else to see"),
    ):
        found = [change for change in changes if change.where == where]
        if found:
            items = "".join(_row(change) for change in found[:STEPS])
            parts.append(f'<p class="flight-kind">{title}</p><ul>{items}</ul>')
    return _section("rows", "Rows", notes + "".join(parts))


def _row(change: Change) -> str:
    kind = "new" if change.before is None else "gone" if change.after is None else "changed"
    said = escape(row_text(change)[2:])
    return f'<li class="row-{kind}"><b>{escape(change.table)}</b> {kind}: <code>{said}</code></li>'


def _sessions(records: Sequence[Record]) -> str:
    items = "".join(_session(view) for view in last_views(records))
    if not items:
        return ""
    return _section("sessions", "Sessions afterwards", f"<dl>{items}</dl>")


def _section(kind: str, title: str, body: str) -> str:
    """Return a part with its title, which is no heading: the page's own headings are a tree."""
    return (
        f'<div class="flight-{kind}" role="group" aria-label="{title}">'
        f'<p class="flight-title">{title}</p>{body}</div>'
    )


def _session(view: SessionView) -> str:
    places = [
        ("new", view.new),
        ("dirty", view.dirty),
        ("deleted", view.deleted),
        ("identity map", view.held),
    ]
    told = [f"{name}: {', '.join(labels)}" for name, labels in places if labels]
    told += [view.transaction or ("no transaction" if told else "empty, and in no transaction")]
    lines = "".join(f"<dd>{escape(line)}</dd>" for line in told)
    return f"<dt>{escape(view.name)}</dt>{lines}"
