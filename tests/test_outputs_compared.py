"""Promise: what a page prints is really compared, each digit, word and line of it."""

import doctest
import traceback
from collections.abc import Callable
from functools import cache

import pytest
from pytest_doctestplus.plugin import get_optionflags

import book
import servers
from replaying import Recorded, allowed, mutants, record, unnoticed

#: Outputs that cannot be compared in full: the page, the example's first line, and the reason.
EXCUSED: dict[tuple[str, str], str] = {}


@cache
def run_of(page: str, dialect: str = "sqlite") -> list[Recorded]:
    """Return the recording of a page on a database, made once."""
    with servers.chosen(dialect):
        return record(page, dialect)[0]


def excuse(done: Recorded) -> str | None:
    """Return the reason why an example's output is not compared in full, if there is one."""
    return EXCUSED.get((done.page, done.example.source.splitlines()[0]))


@pytest.mark.parametrize(("page", "dialect"), book.runs())
def test_false_outputs_are_noticed(
    page: str,
    dialect: str,
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
) -> None:
    """A changed digit or word, a dropped or an added line makes the page fail."""
    flags = get_optionflags(request.node)
    run = run_of(page, dialect)
    expecting = [done for done in run if done.example.want]
    missed, count, excused = [], 0, 0
    for done in expecting:
        true = done.example.want
        assert unnoticed(done, [true], flags), f"{done.place} does not do what the page says"
        false = sorted(set(mutants(done.example)) - {true})
        survivors = unnoticed(done, false, flags)
        count += len(false)
        if excuse(done):
            assert survivors, f"{done.place} needs its excuse no more: take it out"
            excused += len(survivors)
        else:
            missed += [f"{done.place} would pass with this too:\n{want}" for want in survivors]
    record_property("runs", 1)
    record_property("run", len(run))
    record_property("errors", sum(done.raised is not None for done in run))
    record_property("mutants", count)
    record_property("noticed", count - len(missed) - excused)
    record_property("excused", excused)
    assert not missed, "\n".join(missed)


@pytest.mark.parametrize(("page", "dialect"), book.runs())
def test_outputs_are_exact(page: str, dialect: str) -> None:
    """No leniency of a checker is used: ``1`` for True, ``u'x'`` for 'x', or blanks for none."""
    for done in run_of(page, dialect):
        example, got = done.example, done.printed
        if done.raised is not None:
            assert not got, f"{done.place} prints and then raises; nothing compares what it prints"
            got = "".join(traceback.format_exception_only(done.raised))
        want = example.want if done.raised is None else example.exc_msg
        ellipsis = example.options.get(doctest.ELLIPSIS, False)
        assert want is not None, f"{done.place} raises {got}"
        assert allowed(want, ellipsis).fullmatch(got), f"{done.place}: {want!r} is not {got!r}"


@pytest.mark.parametrize(("page", "dialect"), book.runs())
def test_wildcards_are_needed(page: str, dialect: str) -> None:
    """An ELLIPSIS flag stands only where the output has something to leave out."""
    for done in run_of(page, dialect):
        if done.example.options.get(doctest.ELLIPSIS):
            want = done.example.exc_msg or done.example.want
            assert "..." in want, f"{done.place} has a flag ELLIPSIS that does nothing"


def test_excuses_name_real_examples() -> None:
    """Each excuse is for an example that is there, and says why."""
    there = {
        (done.page, done.example.source.splitlines()[0])
        for page in {page for page, _ in EXCUSED}
        for done in run_of(page)
    }
    assert set(EXCUSED) <= there
    assert all(len(reason.split()) > 3 for reason in EXCUSED.values())


@pytest.mark.parametrize(
    ("source", "true", "false"),
    [
        ("6 * 7", "42", "43"),
        ("'Mark Watney'", "'Mark Watney'", "'Mark Watson'"),
        ("1 / 0", "{}ZeroDivisionError: division by zero", "{}ZeroDivisionError: by one"),
        ("1 / 0", "{}ZeroDivisionError: division by zero", "{}ValueError: division by zero"),
        ("print('a\\nb')", "a\nb", "a"),
        ("print('a')", "a", "a\nb"),
    ],
)
def test_make_doctest_notices(
    source: str, true: str, false: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The proof that a replay stands for the real thing: pages on disk, a pytest of their own."""
    folder = tmp_path_factory.mktemp("mutant")
    header = "Traceback (most recent call last):\n  ...\n"
    configuration = str(book.ROOT / "pyproject.toml")
    for name, want in ("true", true), ("false", false):
        page = folder / f"{name}.rst"
        page.write_text(f"A page\n======\n\n>>> {source}\n{want.format(header)}\n", "utf-8")
        pytest_run = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", configuration)
        done = book.run(*pytest_run, "--rootdir", str(folder), str(page))
        assert done.returncode == (name == "false"), done.stdout + done.stderr
        assert ("false.rst:4" in done.stdout.replace("false.rst\n", "")) or name == "true"


def test_a_hole_would_be_found() -> None:
    """The replay is no yes-man: it tells an expectation that allows too much from one that fits."""
    source = ">>> answer()  # doctest: +ELLIPSIS\nfrom 6 to ...\n"
    (example,) = book.examples(source, "page")
    done = Recorded("page", example, "from 6 to 42\n", None)
    wants = ["from 6 to 42\n", "from 6 to 43\n", "from ...\n", "from 7 to ...\n"]
    assert unnoticed(done, wants, 0) == ["from 6 to 42\n", "from ...\n"]
    assert set(mutants(example)) >= {"from 7 to ...\n", "grom 6 to ...\n", ""}
