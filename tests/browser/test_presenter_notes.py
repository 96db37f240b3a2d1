"""Promise: the window with the notes shows what comes, and its keys act on the class's screen."""

import re

from playwright.sync_api import Browser, Page, expect

from browser.presenting import presented, where

CHAPTER = "chapters/transactions.html"


def notes_of(page: Page) -> Page:
    """Open the window with the notes, and wait until it is told something."""
    with page.context.expect_page() as opening:
        page.keyboard.press("n")
    notes = opening.value
    expect(notes.locator("#at")).to_contain_text(" of ")
    return notes


def test_its_keys_act_on_the_screen(browser: Browser, strict: str) -> None:
    """All but those that would end the presentation, or fill a monitor."""
    with presented(browser, f"{strict}/{CHAPTER}", "present-autobegin") as (page, _):
        notes = notes_of(page)
        root = page.locator("html")
        at = where(page)[0]
        notes.keyboard.press("PageDown")
        expect(page.locator(".present-where")).to_contain_text(f"{at + 1} of")
        expect(notes.locator("#at")).to_contain_text(f"{at + 1} of")
        for key, size in [("+", "1.1"), ("-", "1"), ("-", "0.9"), ("0", "1")]:
            notes.keyboard.press(key)
            expect(root).to_have_attribute("style", re.compile(rf"--present-scale: {size}\b"))
        notes.keyboard.press("h")
        expect(root).to_have_attribute("data-present-hides", "")
        notes.keyboard.press("u")
        expect(page.locator(".present-under")).to_be_visible()
        dialog = page.get_by_role("dialog", name="Presenting this page")
        notes.keyboard.press("?")
        expect(dialog).to_be_visible()
        notes.keyboard.press("?")
        expect(dialog).to_be_hidden()
        notes.keyboard.press("?")
        expect(dialog).to_be_visible()
        notes.keyboard.press("ArrowRight")
        expect(dialog).to_be_hidden()
        notes.keyboard.press("Escape")
        expect(root).to_have_attribute("data-presenting", "")


def test_a_screen_without_a_note_tells_of_the_next(browser: Browser, strict: str) -> None:
    """How it begins, in words or in code, and where the next note is."""
    with presented(browser, f"{strict}/{CHAPTER}") as (page, _):
        notes = notes_of(page)
        note, later = notes.locator("#note"), ""
        begins: set[str] = set()
        for _ in range(12):
            if "No note for this screen." in note.inner_text():
                shown = note.locator("pre, blockquote")
                begins.add(shown.evaluate("(each) => each.localName"))
                text, told = shown.inner_text().removesuffix(" …"), where(page)[0]
                later = note.locator("p").last.inner_text()
                page.keyboard.press("PageDown")
                expect(notes.locator("#at")).to_contain_text(f"{told + 1} of")
                there = page.locator("article").inner_text()
                assert " ".join(text.split()) in " ".join(there.split())
            else:
                assert later in ("", f"Next note: screen {where(page)[0]}.")
                page.keyboard.press("PageDown")
                expect(notes.locator("#at")).to_contain_text(f"{where(page)[0]} of")
        assert "blockquote" in begins
