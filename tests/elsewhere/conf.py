"""Sphinx's configuration: a project of another subject, with the book's extensions."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
project = "SQLite by hand"
extensions = ["extensions.flight", "extensions.live", "extensions.exercises"]
extensions += ["extensions.any_theme"]  # alabaster, Sphinx's own theme, has none of our names
exclude_patterns = ["_build", ".*", "node_modules"]
html_static_path = ["_static"]
html_css_files = ["flight.css"]
html_js_files = [("flight.js", {"type": "module"})]
