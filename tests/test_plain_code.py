"""Promise: code is marked where a mark is seen, and nowhere else."""

import re

import pytest
from bs4 import BeautifulSoup

import book
from building import Build
from extensions.plain_code import PLAIN, without_plain_spans


def test_what_has_the_colour_of_the_text_has_no_span() -> None:
    """Links and what has a colour stay."""
    html = (
        '<span class="gp">&gt;&gt;&gt; </span><a href="x"><span class="n">f</span></a>'
        '<span class="p">(</span><span class="mi">1</span><span class="p">)</span>'
    )
    plain = '<span class="gp">&gt;&gt;&gt; </span><a href="x">f</a>(<span class="mi">1</span>)'
    assert without_plain_spans(html) == plain
    assert without_plain_spans(plain) == plain


@pytest.mark.parametrize("name", PLAIN)
def test_the_styles_give_them_no_look_of_their_own(name: str) -> None:
    """They stand in the one rule with the colour of the text, and in no other."""
    rules = re.findall(r"([^{}]*)\{([^{}]*)\}", (book.ROOT / "_static/code.css").read_text())
    known = re.compile(rf"\.{name}(?![\w-])")
    said = [" ".join(body.split()) for selector, body in rules if known.search(selector)]
    assert said == ["color: var(--code-text); font-weight: 400;"]
    others = [path for path in (book.ROOT / "_static").glob("*.css") if path.name != "code.css"]
    assert not [path for path in others if re.search(rf"code \.{name}(?![\w-])", path.read_text())]


def test_the_pages_have_none_and_keep_their_links(build: Build) -> None:
    """The names in code still lead to the reference."""
    soup = BeautifulSoup((build.site / "chapters/transactions.html").read_bytes(), "html.parser")
    assert not soup.select(", ".join(f"pre span.{name}" for name in PLAIN))
    assert soup.select("pre span.gp")
    assert len(soup.select("pre a.sphinx-codeautolink-a")) > 100
