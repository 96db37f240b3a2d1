"""Makes the book's other form for the tests: once for a whole run."""

from pathlib import Path

import book
from building import once

#: Seconds, beside other tests on a small machine.
LIMIT = 900


def bound(shared: Path, builder: str) -> Path:
    """Return the folder of what a builder makes of the book; the first who asks makes it.

    :param shared: a folder that all processes of the test run share.
    :param builder: "epub".
    :raises AssertionError: when Sphinx warns of something, or fails.
    """
    folder = shared / "bound"

    def make() -> tuple[int, str]:
        # Without the records, which the site's tests look at: the examples need not run again.
        options = ["-q", "-n", "-W", "--keep-going", "-D", "flight_records=0", "-b", builder]
        places = [str(folder / "doctrees"), str(book.ROOT), str(folder / builder)]
        made = book.run("-m", "sphinx", *options, "-d", *places, timeout=LIMIT)
        return made.returncode, made.stdout + made.stderr

    returncode, output = once(folder, make, builder)
    assert returncode == 0, output
    assert "WARNING" not in output
    return folder / builder
