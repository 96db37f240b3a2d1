"""Promise: the theme's icons stand in the pages, and no script has to draw them."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from building import Build
from extensions.icons import with_icons


def test_an_icon_is_drawn() -> None:
    """With its other classes and attributes; whoever hears the page does not hear of it."""
    html = with_icons('a <i class="me-1 fa-solid fa-bars fa-lg" title="Menu"></i> b')
    assert html.startswith('a <svg class="svg-inline--fa me-1 fa-bars fa-lg" title="Menu"')
    assert html.endswith("</svg> b")
    (drawn,) = BeautifulSoup(html, "html.parser").find_all("svg")
    assert drawn["aria-hidden"] == "true"
    assert drawn["viewbox"] == "0 0 448 512"
    assert drawn.path["d"].startswith("M")


def test_a_span_is_drawn_too() -> None:
    """The theme has both; for a span, a browser would fetch the whole font."""
    spans, others = (with_icons(f'<{e} class="fa-solid fa-list"></{e}>') for e in ("span", "i"))
    assert spans == others
    assert spans.startswith("<svg")


@pytest.mark.parametrize(
    ("classes", "same"),
    [
        ("fas fa-download", "fa-solid fa-download"),  # the family's old name
        ("fa fa-home", "fa-solid fa-house"),  # the icon's
        ("fab fa-github", "fa-brands fa-github"),
    ],
)
def test_old_names_are_known(classes: str, same: str) -> None:
    """Templates of several ages use them."""
    paths = [
        BeautifulSoup(with_icons(f'<i class="{each}"></i>'), "html.parser").path["d"]
        for each in (classes, same)
    ]
    assert paths[0] == paths[1]


def test_families_are_told_apart() -> None:
    """A name may be in several of them."""
    solid, regular = (with_icons(f'<i class="{f} fa-file"></i>') for f in ("fas", "far"))
    assert solid != regular


def test_an_unknown_icon_is_an_error_that_names_it() -> None:
    """Not a gap in the page."""
    with pytest.raises(LookupError, match="fa-nothing-at-all"):
        with_icons('<i class="fas fa-nothing-at-all"></i>')


def test_other_elements_are_left_alone() -> None:
    """Emphasis, and what only sounds like an icon."""
    html = '<i class="track-on-dot"></i><i class="fable">x</i><i>fa-bars</i>'
    assert with_icons(html) == html


def test_no_page_needs_the_script(build: Build) -> None:
    """Its 1.56 MB are not on the site, and no icon waits for it."""
    scripts = {path.name for path in Path(build.site, "_static/scripts").iterdir()}
    assert scripts & {"fontawesome.js", "fontawesome.js.map"} == set()
    assert "fontawesome.js.LICENSE.txt" in scripts  # the drawings are in the pages
    # The theme's own templates lie among its files.
    pages = [page for page in build.site.rglob("*.html") if "-macros" not in page.name]
    assert len(pages) > 30
    for page in pages:
        html = page.read_text(encoding="utf-8")
        assert "fontawesome.js" not in html, page
        assert '<i class="fa' not in html, page
        assert '<span class="fa' not in html, page
    assert "svg-inline--fa" in (build.site / "index.html").read_text(encoding="utf-8")
