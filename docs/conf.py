"""How the documentation is built: warnings are errors."""

from pathlib import Path

from sphinx.application import Sphinx

import channelrules
from channelrules.rendering.rule_pages import write_rule_pages

project = "channelrules"
author = "The channelrules authors"
copyright = "2026, the channelrules authors"
release = version = channelrules.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "examples"]
html_theme = "furo"
html_title = "channelrules"
default_role = "any"
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
autodoc_class_signature = "separated"
autodoc_default_options = {"members": True, "exclude-members": "__init__, __new__"}
napoleon_use_ivar = True
myst_enable_extensions = ["colon_fence"]
suppress_warnings = ["config.cache"]


def setup(app: Sphinx) -> None:
    """Make a page of every rule before anything is read."""
    rules = Path(app.srcdir) / "rules"
    app.connect("builder-inited", lambda _: write_rule_pages(channelrules.load_rules(), rules))
