"""Drawings that take the page's colours: an SVG file of ``_static/``, put into the page itself.

An SVG that an ``<img>`` loads cannot see the page: neither its font nor whether it is light or
dark. So HTML pages get the drawing's own elements, and every other builder an ordinary image::

    .. drawing:: life-of-a-transaction.svg
       :alt: What the picture says, for those who do not see it.

       An optional caption.
"""

import re
from pathlib import Path
from typing import ClassVar
from xml.etree import ElementTree

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

SVG = "http://www.w3.org/2000/svg"


class drawing(nodes.image):
    """An image, to every writer but the HTML one."""


class Drawing(SphinxDirective):
    """``.. drawing:: NAME.svg`` with ``:alt:``, perhaps ``:name:``, and a caption as content."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar = {"alt": directives.unchanged_required, "name": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Return a figure that holds the drawing; complain when it, or its alt text, is missing."""
        name = self.arguments[0]
        alt = " ".join(self.options.get("alt", "").split())
        if not alt:
            raise self.error(f"The drawing {name} needs an :alt: that says what the picture says.")
        relative, absolute = self.env.relfn2path(f"/_static/{name}")
        self.env.note_dependency(relative)
        try:
            root = ElementTree.fromstring(Path(absolute).read_bytes())  # noqa: S314 (our own file)
        except OSError:
            raise self.error(f"There is no drawing {name} in _static/.") from None
        except ElementTree.ParseError as error:
            raise self.error(f"The drawing {name} is not well-formed: {error}.") from None
        if root.tag != f"{{{SVG}}}svg":
            raise self.error(f"The drawing {name} is not an SVG file.")

        image = drawing(uri=f"/_static/{name}", alt=alt, file=absolute)
        # Two drawings of one page may use the same ids: each gets a prefix of its own.
        image["prefix"] = f"drawing-{self.env.new_serialno('drawing')}-"
        figure = nodes.figure("", image, classes=["drawing"])
        self.set_source_info(figure)
        self.set_source_info(image)
        self.add_name(figure)
        caption, *legend = self.parse_content_to_nodes() or [None]
        if caption is not None:
            figure += nodes.caption("", "", *caption.children)
        if legend:
            figure += nodes.legend("", *legend)
        return [figure]


def inline(svg: bytes, prefix: str, alt: str) -> str:
    """Return an SVG file as an element for an HTML page.

    :param svg: the file's content.
    :param prefix: what is put before each id, and before each reference to one.
    :param alt: what the picture says, in words.
    """
    root = ElementTree.fromstring(svg)  # noqa: S314 (our own file)
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
        for key, value in element.attrib.items():
            if key == "id":
                value = prefix + value
            elif key == "href":
                value = re.sub("^#", f"#{prefix}", value)
            else:
                value = value.replace("url(#", f"url(#{prefix}")
            element.set(key, value)
    root.attrib.update({"xmlns": SVG, "role": "img", "aria-label": alt})
    return ElementTree.tostring(root, encoding="unicode")


def visit_drawing(translator: HTML5Translator, node: drawing) -> None:
    """Put the drawing's elements into the page; an EPUB must be told of those, and has pictures."""
    if translator.builder.name == "epub":
        translator.visit_image(node)
        return
    translator.body.append(inline(Path(node["file"]).read_bytes(), node["prefix"], node["alt"]))
    raise nodes.SkipNode


def depart_drawing(translator: HTML5Translator, node: drawing) -> None:
    """Close the picture."""
    translator.depart_image(node)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive and its node."""
    app.add_node(drawing, html=(visit_drawing, depart_drawing))
    app.add_directive("drawing", Drawing)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
