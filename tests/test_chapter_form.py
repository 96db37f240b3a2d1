"""Promise: each chapter has the form that CONTRIBUTING.rst asks for; a new one begins with it."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import book
from answers import solution, untouched
from building import sphinx
from chapter_form import OWN_FORM, REASONS, Around, Fault, faults, without_reason
from exercises import check, exercises_of
from machine import Machine, complaint
from new_chapter import NEXT, TEMPLATE, begin
from reading import faults as not_run

DATA = Path(__file__).parent / "chapters"
AROUND = Around.of(book.ROOT)
PAGES = sorted(path.stem for path in (book.ROOT / "chapters").glob("*.rst"))
NOTE = re.compile(r"^\.\. TEMPLATE:.*\n(?:(?: .*)?\n)*", re.MULTILINE)
#: The template's own text as a chapter that is finished: it stands where it is found.
WRITTEN = NOTE.sub("", TEMPLATE.read_text(encoding="utf-8"))
IN_PLACE = replace(AROUND, contents=["template"], taught=["template"])


@cache
def faults_of(page: str) -> list[Fault]:
    """Return the faults of a chapter of the book, those with a reason among them."""
    return faults(page, book.read(f"chapters/{page}.rst"), AROUND)


@pytest.mark.parametrize("page", PAGES)
def test_a_chapter_has_the_form(page: str) -> None:
    """Where it has not, the message says what to do, or chapter_form.py gets a reason."""
    found = without_reason(faults_of(page))
    assert not found, "\n" + "\n".join(map(str, found))


def test_each_reason_is_still_needed() -> None:
    """One that excuses nothing would excuse the next mistake."""
    found = {(each.page, each.rule, each.about) for page in PAGES for each in faults_of(page)}
    assert set(REASONS) - found == set()
    assert set(OWN_FORM) <= set(PAGES)


def test_the_template_has_the_form() -> None:
    """All but its notes, each of which asks to be taken out."""
    assert [str(each) for each in faults("template", WRITTEN, IN_PLACE)] == []
    found = faults("template", TEMPLATE.read_text(encoding="utf-8"), IN_PLACE)
    assert {each.rule for each in found} == {"template"}
    assert len(found) == len(NOTE.findall(TEMPLATE.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", sorted(DATA.glob("bad/*.txt")), ids=lambda path: path.stem)
def test_a_fault_is_told(path: Path) -> None:
    """Each file changes one thing in the template, and says what is said of it, at which line."""
    data = re.fullmatch(
        r"says: (.+)\nat: (.+)\n\ninstead of:\n(.+)\n\nstands:\n(.*)\n",
        path.read_text(encoding="utf-8"),
        re.DOTALL,
    )
    assert data, "it has not the form of the others"
    says, at, old, new = data.groups()
    assert WRITTEN.count(old) == 1
    source = WRITTEN.replace(old, new)
    (fault,) = faults("template", source, IN_PLACE)
    assert says in fault.why
    assert source.splitlines()[fault.line - 1].strip().startswith(at)
    assert without_reason([fault]) == [fault]


def test_a_chapter_that_nobody_finds() -> None:
    """Neither a reader nor a teacher; and an address is written in one way."""
    found = [each.why for each in faults("Two_Phase", WRITTEN, AROUND)]
    assert found == [
        "put chapters/Two_Phase into a table of contents in index.rst",
        "its name is its address: small letters, digits and dashes alone",
        "name it in chapters/teaching.rst, :doc:`Two_Phase`: in a plan, or what goes wrong",
    ]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a small book with a new chapter, as ``make chapter`` begins it."""
    (tmp_path / "chapters").mkdir()
    begin("two-phase", "Two-phase commit, and why", tmp_path)
    contents = "A book\n======\n\n.. toctree::\n\n   chapters/two-phase\n   chapters/transactions\n"
    words = "\n.. glossary::\n\n   unit of work\n      What belongs together.\n"
    (tmp_path / "index.rst").write_text(contents + words, encoding="utf-8")
    other = "Transactions\n============\n"
    (tmp_path / "chapters/transactions.rst").write_text(other, encoding="utf-8")
    return tmp_path


def test_a_new_chapter_is_a_page_that_runs(small: Path, tmp_path: Path) -> None:
    """It is built without a warning, and all that it shows is run."""
    page = small / "chapters/two-phase.rst"
    source = page.read_text(encoding="utf-8")
    assert "\nTwo-phase commit, and why\n=========================\n" in source
    assert ".. _two-phase-first-section:" in source
    assert "NAME" not in source
    assert "template-" not in source
    built = sphinx(small, tmp_path / "built", "-b", "dummy", "-D", "live=0")
    assert built.returncode == 0, built.output
    assert not_run("two-phase", source, built.doctree("chapters/two-phase.rst"), small) == []


def test_a_new_chapter_passes_as_a_doctest(small: Path) -> None:
    """As every page does, by the standard library alone."""
    done = book.run("-m", "doctest", str(small / "chapters/two-phase.rst"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("exercise", exercises_of(WRITTEN, "template"), ids=lambda each: each.name)
def test_the_templates_exercises(exercise) -> None:
    """The starter fails, the solution passes, and each mistake brings its hint."""
    assert not check(exercise, untouched(exercise)).passed
    assert check(exercise, solution(exercise)).passed
    for mistake in exercise.mistakes:
        verdict = check(exercise, mistake.answer)
        assert (verdict.passed, verdict.hint) == (False, mistake.hint)


@pytest.mark.parametrize(
    ("name", "title", "said"),
    [
        ("", "Two-phase commit", "A chapter needs a name and a title: make chapter NAME=two-phase"),
        ("two-phase", "", "A chapter needs a name and a title: make chapter NAME=two-phase"),
        ("Two Phase", "x", "'Two Phase' is no chapter's name: small letters, digits and dashes"),
        ("../two", "x", "'../two' is no chapter's name: small letters, digits and dashes alone"),
        ("mission-six", "x", "A mission has a form of its own: copy one, chapters/mission-one.rst"),
        ("two", "a\nb", "The title is one line, without spaces around it."),
        ("two-phase", "Again", "chapters/two-phase.rst is there already: choose another name"),
    ],
)
def test_what_cannot_be_begun(small: Path, name: str, title: str, said: str) -> None:
    """One line says why, and nothing is written."""
    before = {path: path.read_bytes() for path in (small / "chapters").iterdir()}
    with pytest.raises(SystemExit, match=re.escape(said)):
        begin(name, title, small)
    assert {path: path.read_bytes() for path in (small / "chapters").iterdir()} == before


def test_make_chapter(tmp_path: Path) -> None:
    """It hands over what was typed, quotes and all, and prints what to do next."""
    machine = Machine(tmp_path)
    tests = machine.checkout / "tests"
    (tests / "chapters").mkdir(parents=True)
    (machine.checkout / "chapters").mkdir()
    for name in ("new_chapter.py", "chapters/template.rst"):
        (tests / name).write_bytes((book.ROOT / "tests" / name).read_bytes())
    machine.give_venv()
    said = machine.make("chapter", "NAME=two-phase", 'TITLE="It\'s done", or not')
    assert (said.returncode, said.stdout) == (0, NEXT.format(name="two-phase") + "\n")
    page = (machine.checkout / "chapters/two-phase.rst").read_text(encoding="utf-8")
    assert '\n"It\'s done", or not\n===' in page
    assert "is there already" in complaint(machine.make("chapter", "NAME=two-phase", "TITLE=x"))
    assert "needs a name" in complaint(machine.make("chapter"))
