"""The tables in the panel: the rows as committed, beside those that an open transaction sees.

Both tables of a pair have the same rows at the same height: a row that one of them lacks is said
to be missing there. A committed row is marked when it is not what it was at the last look, and a
row of the open transaction when it is not what is committed.
"""

from dataclasses import dataclass, field
from html import escape
from typing import Any

from recorder.rows import ROWS, Rows, Table
from recorder.values import value_text

#: Of a longer table the changed rows are shown, and others up to this number.
MOST = 12
#: Of a value so many characters are shown; those with more than a word's wrap.
LONGEST, WORD = 40, 20
#: A table with more columns than this may scroll sideways.
COLUMNS = 6
#: What stands before a marked row, beside the word.
SIGNS = {"new": "+", "changed": "~", "gone": "\N{MINUS SIGN}"}

#: The title of the first table of a pair.
EVERYBODY = "committed, for all to see"

_NUMBER = ' class="cell-number"'
_NOTHING: Table = ([], {})


@dataclass
class Database:
    """What is known of one database.

    :param name: what to call it.
    :param committed: the rows that all can see, None where that cannot be told.
    :param opened: for each transaction that has written, whose it is, and the rows that it sees.
    :param long: the names of the tables that are too long to be read.
    """

    name: str
    committed: Rows | None
    opened: list[tuple[str, Rows]] = field(default_factory=list)
    long: list[str] = field(default_factory=list)


def tables_html(database: Database, last: Rows | None, touched: set[str]) -> str:
    """Return a database's tables, "" where there are none.

    :param last: the committed rows at the last look; None at the first, when nothing is marked.
    :param touched: the names of the tables that are shown unfolded: those that have changed last.
        They become those that have changed now, if any have.
    """
    now, before = database.committed, last or {}
    if now == {} and not database.opened:
        gone = '<p class="panel-note">The tables are gone, or their database is.</p>'
        return gone if before else ""
    names = [*before, *(now or {}), *(name for _, rows in database.opened for name in rows)]
    views = {name: _views(name, database, last) for name in dict.fromkeys(names)}
    marked = {name for name, found in views.items() if any(each.marks for each in found)}
    if marked:
        touched.clear()
        touched.update(marked)
    parts = [_table(database.name, name, views[name], name in touched) for name in views]
    for name in database.long:
        parts.append(
            f'<p class="panel-note"><b>{escape(name)}</b> has more than {ROWS} rows: '
            "they are not shown.</p>"
        )
    return "".join(parts)


def _views(name: str, database: Database, last: Rows | None) -> list["_View"]:
    """Return a table as committed, and as each transaction sees it to which it looks different."""
    now, found = database.committed, []
    if now is not None and name in now:
        base = now[name] if last is None else last.get(name, _NOTHING)
        found.append(_View(EVERYBODY, now[name], base))
    for who, rows in database.opened:
        table = rows.get(name, _NOTHING)
        view = _View(who, table, table if now is None else now.get(name, _NOTHING), waits=True)
        if view.marks or (name in rows and name not in (now or ())):
            found.append(view)
    return found


class _View:
    """One table as somebody sees it, and how that differs from what it is compared with."""

    def __init__(self, title: str, table: Table, base: Table, waits: bool = False) -> None:
        self.title = title
        self.columns = table[0] or base[0]
        self.rows, self.base = table[1], base[1]
        self.waits = waits
        self.marks: dict[Any, str] = {}
        for key in [*self.base, *(key for key in self.rows if key not in self.base)]:
            if key not in self.base:
                self.marks[key] = "new"
            elif key not in self.rows:
                self.marks[key] = "gone"
            # A table that got or lost a column meanwhile has all its rows changed.
            elif self.rows[key] != self.base[key]:
                self.marks[key] = "changed"

    def is_number(self, place: int) -> bool:
        """Whether a column holds numbers, apart from NULL, and stands on the right therefore."""
        values = {type(row[place]) for row in self.rows.values() if len(row) > place}
        return bool(values & {int, float}) and values <= {int, float, type(None)}

    @property
    def told(self) -> str:
        """How many rows are marked, in words."""
        marks = list(self.marks.values())
        counts = [f"{marks.count(kind)} {kind}" for kind in SIGNS if kind in marks]
        return f"{', '.join(counts)}, {'not committed' if self.waits else 'committed'}"


def _table(database: str, name: str, views: list[_View], touched: bool) -> str:
    fold = escape(f"{database} {name}")
    if not views:
        return f'<p class="panel-note"><b>{escape(name)}</b> is not there any more.</p>'
    count = len(views[0].rows)
    told = [
        f'<span class="panel-tag {"panel-waits" if view.waits else "panel-now"}">{view.told}</span>'
        for view in views
        if view.marks
    ]
    shown = "".join(_rows(name, view, *_choose(views)) for view in views)
    return (
        f'<details class="panel-table" data-panel-fold="{fold}"'
        f"{' open' if touched else ''}><summary><b>{escape(name)}</b> "
        f"<span>{count} row{'' if count == 1 else 's'}</span> {' '.join(told)}</summary>"
        f'<div class="panel-views">{shown}</div></details>'
    )


def _choose(views: list[_View]) -> tuple[list[Any], int]:
    """Return the keys of the rows to be shown, in the database's order, and how many are not."""
    found = {key for view in views for key in [*view.rows, *view.marks]}
    keys = sorted(found, key=lambda key: (not isinstance(key, int), key))
    marked = {key for view in views for key in view.marks}
    room = max(MOST - len(marked), 0)
    plain = [key for key in keys if key not in marked][:room]
    chosen = {*[key for key in keys if key in marked][: 2 * MOST], *plain}
    return [key for key in keys if key in chosen], len(keys) - len(chosen)


def _rows(name: str, view: _View, keys: list[Any], hidden: int) -> str:
    """Return one table; it can be scrolled to by keyboard when it may be wider than its place."""
    span = len(view.columns) + 1
    numbers = [place and view.is_number(place) for place in range(span - 1)]
    head = "".join(
        f'<th scope="col"{_NUMBER if right else ""}>{escape(_cut(column))}</th>'
        for column, right in zip(view.columns, numbers, strict=True)
    )
    body = "".join(_row(view, key, numbers) for key in keys)
    same = sum(1 for key in keys if key in view.rows and key not in view.marks)
    if not keys:
        body += _line("none", span, "no rows")
    if view.waits and same + hidden:
        # Shown where the two tables stand one below the other, in place of these rows.
        body += _line("others", span, f"{same + hidden} more as committed")
    if hidden:
        body += _line("hidden", span, f"… and {hidden} more rows")
    table = (
        f'<table class="panel-rows{" panel-open" if view.waits else ""}">'
        f'<caption><span class="panel-said">{escape(name)}, </span>{escape(view.title)}</caption>'
        f"<thead><tr>{head}<td></td></tr></thead><tbody>{body}</tbody></table>"
    )
    if span - 1 <= COLUMNS:
        return f"<div>{table}</div>"
    label = escape(f"{name}, {view.title}")
    return f'<div class="panel-wide" role="group" tabindex="0" aria-label="{label}">{table}</div>'


def _line(kind: str, span: int, text: str) -> str:
    return f'<tr class="row-{kind}"><td colspan="{span}">{text}</td></tr>'


def _row(view: _View, key: Any, numbers: list[Any]) -> str:
    """Return one row, and in its last cell the mark: what is so different about it."""
    kind = view.marks.get(key, "")
    row = view.rows.get(key, view.base.get(key))
    if row is None:
        return _line("missing", len(view.columns) + 1, "no such row")
    old = view.base.get(key, row) if kind == "changed" else row
    old = old if len(old) == len(row) else row
    cells, was = [], []
    for place, (value, before) in enumerate(zip(row, old, strict=True)):
        tag = 'th scope="row"' if place == 0 else "td"
        said = _cell(value)
        classes = ["cell-number"] if place < len(numbers) and numbers[place] else []
        classes += ["cell-long"] if len(said) > WORD else []
        if value != before:
            classes.append("cell-changed")
            said = f"<b>{said}</b>"
            was.append((escape(_cut(view.columns[place])), _cell(before)))
        named = f' class="{" ".join(classes)}"' if classes else ""
        cells.append(f"<{tag}{named}>{said}</{tag[:2]}>")
    words = kind
    if was:
        words = ", ".join(f"{name if len(was) > 1 else ''} was {value}" for name, value in was)
    mark = f'<span aria-hidden="true">{SIGNS[kind]}</span> {words.strip()}' if kind else ""
    return (
        f'<tr class="row-{kind or "same"}">{"".join(cells)}<td class="panel-mark">{mark}</td></tr>'
    )


def _cell(value: Any) -> str:
    """Return a value as it stands in the database, without quotes; NULL and "" are told apart."""
    if value is None:
        return "<i>NULL</i>"
    if value == "":
        return "<i>empty</i>"
    return escape(_cut(value) if isinstance(value, str) else _cut(value_text(value)))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
