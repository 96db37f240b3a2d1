"""Promise: presenter mode goes by keys and by touch, runs what is shown, and leaves no trace."""

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.live import PATIENCE, block, edit, started
from browser.presenting import article, begun, go, line, presented, title, where
from browser.test_look import violations, visit

CHAPTER = "chapters/transactions.html"
#: A screen has the heading of its section, of whatever level; the page's own is on the first.
RULES = {"target-size": {"enabled": True}, "page-has-heading-one": {"enabled": False}}


def test_nothing_is_fetched_before_it_is_wanted(browser: Browser, strict: str) -> None:
    """A page carries a small starter; the mode and its style come with the first use."""
    with visit(browser, "about:blank") as (page, _):
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{strict}/{CHAPTER}", wait_until="load")
        own = [url.partition("?")[0] for url in asked if "present" in url]
        assert own == [f"{strict}/_static/present.js"]
        starter = page.request.get(own[0])
        assert len(starter.body()) < 2000
        page.get_by_role("button", name="Present this page").click()
        begun(page)
        assert f"{strict}/_static/present.css" in asked


def test_leaving_leaves_no_trace(browser: Browser, strict: str) -> None:
    """The page's elements are as before, and it stands at the section that was shown."""
    settings = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"}
    with started(browser, f"{strict}/{CHAPTER}", **settings) as (page, complaints):
        # What the page's own scripts add is there.
        page.wait_for_selector('[data-exercise] [data-action="check"]')
        root = "() => document.documentElement.cloneNode(false).outerHTML"
        # What the service worker notes there comes when it comes.
        body = "() => document.body.cloneNode(false).outerHTML.replace(/ data-offline=.\\w+./, '')"
        outside = "() => [...document.body.children].map((each) => each.tagName + each.className)"
        before = [article(page), *map(page.evaluate, (root, body, outside))]
        page.keyboard.press("p")
        begun(page)
        assert title(page) == "Transactions"
        for key in ["PageDown"] * 12 + ["s", "u", "h", "+", "+", "?", "Escape", "b", "ArrowLeft"]:
            page.keyboard.press(key)
        shown = title(page)
        expect(page.locator("#live-dock")).to_be_visible()
        assert article(page) != before[0]
        page.keyboard.press("Escape")
        expect(page.locator("html[data-presenting]")).to_have_count(0)
        assert [article(page), *map(page.evaluate, (root, body, outside))] == before
        heading = page.locator("article :is(h2, h3)", has_text=shown).first
        assert abs(heading.bounding_box()["y"]) < 80
        assert page.url.endswith("#" + heading.locator("..").get_attribute("id"))
        assert not complaints


def test_keys_turn_the_page(browser: Browser, strict: str) -> None:
    """By arrows, by a clicker's keys, by the space bar; the address and the voice follow."""
    with presented(browser, f"{strict}/{CHAPTER}") as (page, complaints):
        assert where(page)[0] == 1
        for number, key in enumerate(["ArrowRight", "PageDown", "Space", "PageDown"], 2):
            page.keyboard.press(key)
            assert where(page)[0] == number
        voice = page.locator(".present-said[role=status]")
        expect(voice).to_have_text(f"Screen 5 of {where(page)[1]}")
        assert title(page) == "See it happen"
        assert page.url.endswith("#present-see-it-happen--2")
        for number, key in [(4, "ArrowLeft"), (3, "PageUp"), (2, "Shift+Space"), (1, "Home")]:
            page.keyboard.press(key)
            assert where(page)[0] == number
        page.keyboard.press("ArrowLeft")
        assert (where(page)[0], line(page)) == (1, "This is the first screen.")
        assert not complaints


def test_a_reload_stays_and_the_next_page_follows(browser: Browser, strict: str) -> None:
    """The address says which screen is shown; after the last comes the book's next page."""
    with presented(browser, f"{strict}/{CHAPTER}", "present-autobegin") as (page, _):
        assert title(page) == "A transaction begins by itself"
        page.keyboard.press("PageDown")
        at = where(page)
        page.reload(wait_until="load")
        begun(page)
        assert where(page) == at
        page.keyboard.press("End")
        link = page.locator(".present-end a")
        expect(link).to_have_text("Savepoints and two-phase commit")
        page.keyboard.press("PageDown")
        page.wait_for_url("**/chapters/savepoints.html#present")
        begun(page)
        assert where(page)[0] == 1


def test_r_runs_what_is_on_the_screen(browser: Browser, strict: str) -> None:
    """One example after the other; the panel beside them, and what the page says of the run."""
    with presented(browser, f"{strict}/{CHAPTER}", "present-autobegin") as (page, complaints):
        first = page.locator("[data-live-block]:visible").first.get_attribute("data-live-block")
        page.keyboard.press("s")
        dock = page.locator("#live-dock")
        expect(dock).to_be_visible()
        edge = page.locator("article").bounding_box()
        assert edge["x"] + edge["width"] <= dock.bounding_box()["x"] + 1
        page.keyboard.press("r")
        expect(block(page, int(first))).to_have_attribute("data-state", "match", timeout=PATIENCE)
        expect(dock).to_contain_text("potatoes")
        expect(page.locator(".present-line")).to_contain_text("match the page")
        expect(page.locator(".live-bar")).to_be_hidden()
        assert not complaints

        # It goes on living where it is shown: an edit, and the keys that belong to the editor.
        edit(page, int(first), "'mine'")
        editor = block(page, int(first)).locator(".cm-content")
        at = where(page)
        for key in ["r", "n", "p", "?", "Space", "PageDown", "ArrowRight", "Home"]:
            page.keyboard.press(key)
        expect(editor).to_be_focused()
        assert (where(page), page.locator(".present-help[open]").count()) == (at, 0)
        assert "rnp?" in editor.inner_text()
        page.keyboard.press("Escape")
        title(page)
        page.keyboard.press("Escape")
        expect(page.locator("html[data-presenting]")).to_have_count(0)
        expect(editor).to_be_visible()


def test_the_clock(browser: Browser, strict: str) -> None:
    """It counts from the beginning, stands and goes on, and outlives the page."""
    with visit(browser, "about:blank") as (page, _):
        page.clock.install(time=1_000_000)
        page.goto(f"{strict}/{CHAPTER}#present", wait_until="load")
        begun(page)
        page.clock.pause_at(1_000_000 + 3600)
        clock = page.locator(".present-clock")
        page.keyboard.press("Shift+T")
        page.clock.fast_forward("10:05")
        expect(clock).to_have_text("10:05")
        page.keyboard.press("t")
        page.clock.fast_forward("05:00")
        expect(clock).to_have_text("10:05")
        expect(clock).to_have_attribute("aria-label", "10:05: let the clock go on")
        page.keyboard.press("t")
        page.clock.fast_forward("00:10")
        expect(clock).to_have_text("10:15")
        page.reload(wait_until="load")
        begun(page)
        expect(clock).to_have_text("10:15")
        page.keyboard.press("Shift+T")
        expect(clock).to_have_text("0:00")


def takes(page: Page, key: str, **held: bool) -> bool:
    """Press a key outside of any field; return whether the page takes it, which it does at once."""
    pressed = {"key": key, "bubbles": True, "cancelable": True, **held}
    left: bool = page.evaluate(
        "(key) => document.body.dispatchEvent(new KeyboardEvent('keydown', key))", pressed
    )
    return not left


def test_letters_can_be_switched_off(browser: Browser, strict: str) -> None:
    """WCAG 2.1.4: also in the reading view, and the browser keeps it."""
    with presented(browser, f"{strict}/chapters/glossary.html") as (page, _):
        page.keyboard.press("?")
        dialog = page.get_by_role("dialog", name="Presenting this page")
        expect(dialog.get_by_role("button", name="Glossary")).to_have_attribute(
            "aria-current", "step"
        )
        dialog.get_by_role("checkbox").uncheck()
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        begun(page)
        page.keyboard.press("?")
        expect(dialog).to_be_hidden()
        page.keyboard.press("PageDown")
        assert where(page)[0] == 2
        page.keyboard.press("Escape")
        expect(page.locator("html[data-presenting]")).to_have_count(0)
        page.reload(wait_until="load")
        assert not takes(page, "p")
        page.get_by_role("button", name="Present this page").click()
        begun(page)


def test_the_reader_types_a_p(browser: Browser, strict: str) -> None:
    """In a field the key is a letter; elsewhere, with Ctrl, it is the browser's."""
    with visit(browser, f"{strict}/chapters/glossary.html") as (page, _):
        page.keyboard.press("Control+k")
        field = page.locator("#pst-search-dialog input")
        field.press("p")
        expect(field).to_have_value("p")
        page.keyboard.press("Escape")
        expect(page.locator("html[data-presenting]")).to_have_count(0)
        assert not takes(page, "p", ctrlKey=True)
        assert takes(page, "p")
        begun(page)


def swipe(page: Page, start: int, end: int) -> None:
    """Draw a finger across the screen, from one place to another."""
    touch = page.context.new_cdp_session(page)
    for kind, points in [
        ("touchStart", [{"x": start, "y": 300}]),
        ("touchMove", [{"x": end, "y": 300}]),
        ("touchEnd", []),
    ]:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


@pytest.mark.parametrize("size", [(375, 667), (667, 375)], ids=["upright", "across"])
def test_on_a_phone(size: tuple[int, int], browser: Browser, strict: str) -> None:
    """A finger turns the page, all buttons are in reach, and a turned phone stays at its place."""
    viewport = {"width": size[0], "height": size[1]}
    settings = {"viewport": viewport, "has_touch": True, "is_mobile": True}
    with presented(browser, f"{strict}/{CHAPTER}", **settings) as (page, complaints):
        swipe(page, 300, 100)
        assert where(page)[0] == 2
        swipe(page, 100, 300)
        assert where(page)[0] == 1
        for name in ("The screen before", "Next screen", "Run the next example", "Back to reading"):
            box = page.get_by_role("button", name=name).bounding_box()
            assert min(box["width"], box["height"]) >= 24
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= size[0]
            assert box["y"] + box["height"] <= size[1]
        page.locator(".present-where").click()
        page.get_by_role("button", name="Whole, or not at all", exact=True).click()
        page.evaluate("() => { location.hash += '--2' }")
        expect(page.locator("[data-slide-part^='2/']")).to_be_visible()
        shown = title(page)
        part = page.locator("article p:visible").first.inner_text()
        page.set_viewport_size({"width": size[1], "height": size[0]})
        expect(page.locator("article p:visible", has_text=part[:40])).to_have_count(1)
        assert title(page) == shown
        assert not complaints


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(scheme: str, browser: Browser, strict: str) -> None:
    """On a screen with code and its panel, on an exercise, on the last screen, on the help."""
    with presented(browser, f"{strict}/{CHAPTER}", color_scheme=scheme) as (page, _):
        found = violations(page, rules=RULES)
        for section, keys in [
            ("exercise-move-supplies", ""),
            ("whole-or-not-at-all--2", "suh"),
            ("autobegin", "?"),
        ]:
            go(page, section)
            for key in keys:
                page.keyboard.press(key)
            expect(page.locator(".present-under")).to_be_visible(visible=bool(keys))
            found += violations(page, rules=RULES)
        page.keyboard.press("Escape")
        page.keyboard.press("End")
        found += violations(page, rules=RULES)
        assert not found, "\n".join(found)
