"""Promise: the site builds without a warning, asks no other host, and no link in it is broken."""

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import tinycss2
from bs4 import BeautifulSoup

import book
from building import Build

#: Attributes whose address a browser fetches by itself, by element. A link is only followed.
FETCHED = {
    "audio": ["src"],
    "embed": ["src"],
    "feimage": ["href", "xlink:href"],
    "iframe": ["src"],
    "image": ["href", "xlink:href"],
    "img": ["src", "srcset"],
    "input": ["src"],
    "object": ["data"],
    "script": ["src"],
    "source": ["src", "srcset"],
    "track": ["src"],
    "use": ["href", "xlink:href"],
    "video": ["src", "poster"],
}
#: Relations of a ``link`` that only state something. All others make the browser fetch or connect.
STATED = frozenset({"alternate", "author", "canonical", "help", "index", "license", "next", "prev"})


@cache
def soup(path: Path) -> BeautifulSoup:
    """Return a built page, or a drawing, parsed."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def html(site: Path) -> list[Path]:
    """Return the site's pages; what lies below ``_static`` are templates and samples."""
    return [path for path in site.rglob("*.html") if path.relative_to(site).parts[0] != "_static"]


def css_addresses(css: str) -> Iterator[str]:
    """Yield the address of each ``url()`` and ``@import`` in a stylesheet."""

    def walk(tokens: list[tinycss2.ast.Node]) -> Iterator[str]:
        for token in tokens:
            if token.type == "url":
                yield token.value
            elif token.type == "function" and token.lower_name in ("url", "src", "image-set"):
                yield from (part.value for part in token.arguments if part.type == "string")
            elif token.type == "at-rule" and token.lower_at_keyword == "import":
                yield from (part.value for part in token.prelude if part.type == "string")
            for name in ("prelude", "content", "arguments"):
                yield from walk(getattr(token, name, None) or [])

    # A stylesheet's rules; the declarations of a style attribute come out as the prelude of one.
    yield from walk(tinycss2.parse_stylesheet(css, skip_comments=True))
    yield from walk(tinycss2.parse_component_value_list(css)) if "{" not in css else ()


def fetched(page: BeautifulSoup) -> Iterator[str]:
    """Yield each address that a browser fetches in order to show a page."""
    for element in page.find_all(True):
        for name in FETCHED.get(element.name, ()):
            value = str(element.get(name) or "")
            if name == "srcset":
                yield from (part.split()[0] for part in value.split(",") if part.strip())
            elif value:
                yield value
        if element.name == "link" and not STATED.issuperset(element.get("rel") or ["none"]):
            yield str(element["href"])
        if element.name == "base" or element.get("http-equiv", "").lower() == "refresh":
            yield str(element.get("href") or element.get("content"))
        if element.get("style"):
            yield from css_addresses(str(element["style"]))
        if element.name == "style":
            yield from css_addresses(element.get_text())


def is_elsewhere(address: str) -> bool:
    """Whether an address leads to a host, rather than into the site or into itself (``data:``)."""
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme in ("http", "https", "ws", "wss")


def target(site: Path, page: Path, address: str) -> Path | None:
    """Return the file of the site that an address on a page means; None if it means no file."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    path = unquote(parts.path)
    if path.startswith("/"):
        found = site / path.lstrip("/")
    else:
        found = (page.parent / path) if path else page
    return found / "index.html" if found.is_dir() else found


def broken(site: Path, page: Path) -> list[str]:
    """Return the addresses on a page that lead to no file of the site, or to no id in it."""
    wrong = []
    followed = [str(link["href"]) for link in soup(page).find_all("a", href=True)]
    for address in sorted({*followed, *fetched(soup(page))}):
        file = target(site, page, address)
        if file is None:
            continue
        fragment = unquote(urlsplit(address).fragment)
        if not file.exists() or (
            fragment and file.suffix == ".html" and not soup(file).find(id=fragment)
        ):
            wrong.append(address)
    return wrong


def test_the_build_is_clean(build: Build) -> None:
    """``sphinx-build -n -W`` succeeds: there is no warning, and no name that is not found."""
    assert build.returncode == 0, build.output
    assert "WARNING" not in build.output
    assert len(html(build.site)) > len(book.pages())


@pytest.mark.filterwarnings("ignore::bs4.XMLParsedAsHTMLWarning")
def test_pages_ask_no_other_host(build: Build) -> None:
    """Nothing that a page needs comes from another host; links may lead there."""
    asked = [
        f"{path.relative_to(build.site)}: {address}"
        for path in [*html(build.site), *build.site.rglob("*.svg")]
        for address in fetched(soup(path))
        if is_elsewhere(address)
    ]
    assert not asked, "\n".join(asked)


def test_stylesheets_ask_no_other_host(build: Build) -> None:
    """No stylesheet imports another host's, or takes a font or picture from there."""
    asked, missing = [], []
    for path in build.site.rglob("*.css"):
        for address in set(css_addresses(path.read_text(encoding="utf-8"))):
            where = f"{path.relative_to(build.site)}: {address}"
            file = target(build.site, path, address)
            if is_elsewhere(address):
                asked.append(where)
            elif file is not None and not file.exists():
                missing.append(where)
    assert not asked, "\n".join(asked)
    assert not missing, "\n".join(missing)


def test_links_and_anchors_resolve(build: Build) -> None:
    """Every internal link leads to a page, and every anchor to an element of it."""
    wrong = [
        f"{page.relative_to(build.site)}: {address}"
        for page in html(build.site)
        for address in broken(build.site, page)
    ]
    assert not wrong, "\n".join(wrong)


def test_ids_are_unique(build: Build) -> None:
    """No page has an id twice: a link to it would lead to the first only."""
    for page in html(build.site):
        ids = [str(element["id"]) for element in soup(page).find_all(id=True)]
        twice = {name for name in ids if ids.count(name) > 1}
        assert not twice, f"{page.relative_to(build.site)}: {sorted(twice)}"


def test_pages_do_not_name_the_machine(build: Build) -> None:
    """No page holds a path of the computer that built it."""
    # With a slash, since a URL may have a user of the same name: //root@127.0.0.1.
    machine = [str(book.ROOT), str(build.site), f"{Path.home()}/", sys.prefix]
    for path in build.site.rglob("*"):
        if path.suffix in (".html", ".js", ".css", ".txt", ".svg", ".xml"):
            text = path.read_text(encoding="utf-8")
            found = [name for name in machine if name in text]
            assert not found, f"{path.relative_to(build.site)}: {found}"


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ('<script src="https://cdn.example/x.js"></script>', "https://cdn.example/x.js"),
        ('<link rel="stylesheet" href="//cdn.example/x.css">', "//cdn.example/x.css"),
        ('<link rel="preconnect" href="https://cdn.example">', "https://cdn.example"),
        ('<img srcset="a.png 1x, https://cdn.example/b.png 2x">', "https://cdn.example/b.png"),
        ('<p style="background: url(http://cdn.example/c.png)">', "http://cdn.example/c.png"),
        ('<style>@import "https://cdn.example/d.css";</style>', "https://cdn.example/d.css"),
        ("<style>@media print { p { background: url('//e.example') } }</style>", "//e.example"),
        ('<svg><image xlink:href="https://f.example/f.png"/></svg>', "https://f.example/f.png"),
    ],
)
def test_requests_are_recognised(source: str, address: str) -> None:
    """The tests above would see a request to another host in any of its forms."""
    asked = [each for each in fetched(BeautifulSoup(source, "html.parser")) if is_elsewhere(each)]
    assert asked == [address]


def test_broken_links_are_recognised(tmp_path: Path) -> None:
    """The test above would see a link to no file, and one to no id."""
    (tmp_path / "there.html").write_text('<p id="here">', "utf-8")
    page = tmp_path / "page.html"
    good = '<a href="there.html#here"></a><a href="#top"></a><p id="top"><a href="/there.html"></a>'
    bad = '<a href="gone.html"></a><a href="there.html#gone"></a><img src="gone.png">'
    page.write_text(good + bad, "utf-8")
    assert broken(tmp_path, page) == ["gone.html", "gone.png", "there.html#gone"]
