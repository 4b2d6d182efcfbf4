"""Sphinx configuration; ``nox -s docs`` builds the documentation."""

from __future__ import annotations

import tomllib
from pathlib import Path

_pyproject = Path(__file__).parent.parent / "pyproject.toml"

project = "talent-powerpro"
author = "The talent-powerpro maintainers"
copyright = f"2026, {author}"
release = tomllib.loads(_pyproject.read_text(encoding="utf-8"))["project"]["version"]
version = release

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]
# Docstrings write code between single backticks.
default_role = "code"

myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
# Types of other packages are not linked, because the build uses no network.
nitpick_ignore_regex = [("py:.*", r"(?!talent_powerpro\b).*")]

html_theme = "furo"
html_title = f"talent-powerpro {release}"
html_static_path = ["_static"]
html_search_scorer = str(Path(__file__).parent / "scorer.js")
html_css_files = ["site.css"]
html_js_files = [("site.js", {"defer": "defer"})]
# The sources are in the repository. The theme's link to them is outside every landmark.
html_copy_source = False
html_theme_options: dict[str, object] = {"top_of_page_buttons": []}
