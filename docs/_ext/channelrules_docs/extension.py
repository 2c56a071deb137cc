"""The extension of Sphinx: pages, pictures and links from the code, and a check of every link."""

from __future__ import annotations

import inspect
import re
import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

import channelrules as cr
from channelrules.rendering.profile_page import ProfilePages
from channelrules.rendering.rule_pages import write_rule_pages
from channelrules_docs.command_page import command_page
from channelrules_docs.exports import export_rows
from channelrules_docs.figures import COUNTED, figures_of
from channelrules_docs.json_page import json_page
from channelrules_docs.link_check import broken_links
from channelrules_docs.links import targets
from channelrules_docs.names import public_names
from channelrules_docs.pictures import arrows, dependency_edges, dependency_svg, house_svg, is_verdict, order, purpose
from channelrules_docs.refused_page import refused_page
from channelrules_docs.tried import TRIED

__all__ = ["setup"]

_STATEMENT = re.compile(r"\bG\d\d[a-z]?\b")


def _write_pages(app: Sphinx) -> None:
    """Make every page that comes from the code or the rulebook, before anything is read."""
    book, source = cr.load_rules(), Path(app.srcdir)
    write_rule_pages(book, source / "rules")
    for name, text in ProfilePages(book).pages().items():
        _write(source / "reference" / "profile-file" / f"{name}.md", text)
    _write(source / "reference" / "commands.md", command_page())
    _write(source / "reference" / "json.md", json_page())
    _write(source / "reference" / "refused.md", refused_page())


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect everything to Sphinx."""
    app.connect("builder-inited", _write_pages)
    app.add_config_value("playground", "", "env", str)
    app.add_config_value("has_playground", default=False, rebuild="env", types=bool)
    app.connect("build-finished", _take_playground)
    app.connect("build-finished", _check_links)
    app.add_directive("names", Names)
    app.add_directive("exports", ExportTable)
    app.add_directive("figures", Figures)
    app.add_directive("house", HousePicture)
    app.add_directive("dependencies", DependencyPicture)
    app.add_directive("tried", Tried)
    app.add_post_transform(LinkNames)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _take_playground(app: Sphinx, failure: Exception | None) -> None:
    """Put the playground into the site, if it was built."""
    if failure is None and app.builder.format == "html" and app.config.has_playground:
        target = Path(app.outdir) / "playground"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(app.config.playground, target)


def _check_links(app: Sphinx, failure: Exception | None) -> None:
    """End the build with an error where a link is broken."""
    if failure is not None or app.builder.format != "html":
        return
    folder = Path(app.outdir).resolve()
    broken, outside, count = broken_links(folder)
    if broken:
        shown = "\n".join(broken[:50])
        raise ExtensionError(f"{len(broken)} broken links:\n{shown}")
    (folder / "external-links.txt").write_text("".join(f"{each}\n" for each in sorted(outside)), encoding="utf-8")
    print(f"links: {count} inside, all of them lead somewhere; {len(outside)} outside, in external-links.txt")  # noqa: T201 - the build's own word


class Names(SphinxDirective):
    """``{names} facts advice.changes``, with ``:without: facts.reader``, and ``:of:`` another public module."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any] | None] = {"without": str, "of": str}

    def run(self) -> list[nodes.Node]:
        """Return what autodoc makes of each name."""
        of = self.options.get("of", "channelrules")
        lines = ["```{eval-rst}", f".. currentmodule:: {of}"]
        for name in public_names(self.arguments[0].split(), self.options.get("without", "").split(), of):
            lines += ["", f".. {self._directive(getattr(import_module(of), name))}:: {of}.{name}"]
        return self.parse_text_to_nodes("\n".join([*lines, "```", ""]))

    def _directive(self, found: object) -> str:
        if inspect.isclass(found):
            return "autoexception" if issubclass(found, BaseException) else "autoclass"
        return "autofunction"


class Figures(SphinxDirective):
    """``{figures} supply.extras``: what was measured, from the file that the command wrote."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the tables and sentences."""
        name = self.arguments[0]
        if name not in COUNTED:
            self.env.note_dependency(f"assurance/{name.partition('.')[0]}.json")
        return self.parse_text_to_nodes("\n".join(figures_of(name)))


class LinkNames(SphinxPostTransform):
    """Makes links of inline code that is a name of the rulebook, and of ids of statements in running text."""

    default_priority = 900
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Go through the document once."""
        for literal in list(self.document.findall(nodes.literal)):
            if literal.astext() in targets() and not _stands_in(literal):
                literal.replace_self(self._link(literal.astext(), literal.deepcopy()))
        for text in list(self.document.findall(nodes.Text)):
            if _STATEMENT.search(text) and not _stands_in(text, nodes.literal, nodes.literal_block, nodes.raw):
                text.parent.replace(text, list(self._pieces(str(text))))

    def _pieces(self, text: str) -> Any:
        place = 0
        for found in _STATEMENT.finditer(text):
            if found.group() in targets():
                yield nodes.Text(text[place : found.start()])
                yield self._link(found.group(), nodes.Text(found.group()))
                place = found.end()
        yield nodes.Text(text[place:])

    def _link(self, name: str, shown: nodes.Node) -> nodes.Node:
        page, place = targets()[name]
        uri = self.app.builder.get_relative_uri(self.env.docname, page)
        return nodes.reference("", "", shown, refuri=f"{uri}#{place}" if place else uri, internal=True)


def _stands_in(node: nodes.Node, *kinds: type[nodes.Node]) -> bool:
    refused: tuple[type[nodes.Node], ...] = (nodes.reference, nodes.title, nodes.comment, *kinds)
    above: nodes.Node | None = node.parent
    while above is not None:
        if isinstance(above, refused):
            return True
        above = above.parent
    return False


def _raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")


class ExportTable(SphinxDirective):
    """``{exports}``: what each file that intake knows can say."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        return self.parse_text_to_nodes("\n".join([*export_rows(), ""]))


class Tried(SphinxDirective):
    """``{tried} soak``: what a command that takes longer than a suite has tried so far, from its record."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the table or list."""
        return self.parse_text_to_nodes("\n".join([*TRIED[self.arguments[0]](), ""]))


class HousePicture(SphinxDirective):
    """``{house}``: the picture, and a table with the same in words."""

    def run(self) -> list[nodes.Node]:
        """Return both."""
        found = arrows()
        rooms = list(reversed(order(found)))
        lines = ["| room | what it holds | imports from |", "|---|---|---|"]
        for room in rooms:
            below = ", ".join(each for each in rooms if each in found[room]) or "nothing"
            lines.append(f"| `{room}` | {purpose(room)} | {below} |")
        picture = f'<div class="picture-frame">{house_svg()}</div>'
        return [_raw(picture), *self.parse_text_to_nodes("\n".join([*lines, ""]))]


class DependencyPicture(SphinxDirective):
    """``{dependencies}``: the picture with a field to search it, and a table with the same in words."""

    def run(self) -> list[nodes.Node]:
        """Return both."""
        book = cr.load_rules()
        uri = self.env.app.builder.get_relative_uri
        uris = {
            name: f"{uri(self.env.docname, page)}{f'#{place}' if place else ''}"
            for name, (page, place) in targets().items()
        }
        verdicts = uri(self.env.docname, "rules/verdicts")
        uris |= {name: verdicts for edge in dependency_edges(book) for name in edge if name not in uris}
        search = (
            '<p><label>Find <input type="search" id="picture-search" placeholder="G17, whim, video …"></label> '
            '<span id="picture-found" role="status"></span></p>'
        )
        picture = f'{search}<div class="picture-frame wide">{dependency_svg(book, uris)}</div>'
        return [_raw(picture), *self.parse_text_to_nodes("\n".join([*self._table(book), ""]))]

    def _table(self, book: cr.Rulebook) -> Iterator[str]:
        yield "| statement | rules | what they do | verdicts |"
        yield "|---|---|---|---|"
        edges = dependency_edges(book)
        for statement in book.statements:
            rules = [end for start, end in edges if start == statement]
            done = [end for start, end in edges if start in rules]
            verdicts = [end for start, end in edges if start in done and is_verdict(book, end)]
            cells = ([statement], rules, dict.fromkeys(done), dict.fromkeys(verdicts))
            if rules:
                yield "| " + " | ".join(", ".join(f"`{each}`" for each in cell) for cell in cells) + " |"
