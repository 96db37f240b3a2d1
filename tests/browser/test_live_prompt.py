"""Promise: a prompt for whatever a reader tries, and a panel that shows what Python holds."""

from playwright.sync_api import Browser, Page, expect

from browser.live import (
    edit,
    prompted,
    reload,
    run,
    run_all,
    said,
    send,
    started,
    states,
    wait_for_status,
    wait_until_done,
)

INDEX = "index.html"
SMALL = "chapters/glossary.html"
INPUT = ".live-prompt-input"


def test_the_prompt_is_in_the_pages_namespace(browser: Browser, address: str) -> None:
    """It sees what the blocks have made, and what it makes itself; it changes no block's state."""
    with started(browser, f"{address}/{SMALL}") as (page, complaints):
        assert "NameError" in prompted(page, "engine")
        assert run(page, 2) == "match"
        expect(page.locator(".live-prompt-ran")).to_have_text("Examples 1 and 2 have run.")
        assert prompted(page, "rich.lastname").splitlines()[-1] == "'Purnell'"
        prompted(page, "crew = [rich]")
        assert prompted(page, "len(crew)").splitlines() == [">>> len(crew)", "1"]
        assert "ZeroDivisionError" in prompted(page, "1 / 0")
        assert "not Python yet" in said_after(page, "1 +* 1")
        assert states(page) == ["match", "match", "idle", "idle"]
        assert not complaints


def said_after(page: Page, source: str) -> str:
    """Run a line, and return what the page says of it."""
    prompted(page, source)
    return said(page)


def test_the_prompt_remembers_completes_and_asks_for_more(browser: Browser, address: str) -> None:
    """Arrow keys, Tab and a statement of several lines, as at Python's own prompt."""
    with started(browser, f"{address}/{INDEX}") as (page, complaints):
        prompted(page, "habitat = 31")
        prompted(page, "habit = 2")
        line = page.locator(INPUT)
        line.fill("draft")
        shown = []
        for key in ["ArrowUp", "ArrowUp", "ArrowUp", "ArrowDown", "ArrowDown"]:
            line.press(key)
            shown.append(line.input_value())
        first, second = "habitat = 31", "habit = 2"
        assert shown == [second, first, first, second, "draft"]

        line.fill("habita")
        line.press("Tab")
        expect(line).to_have_value("habitat")
        line.fill("ha")
        line.press("Tab")
        names = page.locator(".live-names [role=option]")
        expect(names).to_contain_text(["habit", "habitat"])
        line.press("Escape")
        expect(names).to_have_count(0)
        expect(line).to_be_focused()

        line.fill("")
        send(page, "for sol in range(2):")
        expect(line).to_have_value("for sol in range(2):\n    ")
        page.keyboard.type("sol + habitat")
        line.press("Enter")
        expect(line).to_have_value("for sol in range(2):\n    sol + habitat\n    ")
        line.press("Enter")
        expect(line).to_have_value("")
        wait_until_done(page)
        entry = page.locator(".live-prompt-entry").last.inner_text().splitlines()
        assert entry == [">>> for sol in range(2):", "...     sol + habitat", "31", "32"]

        reload(page, complaints)
        page.locator('[data-action="prompt"]').click()
        line.press("ArrowUp")
        assert line.input_value() == "for sol in range(2):\n    sol + habitat"
        wait_for_status(page, "ready")
        assert not complaints


def test_keys_leave_the_prompt(browser: Browser, address: str) -> None:
    """Tab on an empty line goes on; after Escape, Tab goes on from any line."""
    with started(browser, f"{address}/{INDEX}") as (page, complaints):
        page.locator('[data-action="prompt"]').click()
        line = page.locator(INPUT)
        wait_for_status(page, "ready")
        line.press("Tab")
        expect(line).not_to_be_focused()
        line.fill("pri")
        line.press("Escape")
        line.press("Tab")
        expect(line).not_to_be_focused()
        assert not complaints


def test_the_session_panel_follows_what_runs(browser: Browser, address: str) -> None:
    """Names and states after each run; it stays open from page to page, and folds."""
    with started(browser, f"{address}/{SMALL}") as (page, complaints):
        panel, opener = page.locator("#live-dock"), page.locator('[data-action="panel"]')
        expect(panel).to_be_hidden()
        opener.click()
        expect(panel).to_be_visible()
        assert opener.get_attribute("aria-expanded") == "true"
        expect(panel).to_contain_text("Run an example")
        run(page, 1)
        expect(panel).not_to_contain_text("Run an example")
        edit(page, 2, "session = Session(engine)\nrich = Astronaut(firstname='Rich')")
        run(page, 2)
        expect(panel).to_contain_text("rich Astronaut new")
        prompted(page, "session.add(rich)")
        expect(panel).to_contain_text("rich → pending")
        folded = panel.locator("details:not([open])").last
        key = folded.get_attribute("data-panel-fold")
        folded.locator("summary").click()
        prompted(page, "rich.lastname = 'Purnell'; session.flush()")
        expect(panel).to_contain_text("rich → persistent")
        expect(panel.locator(f"[data-panel-fold='{key}']")).to_have_attribute("open", "")

        page.goto(f"{address}/{INDEX}")
        expect(panel).to_be_visible()
        run_all(page)
        expect(panel).to_contain_text("commander")
        expect(panel).not_to_contain_text("rich")
        page.locator('[data-action="panel-close"]').click()
        expect(panel).to_be_hidden()
        expect(opener).to_be_focused()
        reload(page, complaints)
        expect(panel).to_be_hidden()
        assert not complaints


def test_restart_gives_a_fresh_namespace(browser: Browser, address: str) -> None:
    """Names are gone, blocks have not run, the panel is empty; edits stay."""
    with started(browser, f"{address}/{INDEX}") as (page, complaints):
        page.locator('[data-action="panel"]').click()
        edit(page, 2, "commander.firstname = 'Mark'")
        assert run(page, 2) == "differs"
        assert prompted(page, "mine = commander").startswith(">>> mine")
        page.locator('[data-action="restart"]').click()
        wait_for_status(page, "ready")
        assert states(page) == ["idle", "idle"]
        expect(page.locator("#live-dock")).to_contain_text("Run an example")
        assert "NameError" in prompted(page, "mine")
        assert run(page, 1) == "match"
        expect(page.locator(".cm-content")).to_have_text("commander.firstname = 'Mark'")
        assert not complaints
