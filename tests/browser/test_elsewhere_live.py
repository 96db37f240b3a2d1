"""Promise: the live blocks, records and exercises run in a book of another subject and theme."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

import authoring
import book
from browser.exercising import answer, check, exercise, opened
from browser.hosting import hosted
from browser.live import edit, held, output, prompted, run, run_all, said, started, wait_for_state


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of that book: copied, configured and built as the page for authors says."""
    project = authoring.copied(tmp_path_factory.mktemp("elsewhere"), "Copy")
    # npm would bring the same packages.
    (project / "node_modules").symlink_to(book.ROOT / "node_modules")
    for source in authoring.PROJECT.glob("*.*"):
        shutil.copy(source, project)
    done = authoring.run([*authoring.commands("Write"), *authoring.commands("Build")[:2]], project)
    assert done.returncode == 0, done.stdout + done.stderr
    # Browsers ask for one wherever they are, and complain where there is none.
    Path(project, "_build/html/favicon.ico").touch()
    with hosted(Path(project, "_build/html")) as address:
        yield address


def test_every_block_runs_and_prints_what_the_page_says(browser: Browser, elsewhere: str) -> None:
    """With a record of this run below each that did something, and nothing from another host."""
    with started(browser, f"{elsewhere}/engine.html") as (page, complaints):
        assert set(run_all(page)) == {"match"}
        expect(page.locator(".flight-record > summary").last).to_contain_text("ROLLBACK")
        assert not complaints
    with opened(browser, f"{elsewhere}/index.html") as (page, complaints):
        assert run_all(page) == ["match"] * page.locator("[data-live-block]").count()
        assert page.locator("[data-live-block]").count() > 2
        assert "\n'tea'" in prompted(page, "'tea'")
        assert not complaints


def test_an_edit_runs_and_makes_what_is_below_stale(browser: Browser, elsewhere: str) -> None:
    """As in the book."""
    with opened(browser, f"{elsewhere}/index.html") as (page, complaints):
        run(page, 2)
        edit(page, 1, "import sqlite3\nprint(40 + 2)")
        assert run(page, 1) == "differs"
        assert "42" in output(page, 1)
        wait_for_state(page, 2, "stale")
        assert not complaints


def test_an_exercise_is_checked(browser: Browser, elsewhere: str) -> None:
    """A wrong answer brings a sentence, a sound one is counted."""
    wrong = 'def buy(name, grams):\n    tea.execute("INSERT INTO tin VALUES (?, ?)", (name, grams))'
    sound = wrong + "\n    tea.commit()"
    with opened(browser, f"{elsewhere}/index.html") as (page, complaints):
        for text, found in ((wrong, "failed"), (sound, "passed")):
            answer(page, "kept", text)
            assert check(page, "kept") == found, exercise(page, "kept").inner_text()
        assert not complaints


def test_a_press_before_the_script_runs_there_too(browser: Browser, elsewhere: str) -> None:
    """Its button is in the page from the start."""
    with held(browser, f"{elsewhere}/index.html") as (page, routes, _):
        page.locator("[data-live-block='1'] [data-action=run]").click()
        routes[0].continue_()
        wait_for_state(page, 1, "match")
        assert "Example 1" in said(page)
