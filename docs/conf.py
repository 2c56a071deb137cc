"""How the documentation is built: warnings are errors, every link is checked, nothing is fetched."""

import os
import sys
from pathlib import Path

import channelrules

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "channelrules"
author = "The channelrules authors"
project_copyright = "2026, the channelrules authors"
release = version = channelrules.__version__
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "channelrules_docs.extension",
]
# Taken into the site where it was built before: `docs/playground/make.py`.
playground = os.environ.get("CHANNELRULES_PLAYGROUND") or str(Path(__file__).parent / "_build" / "playground")
has_playground = (Path(playground) / "whim-or-asset.html").exists()
exclude_patterns = ["_build", "_ext", "examples", "playground"]
html_theme = "furo"
html_title = "channelrules"
html_static_path = ["_static"]
html_css_files = ["pages.css"]
html_js_files = ["pictures.js"]
html_copy_source = False
html_show_sourcelink = False
default_role = "any"
nitpicky = True
nitpick_ignore_regex = [
    # What others define is not fetched, and what is below the public names has no page.
    ("py:class", r"(collections|datetime|os|pathlib|pa|pyarrow)\..*|DataFrame"),
    ("py:class", r"channelrules\.((facts|knowledge|language)\..*|decision\.parts\.TakenUp)"),
    ("py:class", r"channelrules\.intake\.answers_back\.Unclear"),
]
python_use_unqualified_type_names = True
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
autodoc_class_signature = "separated"
autodoc_default_options = {"members": True, "exclude-members": "__init__, __new__"}
napoleon_use_ivar = True
napoleon_custom_sections = ["Cause", "Cure"]
myst_enable_extensions = ["colon_fence", "substitution"]
myst_substitutions = {
    "playground": '<a href="playground/index.html">Judge a company in this browser</a>, or take '
    '<a href="playground/whim-or-asset.html" download>the page as one file</a>: nothing that is entered leaves it.'
    if has_playground
    else "A company can be judged in the browser, too: [](how-to/playground.md)."
}
myst_heading_anchors = 3
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
suppress_warnings = ["config.cache"]
