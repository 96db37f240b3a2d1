"""The whole book in one piece: an EPUB, which leaves out what only the site needs."""

import re
import zipfile
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.epub3 import Epub3Builder
from sphinx.util.osutil import copyfile
from sphinx.util.typing import ExtensionMetadata

from extensions.paper import as_in_a_book

#: A variable of the site's stylesheets, and what a drawing has in its place without them.
_VARIABLE = re.compile(r"var\(--[\w-]+, ([^()]+)\)")


class EpubBuilder(Epub3Builder):
    """The book as an EPUB; the same bytes in each build."""

    #: The one stylesheet, a file of ``_static``.
    style = "epub.css"

    def init(self) -> None:
        """Tell the pages by a tag, for ``.. only:: not edition``."""
        self.tags.add("edition")
        # The templates of the site's pages build on the theme's.
        self.config.templates_path = []
        super().init()

    def init_css_files(self) -> None:
        """Add the one stylesheet; no page adds another."""
        self._css_files: list[Any] = []
        super().add_css_file(self.style)

    def add_css_file(self, filename: str, **attributes: Any) -> None:
        """Leave it out."""

    def add_js_file(self, filename: str, **attributes: Any) -> None:
        """Leave it out."""

    def pages(self) -> list[str]:
        """Return the pages in the order of the book; those that no contents name are not in it."""
        root = self.config.root_doc
        return [root, *(name for _, names in self.parts() for name in names)]

    def parts(self) -> list[tuple[str, list[str]]]:
        """Return the title and the pages of each part."""
        root = self.env.get_doctree(self.config.root_doc)
        trees = root.findall(addnodes.toctree)
        return [(tree["caption"] or "", tree["includefiles"]) for tree in trees]

    def write_documents(self, docnames: Any) -> None:
        """Write what is in the book."""
        super().write_documents(set(docnames) & set(self.pages()))

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Put the solutions last, as a book does."""
        as_in_a_book(doctree)
        super().write_doc(docname, doctree)

    def gen_pages_from_extensions(self) -> None:
        """Leave them out: the site's 404."""

    def copy_static_files(self) -> None:
        """Copy the stylesheet and the cover alone."""
        folder = Path(self.outdir, "_static")
        folder.mkdir(parents=True, exist_ok=True)
        copyfile(self.confdir / "_static" / self.style, folder / self.style, force=True)
        cover = self.config.epub_cover[0]
        copyfile(self.confdir / cover, Path(self.outdir, cover), force=True)

    def copy_image_files(self) -> None:
        """Give the drawings their colours: a picture in an EPUB does not see the page's."""
        super().copy_image_files()
        for drawing in Path(self.outdir, self.imagedir).glob("*.svg"):
            drawn = _VARIABLE.sub(r"\1", drawing.read_text(encoding="utf-8"))
            drawing.write_text(drawn, encoding="utf-8")

    def content_metadata(self) -> dict[str, Any]:
        """Date the book by its release, not by the clock."""
        return {**super().content_metadata(), "date": f"{self.config.edition_date}T00:00:00Z"}

    def toc_metadata(self, level: int, navpoints: Any) -> dict[str, Any]:
        """Name the book as everywhere else in it."""
        metadata = super().toc_metadata(level, navpoints)
        return {**metadata, "uid": self.config.epub_identifier}

    def build_epub(self) -> None:
        """Pack the files, dated 1980 as all entries are; the one that says what it is comes first.

        Written by hand because Sphinx writes the files' own dates.
        """
        first = ["mimetype", "META-INF/container.xml", "content.opf", "toc.ncx"]
        target = Path(self.outdir, f"{self.config.epub_basename}.epub")
        with zipfile.ZipFile(target, "w") as archive:
            for name in [*first, *self.files]:
                packed = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
                content = Path(self.outdir, name).read_bytes()
                archive.writestr(zipfile.ZipInfo(name), content, packed)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the builder and the setting."""
    app.add_config_value("edition_date", "1980-01-01", "", types=str)
    app.add_builder(EpubBuilder, override=True)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
