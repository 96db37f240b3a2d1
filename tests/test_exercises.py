"""Promise: each exercise's starter fails, its solution passes, and each mistake brings its hint."""

import re
from collections.abc import Callable

import pytest

import book
from answers import solution, untouched
from exercises import Exercise, check, exercises_of
from exercises.checking import expectations
from exercises.markup import plain
from exercises.reading import asked

CHAPTERS = [page for page in book.pages() if page.startswith("chapters/")]
BY_PAGE = {
    page: exercises_of(book.read(page), page.removeprefix("chapters/").removesuffix(".rst"))
    for page in CHAPTERS
}
EXERCISES = [each for found in BY_PAGE.values() for each in found]
#: Pages that are looked up and not read, that no browser can run, or that teach nothing.
WITHOUT = {
    "chapters/cheat-sheet.rst",
    "chapters/for-authors.rst",
    "chapters/glossary.rst",
    "chapters/server-databases.rst",
    "chapters/teaching.rst",
    "chapters/whats-new.rst",
}
MISSIONS = [page for page in CHAPTERS if page.startswith("chapters/mission-")]


def each(exercise: Exercise) -> str:
    """Name an exercise in pytest's report."""
    return exercise.key


@pytest.mark.parametrize("exercise", EXERCISES, ids=each)
def test_the_starter_fails(exercise: Exercise) -> None:
    """Nothing is solved before it is worked on, and the learner is told what is missing."""
    verdict = check(exercise, untouched(exercise))
    assert not verdict.passed
    assert verdict.sentence


@pytest.mark.parametrize("exercise", EXERCISES, ids=each)
def test_the_solution_passes(
    exercise: Exercise, record_property: Callable[[str, object], None]
) -> None:
    """What the page calls a solution is one."""
    verdict = check(exercise, solution(exercise))
    assert verdict.passed, verdict
    assert verdict.done == verdict.of
    record_property("exercises", 1)


@pytest.mark.parametrize("exercise", EXERCISES, ids=each)
def test_each_mistake_brings_its_hint(
    exercise: Exercise, record_property: Callable[[str, object], None]
) -> None:
    """Two mistakes or more, which people really make, are recognised, and told apart."""
    assert len(exercise.mistakes) >= 2
    for mistake in exercise.mistakes:
        verdict = check(exercise, mistake.answer)
        assert not verdict.passed, mistake.answer
        assert verdict.hint == mistake.hint, verdict
    record_property("mistakes with a hint", len(exercise.mistakes))


@pytest.mark.parametrize("exercise", EXERCISES, ids=each)
def test_what_is_said_can_be_read(exercise: Exercise) -> None:
    """Each example of a check stands below a sentence; no markup is left where none is shown."""
    sentences = [sentence for sentence, _ in expectations(exercise)]
    assert all(sentences)
    for text in [*sentences, *exercise.hints, *(mistake.hint for mistake in exercise.mistakes)]:
        assert not re.search(r":\w+:`|``", plain(text)), text
    for want in (example.want for example in asked(exercise)):
        if exercise.choices:
            assert want.strip().strip("'") in exercise.choices


@pytest.mark.parametrize("page", CHAPTERS)
def test_every_chapter_has_exercises(page: str) -> None:
    """Two to five of them; a mission is one alone, and has a dozen expectations."""
    number = len(BY_PAGE[page])
    if page in WITHOUT:
        assert number == 0
    elif page in MISSIONS:
        assert number == 1
        assert len(list(expectations(BY_PAGE[page][0]))) >= 12
    else:
        assert 2 <= number <= 5


def test_the_book_has_enough_of_them() -> None:
    """Sixty in the book; a mission for each part; each kind is there."""
    assert len(EXERCISES) >= 60
    assert len(MISSIONS) == 5
    assert {exercise.kind for exercise in EXERCISES} == {"write", "mend", "predict", "order"}
