"""Sphinx's configuration."""

import os
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

project = "The SQLAlchemy Session"
author = "The authors of the book"
project_copyright = "2026, the authors of the book"
release = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))["project"]["version"]
version = release

extensions = [
    "extensions.conditions",
    "extensions.console",
    "extensions.drawings",
    "extensions.editions",
    "extensions.exercise_progress",
    "extensions.exercises",
    "extensions.flight",
    "extensions.icons",
    "extensions.late",
    "extensions.live",
    "extensions.offline",
    "extensions.outdated",
    "extensions.plain_code",
    "extensions.policy",
    "extensions.reference",
    "extensions.search",
    "extensions.stylesheet",
    "extensions.takeaway",
    "extensions.teaching",
    "notfound.extension",
    "sphinx.ext.intersphinx",
    "sphinx_codeautolink",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinxext.opengraph",
]
exclude_patterns = ["_build", ".*", "node_modules", "[A-Z]*.rst", "tests"]
nitpicky = True
highlight_language = "python"
trim_doctest_flags = True

# Names in code and prose lead to the reference. The inventories lie in the repository, so that a
# build needs no network; a name that is missing there is added there, by hand.
intersphinx_mapping = {
    "python": ("https://docs.python.org/3/", str(HERE / "extensions/inventories/python.txt")),
    "sqlalchemy": (
        "https://docs.sqlalchemy.org/en/21/",
        str(HERE / "extensions/inventories/sqlalchemy.txt"),
    ),
}
# A page is one program: its blocks share their names.
codeautolink_concat_default = True
codeautolink_warn_on_missing_inventory = False
# A chain of calls over several lines has prompts between its names: those stay without a link.
suppress_warnings = ["codeautolink.match_name"]

# A line of dots alone ends a block, and is copied as the empty line that ends it at a prompt.
copybutton_prompt_text = r">>> |\.\.\. |\.\.\.$|\$ "
copybutton_prompt_is_regexp = True

# What the examples import, carried into the reader's browser: the book's own, and packages.
live_modules = ["astronauts.py", "recipes", "chapters"]
live_packages = [
    *("aiosqlite", "flask", "werkzeug", "jinja2", "markupsafe", "click", "itsdangerous", "blinker"),
]
live_first = "chapters/first.txt"

# From where a page may take what it imports, when a reader takes it away.
takeaway_rooms = ["astronauts.py", "recipes", "chapters", "recorder", "exercises"]

# Where the site will stand; the hosts that build it say so. Without it all links are relative.
html_baseurl = os.environ.get("SITE_URL") or os.environ.get("READTHEDOCS_CANONICAL_URL", "")
notfound_urls_prefix = urlsplit(html_baseurl).path or "/"
ogp_site_url = html_baseurl
# Only an absolute address is of use to those who show the card.
ogp_image = "_static/social-card.png" if html_baseurl else None
ogp_image_alt = "The SQLAlchemy Session: a tutorial in which every example runs"
ogp_social_cards = {"enable": False}

html_theme = "sphinx_book_theme"
html_title = project
html_favicon = "_static/favicon.svg"
html_static_path = ["_static"]
templates_path = ["_templates"]
template_bridge = "extensions.icons.Templates"
html_sidebars = {"**": ["masthead.html", "sbt-sidebar-nav.html"]}
html_css_files = ["book.css", "code.css", "flight.css", "search.css", "print.css"]
html_js_files = [
    ("copy.js", {"defer": "defer"}),
    ("flight.js", {"type": "module"}),
    ("search.js", {"defer": "defer"}),
]
html_sourcelink_suffix = ""
html_context = {"default_mode": "auto"}
html_theme_options = {
    "article_header_end": "article-header-buttons.html",
    "home_page_in_toc": True,
    "logo": {
        "alt_text": "The SQLAlchemy Session, home",
        "image_light": "_static/logo.svg",
        "image_dark": "_static/logo.svg",
        "text": project,
    },
    "navbar_persistent": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "github-dark",
    "show_toc_level": 2,
    "use_download_button": True,
}

# The book as an EPUB. The day is that of the release: the same pages give the same
# bytes on any day.
edition_date = "2026-11-21"
epub_basename = "session-book"
epub_contributor = author
epub_cover = ("_static/cover.png", "epub-cover.html")
epub_description = "A tutorial on the ORM Session of SQLAlchemy, in which every example runs"
epub_identifier = "urn:uuid:deece3a8-7739-5f1c-9d48-60330298acf0"
epub_scheme = "UUID"
epub_show_urls = "no"
epub_tocdepth = 2
epub_tocdup = False
epub_uid = "book"
epub_use_index = False
