"""``python -m exercises``: checks the learner's files, shows hints, saves the progress."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from exercises import commands
from exercises.book import Book, Trouble
from exercises.processes import LIMIT
from exercises.running import Saves
from exercises.telling import Paint

_COMMANDS = {"run", "hint", "solution", "list", "save", "report", "write"}
_EPILOG = """\
NAME is an exercise, transactions/move_supplies, or a chapter, or the path of a file. Without a
command, the files are checked: all that you have changed, or those that are named.
"""


def main(
    arguments: Sequence[str] | None = None,
    book: Book | None = None,
    wait: Callable[[], Sequence[Path]] | None = None,
    now: datetime | None = None,
) -> int:
    """Do what is asked for, and return the exit status: 0 when all that was asked for passes.

    :param arguments: those of the command line.
    :param book: whose exercises; this copy's.
    :param wait: waits for files to be saved, and returns which; looks at the files.
    :param now: the time that a saved progress has.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] not in {*_COMMANDS, "-h", "--help"}:
        words.insert(0, "run")
    chosen = _parser().parse_args(words)
    try:
        return _do(chosen, book or Book(), wait, now or datetime.now(UTC))
    except Trouble as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _do(
    chosen: argparse.Namespace,
    book: Book,
    wait: Callable[[], Sequence[Path]] | None,
    now: datetime,
) -> int:
    paint = Paint(sys.stdout.isatty() and "NO_COLOR" not in os.environ)
    match chosen.command:
        case "write":
            return commands.write_files(book)
        case "list":
            return commands.list_all(book, paint)
        case "hint":
            return commands.hint(book, chosen.name, chosen.all)
        case "solution":
            return commands.solution(book, chosen.name)
        case "save":
            return commands.save(book, chosen.file, chosen.who, now)
        case "report":
            return commands.report_on(book, chosen.files, chosen.csv)
    named = list(dict.fromkeys(each for name in chosen.names for each in book.find(name)))
    asked = named or book.exercises
    checking = commands.Checking(book, asked, bool(named), paint, chosen.record, limit=chosen.limit)
    if not chosen.watch:
        return checking.once()
    return checking.watch(wait or Saves([book.file(each) for each in asked]))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m exercises",
        description="The book's exercises, checked on the command line.",
        epilog=_EPILOG,
    )
    adding = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, words: str) -> argparse.ArgumentParser:
        return adding.add_parser(name, help=words, description=f"{words.capitalize()}.")

    run = command("run", "check the files; the same without a command")
    run.add_argument("names", nargs="*", metavar="NAME")
    run.add_argument("--watch", action="store_true", help="check again whenever a file is saved")
    run.add_argument("--record", action="store_true", help="tell what was done to the database")
    run.add_argument(
        "--limit", type=_seconds, default=LIMIT, metavar="SECONDS", help="for each (%(default)g)"
    )
    hint = command("hint", "show the next hint")
    hint.add_argument("name", metavar="NAME")
    hint.add_argument("--all", action="store_true", help="show all of them")
    command("solution", "show the solution").add_argument("name", metavar="NAME")
    command("list", "list all exercises, with what was last found")
    save = command("save", "save the progress to a file, for whoever collects it")
    save.add_argument("file", type=Path, metavar="FILE")
    save.add_argument("--who", default="", metavar="NAME", help="your name, to be in the file")
    report = command("report", "make one table of the saved files of a class")
    report.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="also a folder, or a pattern"
    )
    report.add_argument("--csv", action="store_true", help="as CSV, with each exercise's state")
    command("write", "write the exercises as files, and never over yours")
    return parser


def _seconds(text: str) -> float:
    number = float(text)
    if not number > 0:
        raise argparse.ArgumentTypeError("more than 0 seconds are needed")
    return number


if __name__ == "__main__":
    # A terminal that lacks a character shows a question mark for it.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    try:
        status = main()
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        status = 1
    sys.exit(status)
