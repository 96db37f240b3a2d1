"""Promise: code can be read in both themes: each colour of each kind of word, wherever it stands.

axe sees the words that happen to be on a page; here every kind is put there. The measure is WCAG's
(1.4.3): 4.5 to 1 against what lies behind.
"""

import json

import pytest
from playwright.sync_api import Browser, Page, expect
from pygments.token import STANDARD_TYPES

from browser.live import edit, started
from browser.test_look import DESKTOP

INDEX = "index.html"
ENOUGH = 4.5
#: The names of Pygments' classes; without one, a word has the colour of its block.
CLASSES = sorted(set(STANDARD_TYPES.values()) - {""})
#: Where words of code stand: in a block, in a record.
PLACES = [".live-block .highlight pre", ".flight-steps code"]

#: The contrast of an element's text against what is painted behind it, layer upon layer.
MEASURE = """
const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
const parsed = (colour) => {
  paint.clearRect(0, 0, 1, 1);
  paint.fillStyle = colour;
  paint.fillRect(0, 0, 1, 1);
  const [r, g, b, alpha] = paint.getImageData(0, 0, 1, 1).data;
  return [r, g, b, alpha / 255];
};
const over = (top, below) => top.slice(0, 3).map((c, i) => c * top[3] + below[i] * (1 - top[3]));
const light = (rgb) => {
  const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const [r, g, b] = rgb.map((c) => linear(c / 255));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const behind = (element) => {
  const layers = [];
  for (let each = element; each; each = each.parentElement) {
    const layer = parsed(getComputedStyle(each).backgroundColor);
    layers.push(layer);
    if (layer[3] === 1) break;
  }
  return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
};
const contrast = (element) => {
  const ground = behind(element);
  const ink = over(parsed(getComputedStyle(element).color), ground);
  const [dark, bright] = [light(ink), light(ground)].sort((one, other) => one - other);
  return (bright + 0.05) / (dark + 0.05);
};
"""
#: Puts a word of each kind into a place, and measures it there, and once more in a marked line.
EACH_KIND = (
    "([place, kinds]) => {"
    + MEASURE
    + """
  const pre = document.querySelector(place);
  return kinds.flatMap((kind) => [false, true].map((marked) => {
    const line = document.createElement("span");
    line.className = marked ? "hll" : "";
    line.innerHTML = `<span class="${kind}">word</span>`;
    pre.append(line);
    const rate = contrast(line.firstChild);
    line.remove();
    return [kind + (marked ? " in a marked line" : ""), rate];
  }));
}"""
)
#: Measures each piece of an editor's text.
EACH_PIECE = (
    "() => {"
    + MEASURE
    + """
  const pieces = [...document.querySelectorAll(".cm-content span, .cm-content .cm-line")];
  return pieces.map((piece) => [piece.textContent, contrast(piece)]);
}"""
)
#: Every kind of word that Python's grammar has for an editor.
ALL_PYTHON = '''\
# a comment
@decorated
class Crew(list, metaclass=type):
    """Words."""
    async def of(self, *names: str, size=0x1F) -> "Crew":
        await None; x = [1.5e3, True, not f"{size!r:>4}", rb"\\\\n", lambda y: y ** 2]
        return self if x is not ... else del_(x)
'''


def weak(rates: list[tuple[str, float]]) -> list[str]:
    """Return what is too hard to read, with how it was rated."""
    return [f"{name}: {rate:.2f}" for name, rate in rates if rate < ENOUGH]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_kind_of_word_can_be_read(scheme: str, browser: Browser, address: str) -> None:
    """In a block, in a record, and in an editor with the whole of Python's grammar."""
    settings = {"viewport": DESKTOP, "color_scheme": scheme, "reduced_motion": "reduce"}
    with started(browser, f"{address}/{INDEX}", **settings) as (page, complaints):
        for place in PLACES:
            rates = page.evaluate(EACH_KIND, [place, CLASSES])
            assert len(rates) == 2 * len(CLASSES)
            assert not weak(rates), place
        edit(page, 1, ALL_PYTHON)
        content = page.locator(".cm-content").first
        expect(content).to_contain_text("del_")
        pieces = page.evaluate(EACH_PIECE)
        assert len({text for text, _ in pieces}) > 20, json.dumps(pieces)
        assert not weak(pieces)
        assert not complaints


def test_the_measure_itself(browser: Browser) -> None:
    """Black on white has 21, a grey that WCAG's authors name 4.5; half a layer counts for half."""
    page = browser.new_page()
    rates = [
        rated(page, "color: #000"),
        rated(page, "color: #767676"),
        rated(page, "color: #fff; background: #000"),
        rated(page, "color: rgb(0 0 0 / 0.5)"),
    ]
    page.close()
    assert [round(rate, 1) for rate in rates] == [21, 4.5, 21, 4.0]


def rated(page: Page, style: str) -> float:
    """Return the contrast of a paragraph of this style on a white page."""
    page.set_content(f'<p style="{style}">word</p>')
    rate: float = page.evaluate(
        "() => {" + MEASURE + "return contrast(document.querySelector('p')) }"
    )
    return rate
