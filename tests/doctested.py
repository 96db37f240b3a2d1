"""Runs ``python -m doctest -f FILE``, in a fresh process that is quickly there.

This module imports little, because each of those processes imports it.
"""

import contextlib
import doctest
import io
import sys
from pathlib import Path
from typing import Any

from exercises.processes import context


def doctested(file: Path) -> str:
    """Return what doctest says of a file, "" when all is well.

    :raises EOFError: when the process ends without a word.
    """
    receiver, sender = context().Pipe(duplex=False)
    process = context().Process(target=_run, args=(sender, str(file)), daemon=True)
    process.start()
    sender.close()
    try:
        assert receiver.poll(100), f"{file} did not end"
        return receiver.recv()
    finally:
        process.kill()
        process.join()


def _run(sender: Any, file: str) -> None:
    said = io.StringIO()
    sys.argv = ["doctest", "-f", file]
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
        try:
            failed = doctest._test()
        except Exception as error:
            failed = True
            said.write(f"{type(error).__name__}: {error}")
    sender.send(said.getvalue() if failed else "")
