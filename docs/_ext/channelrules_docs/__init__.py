"""What the documentation makes from the code: pages, pictures, links, and a check of every link."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

import channelrules as cr
from channelrules.rendering.profile_page import ProfilePages
from channelrules.rendering.rule_pages import write_rule_pages
from channelrules_docs.command_page import command_page
from channelrules_docs.exports import ExportTable
from channelrules_docs.json_page import json_page
from channelrules_docs.link_check import check_links
from channelrules_docs.links import LinkNames
from channelrules_docs.names import Names
from channelrules_docs.pictures import DependencyPicture, HousePicture

__all__ = ["setup"]


def _write_pages(app: Sphinx) -> None:
    """Make every page that comes from the code or the rulebook, before anything is read."""
    book, source = cr.load_rules(), Path(app.srcdir)
    write_rule_pages(book, source / "rules")
    for name, text in ProfilePages(book).pages().items():
        _write(source / "reference" / "profile-file" / f"{name}.md", text)
    _write(source / "reference" / "commands.md", command_page())
    _write(source / "reference" / "json.md", json_page())


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect everything to Sphinx."""
    app.connect("builder-inited", _write_pages)
    app.connect("build-finished", check_links)
    app.add_directive("names", Names)
    app.add_directive("exports", ExportTable)
    app.add_directive("house", HousePicture)
    app.add_directive("dependencies", DependencyPicture)
    app.add_post_transform(LinkNames)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
