"""Promise: pages are written again when what they are made with has changed."""

from pathlib import Path

import book

CONF = """
import sys
sys.path.insert(0, {root!r})
extensions = ["sphinx_codeautolink", {more}]
html_title = {title!r}
"""


def titles(folder: Path, title: str, more: str) -> list[str]:
    """Build two pages with a title for all; return the title that each shows."""
    conf = CONF.format(root=str(book.ROOT), title=title, more=more)
    (folder / "conf.py").write_text(conf, encoding="utf-8")
    done = book.run("-m", "sphinx", "-q", "-W", str(folder), str(folder / "_build"))
    assert done.returncode == 0, done.stdout + done.stderr
    pages = [folder / "_build" / f"{name}.html" for name in ("index", "other")]
    texts = [page.read_text(encoding="utf-8") for page in pages]
    return [name for text in texts for name in ("Mercury", "Gemini") if name in text]


def test_a_new_configuration_reaches_all_pages(tmp_path: Path) -> None:
    """Also where sphinx-codeautolink asks what is to be written before Sphinx does."""
    (tmp_path / "index.rst").write_text("A\n=\n\n.. toctree::\n\n   other\n", encoding="utf-8")
    (tmp_path / "other.rst").write_text("B\n=\n\nText.\n", encoding="utf-8")
    more = '"extensions.outdated"'
    assert titles(tmp_path, "Mercury", more) == ["Mercury"] * 2
    assert titles(tmp_path, "Gemini", more) == ["Gemini"] * 2


def test_without_it_they_stay_as_they_were(tmp_path: Path) -> None:
    """When this fails, sphinx-codeautolink no longer asks first: drop ``extensions.outdated``."""
    (tmp_path / "index.rst").write_text("A\n=\n\n.. toctree::\n\n   other\n", encoding="utf-8")
    (tmp_path / "other.rst").write_text("B\n=\n\nText.\n", encoding="utf-8")
    assert titles(tmp_path, "Mercury", "") == ["Mercury"] * 2
    assert titles(tmp_path, "Gemini", "") == ["Mercury"] * 2
