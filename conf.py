"""Sphinx's configuration."""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

project = "The SQLAlchemy Session"
author = "The authors of the book"
project_copyright = "2026, the authors of the book"
release = "0.1.0"

extensions = [
    "extensions.drawings",
    "extensions.reference",
    "notfound.extension",
    "pytest_doctestplus.sphinx.doctestplus",
    "sphinx.ext.intersphinx",
    "sphinx_codeautolink",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinxext.opengraph",
]
exclude_patterns = ["_build", ".*", "node_modules", "README.rst", "CONTRIBUTING.rst", "tests"]
nitpicky = True
highlight_language = "python"
trim_doctest_flags = True

# Names in code and prose lead to SQLAlchemy's reference. The inventory lies in the repository, so
# that a build needs no network; a name that is missing there is added there, by hand.
intersphinx_mapping = {
    "sqlalchemy": (
        "https://docs.sqlalchemy.org/en/21/",
        str(HERE / "extensions/inventories/sqlalchemy.txt"),
    ),
}
# A page is one program: its blocks share their names.
codeautolink_concat_default = True
codeautolink_custom_blocks = {"pycon": "extensions.reference.clean"}
codeautolink_warn_on_missing_inventory = False

copybutton_prompt_text = r">>> |\.\.\. "
copybutton_prompt_is_regexp = True

# Where the site will stand; the hosts that build it say so. Without it all links are relative.
html_baseurl = os.environ.get("SITE_URL") or os.environ.get("READTHEDOCS_CANONICAL_URL", "")
notfound_urls_prefix = urlsplit(html_baseurl).path or "/"
ogp_site_url = html_baseurl

html_theme = "sphinx_book_theme"
html_title = project
html_static_path = ["_static"]
