"""Names the objects in the steps of a record, and tells many of a kind by their number."""

from collections import Counter
from typing import Any

from recorder.model import Step

#: More objects than this that go the same way are told by their number.
MOST_LABELS = 6


def name_objects(steps: list[Step], ways: Any, after: dict[str, Any]) -> list[Step]:
    """Put names into the steps of objects, and neighbours that go the same way into one step."""
    for step, ref in ways:
        value = ref()
        names = [name for name, seen in after.items() if value is not None and seen.ref() is value]
        if names:
            step.parameters = [f"{names[0]} ({step.parameters[0]})"]
    merged: list[Step] = []
    for step in steps:
        last = merged[-1] if merged else None
        if last is not None and step.kind == last.kind == "state" and step.text == last.text:
            # A flush takes them in any order; a record is the same each time.
            last.parameters += step.parameters
        else:
            merged.append(step)
    for step in merged:
        if step.kind == "state":
            step.parameters = _grouped(sorted(step.parameters))
    return merged


def _grouped(labels: list[str]) -> list[str]:
    """Return a few labels as they are, and many by their number in each class."""
    if len(labels) <= MOST_LABELS:
        return labels
    named = [label for label in labels if " (" in label and label.endswith(")")]
    named = [label for label in named if label.split(" (")[0].isidentifier() and label[0].islower()]
    counts = Counter(label.split()[0] for label in labels if label not in named)
    return [*named[:MOST_LABELS], *(f"{count} x {name}" for name, count in counts.items())]
