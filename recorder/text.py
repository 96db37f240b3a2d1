"""A record in words: the one line that sums it up, and the whole of it for a terminal."""

from collections.abc import Iterable, Sequence

from recorder.model import Change, Record, SessionView, Step

#: How steps are named that are no statements.
NAMES = {
    "begin": "BEGIN",
    "commit": "COMMIT",
    "rollback": "ROLLBACK",
    "savepoint": "SAVEPOINT",
    "release": "RELEASE",
    "rollback to": "ROLLBACK TO SAVEPOINT",
    "prepare": "PREPARE",
}
#: A summary names as many steps, and as many objects, and then stops.
_PARTS, _OBJECTS = 8, 3

_COLOURS = {"begin": 36, "commit": 32, "rollback": 31, "error": 31, "state": 35, "dim": 2}


def summary(records: Sequence[Record]) -> str:
    """Return one line on what examples did together, "" when they did nothing.

    For example ``BEGIN · 2 INSERTs · COMMIT — mark: pending → persistent``.
    """
    parts: list[tuple[str, int]] = []
    for step in _all_steps(records):
        name = step_name(step) + (" failed" if step.error else "")
        if parts and parts[-1][0] == name and step.kind == "statement":
            parts[-1] = (name, parts[-1][1] + 1)
        elif step.kind != "state":
            parts.append((name, 1 if step.kind == "statement" else 0))
    # What came last is what the block's output is about; to make the tables comes first.
    words = [_counted(name, count) for name, count in parts[-_PARTS:]]
    if len(parts) > _PARTS:
        words.insert(0, "…")
    fresh = {move.name for record in records for move in record.moves if not move.before}
    ways = [
        f"{name}: {' → '.join(way)}"
        for name, way in ways_of(records).items()
        if len(way) > 1 or name in fresh
    ]
    if len(ways) > _OBJECTS:
        ways = [*ways[:_OBJECTS], "…"]
    told = " — ".join(part for part in (" · ".join(words), ", ".join(ways)) if part)
    if told:
        return told
    return ", ".join(f"{view.name}: {view.waiting}" for view in last_views(records) if view.waiting)


def last_views(records: Iterable[Record]) -> list[SessionView]:
    """Return what was last told of each Session."""
    return list({view.name: view for record in records for view in record.sessions}.values())


def ways_of(records: Iterable[Record]) -> dict[str, list[str]]:
    """Return for each named object the states that it went through, without repeats in a row."""
    ways: dict[str, list[str]] = {}
    for record in records:
        for move in record.moves:
            way = ways.setdefault(move.name, [])
            for state in [move.before, *move.way, move.after]:
                if state and (not way or way[-1] != state):
                    way.append(state)
    return ways


def several_threads(records: Iterable[Record]) -> bool:
    """Whether a thread other than the first did something: then each step says who did it."""
    return any(step.thread != "MainThread" for record in records for step in record.steps)


def step_name(step: Step) -> str:
    """Return what a step is called: its keyword, or the first word of its SQL."""
    if step.kind == "statement":
        words = step.text.split(None, 1)
        return words[0].upper() if words else "SQL"
    return NAMES.get(step.kind, step.kind)


def transaction_line(step: Step) -> str:
    """Return a step that is no statement as one line."""
    return f"{step_name(step)} ({step.text})" if step.text else step_name(step)


def row_text(change: Change) -> str:
    """Return a changed row as one line: what is new, what is gone, or what was and is."""
    if change.before is None:
        return f"+ {_cells(change.columns, change.after or [])}"
    if change.after is None:
        return f"- {_cells(change.columns, change.before)}"
    shown = []
    # A table may have got or lost a column meanwhile: what both have is compared.
    for column, old, new in zip(change.columns, change.before, change.after, strict=False):
        if old != new:
            shown.append(f"{column}: {old} → {new}")
    return f"~ {change.columns[0]}={change.after[0]}  {', '.join(shown)}"


def to_text(records: Iterable[Record], *, colour: bool = False) -> str:
    """Return records for a terminal.

    :param colour: whether to use ANSI colours.
    """

    def paint(text: str, kind: str) -> str:
        return f"\x1b[{_COLOURS[kind]}m{text}\x1b[0m" if colour and kind in _COLOURS else text

    lines: list[str] = []
    for record in records:
        for number, line in enumerate(record.source.splitlines(), record.line):
            lines.append(f"{number:>4}  {line}")
        lines += [paint(line, "error" if record.raised else "") for line in record.got.splitlines()]
        several = len({step.connection for step in record.steps if step.connection}) > 1
        threads = several_threads([record])
        inside = set(record.open_before)
        for step in record.steps:
            if step.kind == "state":
                lines.append(paint(f"      {', '.join(step.parameters)}: {step.text}", "state"))
                continue
            bar = "│ " if step.connection in inside else "  "
            if step.kind == "begin":
                inside.add(step.connection)
                bar = "┌ "
            elif step.kind in {"commit", "rollback"}:
                bar = "└ " if step.connection in inside else "  "
                inside.discard(step.connection)
            where = f"[{step.connection}] " if several else ""
            where += f"{step.thread}: " if threads else ""
            text = " ".join(step.text.split()) if step.kind == "statement" else None
            line = f"    {bar}{where}{transaction_line(step) if text is None else text}"
            lines.append(paint(line, step.kind))
            if step.parameters:
                lines.append(paint(f"    {bar}    {' '.join(step.parameters)}", "dim"))
            if step.rows is not None:
                lines.append(paint(f"    {bar}    {step.rows} row{'s' * (step.rows != 1)}", "dim"))
            if step.error:
                lines.append(paint(f"    {bar}    failed: {step.error}", "error"))
        for change in record.changes:
            lines.append(f"      {change.table} ({change.where}) {row_text(change)}")
        for view in record.sessions:
            told = "; ".join(part for part in (view.waiting, view.transaction) if part)
            if told:
                lines.append(paint(f"      {view.name}: {told}", "dim"))
        if record.note:
            lines.append(paint(f"      {record.note}", "dim"))
    return "\n".join(lines)


def _all_steps(records: Sequence[Record]) -> Iterable[Step]:
    for record in records:
        yield from record.steps


def _counted(name: str, count: int) -> str:
    if not count:
        return name
    verb, _, failed = name.partition(" ")
    plural = "s" if count > 1 else ""
    return f"{count} {verb}{plural}{' ' + failed if failed else ''}"


def _cells(columns: Sequence[str], values: Sequence[str]) -> str:
    return ", ".join(f"{column}={value}" for column, value in zip(columns, values, strict=False))
