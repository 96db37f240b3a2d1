"""Promise: every block of every page runs in the browser, and prints there what the page says."""

import doctest
import json
import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

import book
from browser.live import BLOCKS, run_all, started
from building import Build

PAGES = [page.removesuffix(".rst") for page in book.pages_here() if page != "README.rst"]
_CHECKER = doctest.OutputChecker()
_FLAGS = doctest.OPTIONFLAGS_BY_NAME


def blocks_of(build: Build, page: str) -> list[dict]:
    """Return the blocks of a page as the build wrote them down."""
    path = build.site / f"_static/live-pages/{page}.json"
    return json.loads(path.read_text(encoding="utf-8"))["blocks"]


def disagreements(shown: str, block: dict) -> list[str]:
    """Return where a transcript is not what the page says, read by the standard library alone."""
    ran = doctest.DocTestParser().get_examples(shown)
    wanted = block["examples"]
    if [each.source for each in ran] != [each["source"] for each in wanted]:
        return [f"other statements were run: {[each.source for each in ran]}"]
    found = []
    for each, want in zip(ran, wanted, strict=True):
        flags = sum(_FLAGS[name] for name, on in want["options"].items() if on)
        if want["exc_msg"]:
            agree = _CHECKER.check_output(want["exc_msg"], each.exc_msg or "", flags)
        else:
            agree = _CHECKER.check_output(want["want"], each.want, flags)
        if not agree:
            found.append(f"line {want['lineno'] + 1} printed {each.want!r}")
    return found


def test_no_page_is_forgotten(build: Build) -> None:
    """The list above is the list of pages with blocks."""
    folder = build.site / "_static/live-pages"
    found = [path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.json")]
    assert sorted(found) == sorted(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_every_block_runs_in_the_browser(
    page: str,
    browser: Browser,
    address: str,
    build: Build,
    record_property: Callable[[str, object], None],
) -> None:
    """Run all of a page; compare each output with the page; count what ran and what could not."""
    blocks = blocks_of(build, page)
    with started(browser, f"{address}/{page}.html") as (opened, complaints):
        states = run_all(opened)
        native = [number for number, block in enumerate(blocks, 1) if block["native"]]
        assert [n for n, state in enumerate(states, 1) if state == "native"] == native
        for number in native:
            reason = opened.locator(f'[data-live-block="{number}"] .live-reason')
            assert (reason.text_content() or "").strip()
        wrong = {}
        for number, (state, shown) in enumerate(zip(states, outputs(opened), strict=True), 1):
            if state == "native":
                continue
            said = disagreements(shown, blocks[number - 1])
            if state != "match" or said:
                wrong[number] = (state, said)
        assert not wrong
        assert opened.locator(BLOCKS).count() == len(blocks)
        assert not complaints
    record_property("live blocks", len(blocks) - len(native))
    record_property("all blocks", len(blocks))
    if native:
        record_property(f"native: {page}", len(native))


def outputs(page: Page) -> list[str]:
    """Return the text of each block's transcript."""
    return page.locator(f'{BLOCKS} > [data-role="output"]').evaluate_all(
        "all => all.map((each) => each.querySelector('pre').textContent)"
    )


def test_a_record_is_the_same_as_the_built_one(browser: Browser, address: str) -> None:
    """The live record of a block that does what the page says tells what the build's told."""
    lines = "all => all.map((each) => each.textContent)"
    summaries = f'{BLOCKS} > [data-role="record"] > summary'
    with started(browser, f"{address}/chapters/transactions.html") as (page, _):
        built = page.locator(summaries).evaluate_all(lines)
        run_all(page)
        assert page.locator(summaries).evaluate_all(lines) == built


if os.environ.get("CI"):

    def test_the_browser_has_stack_switching(browser: Browser, address: str) -> None:
        """Without it the pages with threads would be native, and the count above would not say."""
        with started(browser, f"{address}/index.html") as (page, _):
            assert page.evaluate("'Suspending' in WebAssembly")
