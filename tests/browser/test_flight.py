"""Promise: the records under the examples open, are remembered, and can be read by everybody."""

import pytest
from playwright.sync_api import Browser

from browser.test_look import DESKTOP, PHONE, overflow, violations, visit

# States and transactions; savepoints and several connections. (Axe needs a minute for more.)
PAGES = ["transactions", "savepoints"]


def test_all_records_open_and_stay_so(browser: Browser, address: str) -> None:
    """One button opens all; the next page, and the next visit, remember it; so does closing."""
    url = f"{address}/chapters"
    with visit(browser, f"{url}/transactions.html", viewport=DESKTOP) as (page, complaints):
        records = page.locator("details.flight-record")
        shown = page.locator("details.flight-record[open]")
        assert records.count() > 50
        assert shown.count() == 0
        button = page.get_by_role("button", name="Show what each example did")
        button.click()
        assert shown.count() == records.count()
        page.goto(f"{url}/savepoints.html")
        assert shown.count() == records.count()
        page.get_by_role("button", name="Hide what the examples did").click()
        assert shown.count() == 0
        page.reload()
        assert shown.count() == 0
        assert not complaints


def test_one_record_opens_by_click_and_key(browser: Browser, address: str) -> None:
    """A record is a plain disclosure: mouse and keyboard open it, without any script."""
    url = f"{address}/chapters/transactions.html"
    with visit(browser, url, viewport=PHONE, java_script_enabled=False) as (page, _):
        first = page.locator("details.flight-record").nth(1)
        first.locator("summary").click()
        assert first.locator(".flight-steps").is_visible()
        first.locator("summary").press("Enter")
        assert not first.locator(".flight-steps").is_visible()


@pytest.mark.parametrize("name", PAGES)
def test_open_records_can_be_read(name: str, browser: Browser, address: str) -> None:
    """With all of them open: axe finds nothing, light or dark; no page scrolls sideways."""
    url = f"{address}/chapters/{name}.html"
    settings = {"viewport": DESKTOP, "color_scheme": "light", "reduced_motion": "reduce"}
    with visit(browser, url, **settings) as (page, complaints):
        page.locator(".flight-switch").click()
        found = [*overflow(page), *violations(page)]
        page.set_viewport_size({"width": 320, "height": 640})
        found += overflow(page)
        page.emulate_media(color_scheme="dark")
        page.reload(wait_until="load")
        page.set_viewport_size(DESKTOP)
        found += violations(page, runOnly=["color-contrast"])
        assert not found, "\n".join(found)
        assert not complaints


def test_closed_records_stay_closed_on_paper(browser: Browser, address: str) -> None:
    """Paper shows a record's line; all of it only where the reader has opened it."""
    url = f"{address}/chapters/transactions.html"
    with visit(browser, url, viewport=DESKTOP) as (page, _):
        page.locator("details.flight-record summary").nth(1).click()
        page.emulate_media(media="print")
        steps = page.locator("details.flight-record .flight-steps")
        assert not steps.nth(0).is_visible()
        assert steps.nth(1).is_visible()
        assert page.locator("details.flight-record summary").nth(0).is_visible()
