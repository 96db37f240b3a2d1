"""Draws the five states as five columns, and the way of each object through them."""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise

from recorder.model import STATES

#: In pixels of a drawing that is scaled to its place: a column, a row, and the space above.
_COLUMN, _ROW, _TOP = 92, 26, 26
#: Of more objects than this the first are drawn; the list below the drawing has them all.
_MOST = 8


def draw_ways(ways: Mapping[str, Sequence[str]]) -> str:
    """Return an SVG element: a column for each state, a row for each object.

    :param ways: for each name the states that it went through; the last is where it is now.
    """
    drawn = dict(list(ways.items())[:_MOST])
    width, height = _COLUMN * len(STATES), _TOP + _ROW * len(drawn) + 6
    said = "; ".join(f"{name}: {' → '.join(way)}" for name, way in drawn.items())
    parts = [
        f'<svg class="flight-states" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(said)}">'
    ]
    for state in STATES:
        x = _column(state)
        parts.append(f'<text x="{x}" y="14" text-anchor="middle">{state}</text>')
        parts.append(f'<path class="lane" d="M{x} {_TOP - 6}V{height - 4}"/>')
    for number, (name, way) in enumerate(drawn.items()):
        parts += _row(name, way, _TOP + _ROW * number + 12)
    return "".join([*parts, "</svg>"])


def _row(name: str, way: Sequence[str], y: int) -> list[str]:
    parts = []
    for before, after in pairwise(way):
        start, end = _column(before), _column(after)
        # The way back runs below the way there, so that both are seen.
        line = y if end > start else y + 6
        tip = end - 8 if end > start else end + 8
        side = -5 if end > start else 5
        parts.append(f'<path class="way" d="M{start} {line}H{tip}m{side} -3l{-side} 3l{side} 3"/>')
    for state in dict.fromkeys(way[:-1]):
        parts.append(f'<circle class="was" cx="{_column(state)}" cy="{y}" r="3"/>')
    x = _column(way[-1])
    anchor = "end" if way[-1] == STATES[-1] else "middle"
    parts.append(f'<circle class="is" cx="{x}" cy="{y}" r="5"/>')
    place = x + (40 if anchor == "end" else 0)
    parts.append(
        f'<text class="name" x="{place}" y="{y - 7}" text-anchor="{anchor}">{escape(name)}</text>'
    )
    return parts


def _column(state: str) -> int:
    return _COLUMN * STATES.index(state) + _COLUMN // 2
