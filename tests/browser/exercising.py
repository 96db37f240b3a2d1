"""What the tests of the exercises share: how one is answered, checked and waited for."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from browser.live import PATIENCE, started

PROGRESS = """() => JSON.parse(localStorage[Object.keys(localStorage).find(
    key => key.startsWith("exercise-progress:"))] ?? '{"exercises": {}}').exercises"""
IS_STILL = "name => !document.querySelector(`[data-exercise='${name}']`).dataset.busy"
_QUOTED = re.compile(r"""^(['"])(.*)\1$""")


@contextmanager
def opened(browser: Browser, url: str, **settings: Any) -> Iterator[tuple[Page, list[str]]]:
    """Open a page with exercises; yield it and what the browser complained of."""
    with started(browser, url, **settings) as (page, complaints):
        page.wait_for_selector("[data-exercise][data-live]")
        yield page, complaints


def exercise(page: Page, name: str) -> Locator:
    """Return an exercise by its name."""
    return page.locator(f'[data-exercise="{name}"]')


def press(page: Page, name: str, action: str) -> None:
    """Press one of its buttons."""
    exercise(page, name).locator(f'.exercise-tools [data-action="{action}"]').click()


def kind_of(page: Page, name: str) -> str | None:
    """Return what the learner is asked to do."""
    return exercise(page, name).get_attribute("data-kind")


def wait_for_editor(page: Page, name: str) -> Locator:
    """Scroll to an exercise, and return its editor, which opens by itself."""
    exercise(page, name).locator('[data-role="starter"]').scroll_into_view_if_needed()
    editor = exercise(page, name).locator('[data-role="starter"] .cm-content')
    expect(editor).to_be_visible()
    return editor


def code(page: Page, name: str) -> str:
    """Return what stands in its editor."""
    lines = wait_for_editor(page, name).locator(".cm-line").all_text_contents()
    return "\n".join(lines)


def lines(page: Page, name: str) -> list[str]:
    """Return the lines that are to be put in order, as they stand."""
    return exercise(page, name).locator(".exercise-lines code").all_text_contents()


def answer(page: Page, name: str, text: str) -> None:
    """Answer an exercise as a learner does: type, move lines, fill in what will be printed."""
    kind = kind_of(page, name)
    if kind == "order":
        _arrange(page, name, text.rstrip("\n").split("\n"))
    elif kind == "predict":
        _predict(page, name, text.rstrip("\n").split("\n"))
    else:
        wait_for_editor(page, name).fill(text.rstrip("\n"))


def _arrange(page: Page, name: str, wanted: list[str]) -> None:
    """Move lines up, one step at a time, until they stand as they should."""
    assert sorted(lines(page, name)) == sorted(wanted), "these are not the lines of the exercise"
    items = exercise(page, name).locator(".exercise-lines > li")
    for place, line in enumerate(wanted):
        for step in range(lines(page, name)[place:].index(line), 0, -1):
            items.nth(place + step).locator('[data-action="up"]').click()
    assert lines(page, name) == wanted


def _predict(page: Page, name: str, said: list[str]) -> None:
    fields = exercise(page, name).locator(".exercise-field")
    expect(fields).to_have_count(len(said))
    for field, line in zip(fields.all(), said, strict=True):
        radios = field.locator("input[type=radio]")
        if not radios.count():
            field.locator("input").fill(line)
            continue
        bare = _QUOTED.sub(r"\2", line)
        field.locator(f'input[value="{bare}"]').check()


def check(page: Page, name: str) -> str | None:
    """Press Check, wait, and return what the check found: passed or failed."""
    press(page, name, "check")
    return verdict(page, name)


def verdict(page: Page, name: str) -> str | None:
    """Wait until nothing is checked, and return what the check found."""
    wait_until_checked(page, name)
    return exercise(page, name).locator(".exercise-verdict").get_attribute("data-verdict")


def wait_until_checked(page: Page, name: str) -> None:
    """Wait until its answer neither waits nor is being checked; looked at in each frame."""
    page.wait_for_function(IS_STILL, arg=name, timeout=PATIENCE)


def state(page: Page, name: str) -> str | None:
    """Return what the contract calls its state: todo, passed or failed."""
    return exercise(page, name).get_attribute("data-state")


def told(page: Page, name: str) -> str:
    """Return all that a check found, as text."""
    return exercise(page, name).locator(".exercise-verdict").inner_text()


def note(page: Page, name: str) -> Locator:
    """Return the line below its buttons."""
    return exercise(page, name).locator(":scope > .exercise-note")
