"""Promise: a reader may change every block, keeps what was typed, and can always go back."""

import re

import pytest
from playwright.sync_api import Browser, expect

from browser.live import (
    block,
    code,
    edit,
    open_editor,
    output,
    press,
    reload,
    run,
    said,
    started,
    states,
    wait_for_state,
    wait_until_done,
)

INDEX = "index.html"
SMALL = "chapters/glossary.html"
#: Of the first page's first block: with it the last statement finds another name.
COMMIT = '    commander.lastname = "Watney"\n'
#: The edits that the browser keeps.
KEPT = "Object.keys(localStorage).filter(key => key.startsWith('live-edit'))"
#: Notes each state that a block comes into.
WATCH = """() => {
    window.seen = []
    new MutationObserver(all => all.forEach(({target}) =>
        seen.push([Number(target.dataset.liveBlock), target.dataset.state])
    )).observe(document.body, {subtree: true, attributeFilter: ["data-state"]})
}"""
#: What is shown of a block besides its buttons and its state.
SHOWN = """root => ["output", "record"].map(role =>
    root.querySelector(`:scope > [data-role=${role}]`).innerHTML)"""


def test_an_edited_block_differs_and_reset_brings_the_page_back(
    browser: Browser, address: str
) -> None:
    """The editor has the block's code; a diff says what is other; Reset leaves no trace."""
    with started(browser, f"{address}/{INDEX}") as (page, complaints):
        before = block(page, 1).evaluate(SHOWN)
        own = open_editor(page, 1)
        assert own.startswith("from sqlalchemy.orm import Session\n")
        assert COMMIT in own
        assert not re.search(r"^>>> |^\.\.\. ", own, re.M)

        edit(page, 1, own.replace(COMMIT, f"{COMMIT}    session.commit()\n"))
        page.keyboard.press("Shift+Enter")
        wait_until_done(page)
        assert states(page) == ["differs", "idle"]
        assert "session.commit()" in output(page, 1)
        expect(block(page, 1).locator(".live-diff del")).to_contain_text("Melissa Lewis")
        expect(block(page, 1).locator(".live-diff ins")).to_contain_text("Melissa Watney")
        assert "1 of 5 statements" in block(page, 1).locator(".live-note").inner_text()
        assert "UPDATE" in (block(page, 1).locator("[data-role=record]").text_content() or "")

        press(page, "reset", 1)
        assert states(page) == ["idle", "idle"]
        assert block(page, 1).locator(".cm-editor, .live-diff, .live-note:visible").count() == 0
        assert block(page, 1).evaluate(SHOWN) == before
        assert run(page, 1) == "match"
        assert not complaints


def test_blocks_below_an_edit_become_stale_and_say_so(browser: Browser, address: str) -> None:
    """As soon as something is typed, and not before; undone, and run again, all is well."""
    with started(browser, f"{address}/{INDEX}") as (page, complaints):
        assert run(page, 2) == "match"
        assert states(page) == ["match", "match"]
        own = open_editor(page, 1)
        assert states(page) == ["match", "match"]
        edit(page, 1, f"{own}\nlater = 1")
        assert states(page) == ["stale", "stale"]
        note = block(page, 2).locator(".live-note")
        expect(note).to_have_text("Example 1 was changed after this one ran.")
        assert "example 2 ran before that" in said(page)
        edit(page, 1, own)
        expect(block(page, 1)).not_to_have_attribute("data-edited", "")
        assert run(page, 2) == "match"
        assert states(page) == ["match", "match"]
        expect(note).to_be_hidden()
        assert not complaints


def test_what_is_no_python_is_refused_and_kept(browser: Browser, address: str) -> None:
    """The message is plain, nothing of the block has run, and what was typed is still there."""
    with started(browser, f"{address}/{SMALL}") as (page, complaints):
        edit(page, 1, "engine = 1\nif engine\n    engine = 2")
        assert run(page, 1) == "error"
        note = block(page, 1).locator(".live-note").inner_text()
        assert "This is not Python yet" in note
        assert "Nothing of it has run" in note
        assert "SyntaxError" in output(page, 1)
        assert note in said(page)
        assert code(page, 1) == "engine = 1\nif engine\n    engine = 2"
        assert not complaints


def test_blocks_above_run_first_and_an_error_stops_those_below(
    browser: Browser, address: str
) -> None:
    """They wait, run one after the other, and what nobody can rely on any more does not run."""
    with started(browser, f"{address}/{SMALL}") as (page, complaints):
        page.evaluate(WATCH)
        assert run(page, 3) == "match"
        assert states(page) == ["match", "match", "match", "idle"]
        seen = page.evaluate("seen")
        assert seen[:3] == [[1, "queued"], [2, "queued"], [3, "queued"]]
        assert [state for number, state in seen if number == 3] == ["queued", "running", "match"]
        assert [number for number, state in seen if state == "match"] == [1, 2, 3]

        edit(page, 2, "session = Session(engine)\nraise ValueError('the Hab is gone')\nlost = 1")
        press(page, "run", 4)
        wait_until_done(page)
        assert states(page) == ["match", "error", "stale", "idle"]
        assert "the Hab is gone" in output(page, 2)
        assert "2 that waited for it did not run" in said(page)
        assert block(page, 2).locator(".live-note").inner_text() == "It raised ValueError."
        assert not complaints


def test_an_edit_is_there_at_the_next_visit_until_it_is_reset(
    browser: Browser, address: str
) -> None:
    """It comes back into the editor, and never runs by itself."""
    with started(browser, f"{address}/{INDEX}") as (page, complaints):
        edit(page, 2, "1 + 1\n'ünïcode'")
        reload(page, complaints)
        expect(block(page, 2).locator(".cm-editor")).to_be_visible()
        assert code(page, 2) == "1 + 1\n'ünïcode'"
        assert states(page) == ["idle", "idle"]
        assert page.locator("body").get_attribute("data-live-status") == "off"
        assert block(page, 1).locator(".cm-editor").count() == 0
        press(page, "reset", 2)
        reload(page, complaints)
        assert page.evaluate(KEPT) == []
        assert page.locator("[data-edited], .cm-editor").count() == 0
        assert not complaints


def test_an_edit_of_what_the_book_has_changed_is_offered(browser: Browser, address: str) -> None:
    """It is shown when the reader says so, and not run."""
    with started(browser, f"{address}/{INDEX}") as (page, complaints):
        edit(page, 1, "'mine'")
        page.evaluate("""() => {
            for (const [key, kept] of Object.entries(localStorage))
                if (/^live-edit/.test(key))
                    localStorage[key] = JSON.stringify({...JSON.parse(kept), hash: "other"})
        }""")
        reload(page, complaints)
        offer = block(page, 1).locator(".live-offer")
        expect(offer).to_contain_text("The book has changed this example")
        assert page.locator(".cm-editor").count() == 0
        offer.get_by_role("button", name="Show your edit").click()
        expect(block(page, 1).locator(".cm-editor")).to_be_visible()
        assert code(page, 1) == "'mine'"
        assert states(page) == ["idle", "idle"]
        assert not complaints


def test_a_link_carries_an_edit_and_runs_nothing(browser: Browser, address: str) -> None:
    """Somebody else sees the code, is told to read it, and keeps what is theirs."""
    permissions = ["clipboard-read", "clipboard-write"]
    with started(browser, f"{address}/{SMALL}", permissions=permissions) as (page, complaints):
        edit(page, 2, "print('<b>Ares</b> & ☀')")
        press(page, "share", 2)
        expect(page.locator(".live-bar [role=status]")).to_contain_text("is copied")
        link = page.evaluate("navigator.clipboard.readText()")
        assert link.startswith(f"{address}/{SMALL}#live-edit-2-")
        assert not complaints
    with started(browser, link) as (page, complaints):
        note = block(page, 2).locator(".live-note")
        expect(note).to_contain_text("This code came with the link")
        assert code(page, 2) == "print('<b>Ares</b> & ☀')"
        assert "Nothing has run" in said(page)
        assert states(page) == ["idle"] * 4
        assert page.locator("body").get_attribute("data-live-status") == "off"
        assert page.evaluate(KEPT) == []

        edit(page, 2, "'my own'")
        reload(page, complaints)
        offer = block(page, 2).locator(".live-offer")
        expect(offer).to_contain_text("you have one of your own")
        assert code(page, 2) == "'my own'"
        offer.get_by_role("button", name="Show the link's").click()
        expect(block(page, 2).locator(".cm-content")).to_contain_text("Ares")
        assert page.locator("body").get_attribute("data-live-status") == "off"
        assert not complaints


@pytest.mark.parametrize(
    "fragment", ["#live-edit-2-abc-z!!", "#live-edit-99-abc-tYQ", "#live-edit-1-abc-zAAAA"]
)
def test_a_damaged_link_says_so(fragment: str, browser: Browser, address: str) -> None:
    """The page is as it was."""
    with started(browser, f"{address}/{SMALL}{fragment}") as (page, complaints):
        expect(page.locator(".live-bar [role=status]")).to_contain_text("it is damaged")
        assert page.locator("[data-edited], .cm-editor").count() == 0
        assert states(page) == ["idle"] * 4
        assert not complaints


def test_a_click_into_a_block_is_enough_for_the_keys(browser: Browser, address: str) -> None:
    """Shift+Enter runs the block without an editor too."""
    with started(browser, f"{address}/{SMALL}") as (page, complaints):
        block(page, 1).locator("[data-role=output]").click()
        page.keyboard.press("Shift+Enter")
        wait_for_state(page, 1, "match")
        assert not complaints
