"""Promise: in the browser too, starters fail, solutions pass, and each mistake brings its hint.

All of it as a learner does it: typed, moved or chosen in the page, and checked by its button.
"""

from collections.abc import Callable, Iterator
from itertools import product

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect

import book
from answers import solution
from browser.exercising import answer, check, exercise, opened, state, wait_for_editor
from exercises import Exercise, exercises_of
from exercises.checking import bare
from exercises.markup import to_html
from exercises.reading import asked

CHAPTERS = {
    page.removesuffix(".rst"): exercises_of(book.read(page), page[9:].removesuffix(".rst"))
    for page in book.pages()
    if page.startswith("chapters/")
}
WITH_EXERCISES = [page for page, found in CHAPTERS.items() if found]


def wrong_answers(each: Exercise) -> Iterator[tuple[str, str]]:
    """Yield each mistake's answer and its hint; what a prediction leaves open is filled in."""
    earlier: list[list[str]] = []
    for mistake in each.mistakes:
        if each.kind != "predict":
            yield mistake.answer, mistake.hint
            continue
        said = mistake.answer.split("\n")
        yield "\n".join(filled(each, said, earlier)), mistake.hint
        earlier.append(said)


def filled(each: Exercise, said: list[str], earlier: list[list[str]]) -> tuple[str, ...]:
    """Return an answer with something for each ``*``: wrong, and none of the earlier mistakes."""

    def is_one(answer: tuple[str, ...], mistake: list[str]) -> bool:
        both = zip(answer, mistake, strict=True)
        return all(line == "*" or bare(line) == bare(own) for own, line in both)

    right = [bare(example.want) for example in asked(each)]
    assert len(said) == len(right), f"{each.key} asks {len(right)} things, a mistake has {said}"
    others = [*each.choices] or ["something else"]
    lines = [
        [want, *others] if line == "*" else [line] for want, line in zip(right, said, strict=True)
    ]
    wrong = (answer for answer in product(*lines) if not is_one(answer, right))
    return next(answer for answer in wrong if not any(is_one(answer, one) for one in earlier))


def hint_shown(page: Page, name: str) -> str:
    """Return the hint of the mistake that was recognised, "" where none was."""
    paragraphs = exercise(page, name).locator(".exercise-advice > p:not(.exercise-advice-title)")
    return "\n".join(paragraphs.all_text_contents())


def prove(page: Page, each: Exercise) -> list[str]:
    """Answer an exercise in all the ways that are written down; return what went otherwise."""
    name, wrong = each.name, []
    if each.kind in {"write", "mend"}:
        wait_for_editor(page, name)
    if check(page, name) == "passed":
        wrong.append(f"{name}: the starter passes")
    for text, hint in wrong_answers(each):
        answer(page, name, text)
        if check(page, name) != "failed":
            wrong.append(f"{name}: this wrong answer passes:\n{text}")
        said, wanted = hint_shown(page, name), words(hint)
        if said != wanted:
            wrong.append(f"{name}: instead of {wanted!r} it says {said!r} to:\n{text}")
    if state(page, name) == "passed":
        wrong.append(f"{name}: it is solved before the solution")
    answer(page, name, solution(each))
    if check(page, name) != "passed":
        shown = exercise(page, name).locator(".exercise-verdict").inner_text()
        wrong.append(f"{name}: the solution fails: {shown}")
    return wrong


def words(text: str) -> str:
    """Return the words of a text in the markup of the pages, as the page shows them."""
    return "\n".join(p.get_text() for p in BeautifulSoup(to_html(text), "html.parser")("p"))


@pytest.mark.parametrize("page", WITH_EXERCISES)
def test_every_exercise_is_proved_in_the_browser(
    page: str, browser: Browser, address: str, record_property: Callable[[str, object], None]
) -> None:
    """One page load for a chapter; at its end all of its exercises are solved."""
    found = CHAPTERS[page]
    with opened(browser, f"{address}/{page}.html") as (shown, complaints):
        wrong = [said for each in found for said in prove(shown, each)]
        assert not wrong, "\n".join(wrong)
        told = f"{len(found)} of {len(found)} solved"
        expect(shown.locator(".exercise-count")).to_have_text(told)
        assert not complaints
    record_property("exercises in the browser", len(found))
    record_property("mistakes in the browser", sum(len(each.mistakes) for each in found))
