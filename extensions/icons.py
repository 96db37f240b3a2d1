"""Draws the theme's icons into the pages, in place of a script and a font in the browser.

The script has 1.56 MB, nearly all of it drawings, of which a page shows about ten, and the font 115
kB for two of them. They are taken from the script: Font Awesome Free,
https://fontawesome.com/license/free (CC BY 4.0).
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pydata_sphinx_theme
from sphinx.application import Sphinx
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.util.typing import ExtensionMetadata

_STATIC = Path(pydata_sphinx_theme.__file__).parent / "theme/pydata_sphinx_theme/static"
_SCRIPT = "scripts/fontawesome.js"
#: An icon as templates write it: its classes, and what else is said of it.
_ICON = re.compile(r'<(i|span) class="([^"]*\bfa[bsr-][^"]*)"([^>]*)></\1>')
#: The families, in the order of the script, and their old names.
_FAMILIES = {"fab": "fa-brands", "far": "fa-regular", "fas": "fa-solid"}
#: A drawing in the script: its name, width, height, other names, and its path.
_DRAWN = re.compile(r'"?([a-z0-9-]+)"?:\[(\d+),(\d+),\[([^\]]*)\],"[0-9a-f]+","([^"]+)"\]')


class Templates(BuiltinTemplateLoader):
    """Sphinx's templates, with the icons drawn; ``template_bridge`` in ``conf.py`` names it."""

    def render(self, template: str, context: dict[str, Any]) -> str:
        """Return a template's text."""
        return with_icons(super().render(template, context))


def with_icons(html: str) -> str:
    """Return a page with each icon drawn.

    :raises LookupError: when the theme has no drawing of an icon; names it.
    """
    return _ICON.sub(_drawn, html)


def _drawn(found: re.Match[str]) -> str:
    _, said, rest = found.groups()
    families = {_FAMILIES.get(each, each) for each in said.split()} & set(_FAMILIES.values())
    drawings = _drawings()[next(iter(families), "fa-solid")]
    kept = [each for each in said.split() if each not in {*_FAMILIES, *families}]
    named = [each for each in kept if each.removeprefix("fa-") in drawings]
    if not named:
        raise LookupError(f"the theme has no icon {said!r}")
    width, height, path = drawings[named[0].removeprefix("fa-")]
    hidden = "" if "aria-" in rest else ' aria-hidden="true"'
    return (
        f'<svg class="svg-inline--fa {" ".join(kept)}"{rest}{hidden}'
        f' viewBox="0 0 {width} {height}"><path fill="currentColor" d="{path}"/></svg>'
    )


@cache
def _drawings() -> dict[str, dict[str, tuple[str, str, str]]]:
    """Return by family and name: width, height and path."""
    rest = (_STATIC / _SCRIPT).read_text(encoding="utf-8")
    found = {}
    for short, family in _FAMILIES.items():
        # The script hands a family's drawings over when all of them have been listed.
        part, _, rest = rest.partition(f'("{short}"')
        found[family] = {
            name: (width, height, path)
            for first, width, height, others, path in _DRAWN.findall(part)
            for name in [first, *re.findall(r'"([a-z0-9-]+)"', others)]
        }
    return found


def leave_out(app: Sphinx, exception: Exception | None) -> None:
    """Take the script from the site, into which the theme has copied it."""
    for name in (_SCRIPT, f"{_SCRIPT}.map"):
        Path(app.outdir, "_static", name).unlink(missing_ok=True)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Leave the script out when the site is done; ``conf.py`` names :class:`Templates`."""
    # Before extensions.offline lists the files.
    app.connect("build-finished", leave_out, priority=400)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
