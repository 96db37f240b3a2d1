"""What examples print into: it keeps so much and no more, and says when something new is there."""

import io
from collections.abc import Callable

from recorder.values import OUTPUT

#: Of what one example prints, so many characters are kept. With the note that something is missing
#: it is shorter than what the recorder keeps, which would cut the note.
LIMIT = OUTPUT - 100


class Console(io.StringIO):
    """Text that examples print, emptied by the runner before each of them.

    It behaves as the file that doctest itself prints into: what is read ends with a newline.

    :param heard: called after each writing; it decides itself when to look.
    :param limit: the characters that are kept; of the rest only the number is known.
    """

    def __init__(self, heard: Callable[[], None] = lambda: None, limit: int = LIMIT) -> None:
        super().__init__()
        self.heard = heard
        self._limit = limit
        self._size = 0

    def write(self, text: str, /) -> int:
        """Keep what there is room for."""
        room = self._limit - self._size
        self._size += len(text)
        if room > 0:
            super().write(text[:room])
        self.heard()
        return len(text)

    def getvalue(self) -> str:
        """Return what was printed, with a newline at its end, and a note where it is cut."""
        text = super().getvalue()
        if text and not text.endswith("\n"):
            text += "\n"
        if self._size > self._limit:
            text += f"… ({self._size - self._limit:,} characters more were printed)\n"
        return text

    def truncate(self, size: int | None = None, /) -> int:
        """Forget what was printed, as doctest does before the next example."""
        self.seek(size or 0)
        super().truncate()
        self._size = 0
        return 0
