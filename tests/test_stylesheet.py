"""Promise: a page asks for one stylesheet, which has in it what it would ask for otherwise."""

import re
import zlib
from pathlib import Path

import pydata_sphinx_theme
import pytest
import soupsieve
from bs4 import BeautifulSoup

import book
from building import Build
from extensions.stylesheet import THEME, flat


def linked(page: Path) -> list[str]:
    """Return the stylesheets that a page asks for."""
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    return [str(each["href"]) for each in soup.select("link[rel=stylesheet]")]


def test_each_page_has_one_and_it_is_named_by_its_content(build: Build) -> None:
    """So a browser may keep it for ever."""
    for page in build.site.rglob("*.html"):
        if page.parent.name in ("present", "static") or "-macros" in page.name:
            continue
        (name,) = linked(page)
        file = build.site / "_static" / name.rpartition("/")[2]
        assert file.name == f"book-{zlib.crc32(file.read_bytes()):08x}.css", page


def test_its_parts_stand_in_the_order_of_the_theme_and_the_book(build: Build) -> None:
    """What comes later may change what came before."""
    text = (build.site / "_static" / Path(linked(build.site / "index.html")[0]).name).read_text()
    names = re.search(r"html_css_files = \[(.+)\]", book.read("conf.py"))[1]
    own = [f"_static/{name}" for name in re.findall(r'"(.+?)"', names)]
    assert len(own) > 3
    names = [*THEME, "_static/pygments.css", "_static/styles/sphinx-book-theme.css", *own]
    places = [text.index(flat(build.site, name)) for name in names]
    assert places == sorted(places)


def test_a_page_may_have_a_style_of_its_own(build: Build) -> None:
    """The cheat sheet's is in no other page's."""
    rule = "section.cheat-sheet"
    found = {}
    for page in build.site.rglob("chapters/*.html"):
        found[page.stem] = rule in (build.site / "_static" / Path(linked(page)[0]).name).read_text()
    assert [name for name, has in found.items() if has] == ["cheat-sheet"]


def test_addresses_lead_to_where_they_led(tmp_path: Path) -> None:
    """Of files, and of what is imported; what is no address of a file stays."""
    (tmp_path / "_static/deep").mkdir(parents=True)
    (tmp_path / "_static/first.css").write_text("a { background: url('pictures/a.svg') }")
    (tmp_path / "_static/deep/all.css").write_text(
        '@charset "UTF-8";@import "../first.css";\n'
        "b { src: url(../fonts/b.woff2) }\nc { background: url(data:image/png;base64,AA==) }\n"
        'd { background: url("#drawn") }'
    )
    assert flat(tmp_path, "_static/deep/all.css") == (
        'a { background: url("pictures/a.svg") }\n'
        'b { src: url("fonts/b.woff2") }\nc { background: url(data:image/png;base64,AA==) }\n'
        'd { background: url("#drawn") }'
    )


def test_no_rule_is_for_whatever_comes_after_a_tag(build: Build) -> None:
    """The browser would style a section anew for each button that a script puts into it."""
    sheets = list((build.site / "_static").glob("book-*.css"))
    assert sheets
    after_tag = re.compile(r"(?<![\w.#:-])[a-z][a-z0-9]*\s*[+~]\s*(\*|:(?!where\()|\[)")
    for sheet in sheets:
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
        selectors = re.findall(r"[^{};,]+(?=[{,])", text)
        assert len(selectors) > 5000, sheet.name
        assert "legend+:where(label)" in text, sheet.name
        assert [each for each in selectors if after_tag.search(each)] == [], sheet.name
    assert after_tag.search("legend+*")
    assert after_tag.search("details summary ~ [open]")


@pytest.mark.parametrize(
    ("after", "named"),
    [
        ("legend + *", "label"),
        ("details.sd-dropdown > summary ~ *", ".sd-summary-content"),
    ],
)
def test_what_comes_after_such_a_tag_is_what_its_rule_names(
    build: Build, after: str, named: str
) -> None:
    """So the narrowed rule is for all that the wide one was for, and nothing looks otherwise."""
    found = 0
    for page in build.site.rglob("*.html"):
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        for each in soup.select(after):
            assert soupsieve.match(named, each), f"{page.name}: {each}"
            found += 1
    assert found


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    """It names the file."""
    with pytest.raises(FileNotFoundError, match=r"none\.css"):
        flat(tmp_path, "_static/none.css")


def test_the_themes_layout_names_what_is_taken_for_it() -> None:
    """The book's own layout leaves its lines out; a new theme may have others."""
    folder = Path(pydata_sphinx_theme.__file__).parent
    macros = next(folder.rglob("webpack-macros.html")).read_text(encoding="utf-8")
    head = macros.partition("macro head_pre_assets")[2].partition("endmacro")[0]
    assert tuple(re.findall(r"pathto\('(.+?)'", head)) == THEME


def test_no_style_asks_the_whole_page_what_is_in_it() -> None:
    """Such a rule is looked at again at each change of the page, and restyles all of it."""
    asks = re.compile(r"(?:^|[\s,])(?:html|body|\.bd-[\w-]+)(?:\[[^\]]*\])*:has\(")
    for path in (book.ROOT / "_static").glob("*.css"):
        assert not asks.findall(path.read_text(encoding="utf-8")), path.name
    assert asks.search("body:has(.a) b")
    assert asks.search(".bd-main .bd-content:has(section) p")
