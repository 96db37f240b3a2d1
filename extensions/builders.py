"""Tells the site from the book's other forms: Sphinx calls the format of all of them "html"."""

from sphinx.builders import Builder


def is_site(builder: Builder) -> bool:
    """Whether pages are built that a browser shows, with scripts and all that they fetch.

    :param builder: for example the one that makes the EPUB, where nothing runs.
    """
    return builder.name in ("html", "dirhtml")
