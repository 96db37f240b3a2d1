"""Promise: pages are written again when what they are made with has changed."""

import shutil
from pathlib import Path

import book
from building import sphinx

CONF = """
import sys
sys.path.insert(0, {root!r})
extensions = ["sphinx_codeautolink", {more}]
html_title = {title!r}
"""


def write_pages(folder: Path) -> None:
    """Write two pages."""
    (folder / "index.rst").write_text("A\n=\n\n.. toctree::\n\n   other\n", encoding="utf-8")
    (folder / "other.rst").write_text("B\n=\n\nText.\n", encoding="utf-8")


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
    write_pages(tmp_path)
    more = '"extensions.outdated"'
    assert titles(tmp_path, "Mercury", more) == ["Mercury"] * 2
    assert titles(tmp_path, "Gemini", more) == ["Gemini"] * 2


def test_without_it_they_stay_as_they_were(tmp_path: Path) -> None:
    """When this fails, sphinx-codeautolink no longer asks first: drop ``extensions.outdated``."""
    write_pages(tmp_path)
    assert titles(tmp_path, "Mercury", "") == ["Mercury"] * 2
    assert titles(tmp_path, "Gemini", "") == ["Mercury"] * 2


def test_a_changed_stylesheet_or_script_reaches_all_pages(tmp_path: Path) -> None:
    """They name it by its content. When nothing has changed, they stay as they are."""
    source, static = tmp_path / "source", tmp_path / "static"
    source.mkdir()
    write_pages(source)
    shutil.copytree(book.ROOT / "_static", static, ignore=shutil.ignore_patterns("live"))

    def page() -> tuple[str, int]:
        options = ("-D", "live=0", "-D", f"html_static_path={static}")
        build = sphinx(source, tmp_path, "-b", "html", *options)
        assert build.returncode == 0, build.output
        other = build.site / "other.html"
        return other.read_text(encoding="utf-8"), other.stat().st_mtime_ns

    before = page()
    assert page() == before
    for name in ("flight.css", "flight.js"):
        with (static / name).open("a", encoding="utf-8") as file:
            file.write("/* changed */\n")
        after = page()
        assert after[0] != before[0], name
        before = after
