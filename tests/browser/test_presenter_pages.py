"""Promise: every page of the book can be presented, without being written for it."""

import pytest
from playwright.sync_api import Browser

from browser.presenting import presented, walked, where
from browser.test_look import CHAPTERS

#: How far the text stands below the page's title, by the size of the title's letters.
BELOW_TITLE = """() => {
    const { marginBottom, fontSize } = getComputedStyle(document.querySelector("article h1"));
    return parseFloat(marginBottom) / parseFloat(fontSize);
}"""


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_page_is_presented_from_first_to_last(name: str, browser: Browser, address: str) -> None:
    """Each block is on exactly one screen, no screen is empty, and nothing sticks out sideways."""
    with presented(browser, f"{address}/{name}") as (page, complaints):
        # The reading view keeps room below its title, for buttons that are not to be seen here.
        assert page.evaluate(BELOW_TITLE) <= 1
        seen = walked(page)
        assert [each["place"] for each in seen] == [
            f"{number} of {len(seen)}" for number in range(1, len(seen) + 1)
        ]
        blocks = page.locator("[data-live-block]")
        numbers = blocks.evaluate_all("all => all.map((each) => Number(each.dataset.liveBlock))")
        assert [number for each in seen for number in each["blocks"]] == numbers
        assert all(each["heading"] for each in seen)
        faults = {each["place"]: each["wide"] + each["cut"] for each in seen}
        assert not any(faults.values()), faults
        assert not [each["place"] for each in seen if each["small"]], "code is too small"
        assert not [each["place"] for each in seen if each["sizes"] > 1], "code jumps in size"
        assert not [each["parted"] for each in seen if each["parted"]]
        empty = [each["place"] for each in seen[:-1] if not each["shown"]]
        # A section may consist of other sections: then its title stands alone.
        assert len(empty) <= len(seen) / 3, empty
        assert where(page)[0] == len(seen)
        assert not complaints
