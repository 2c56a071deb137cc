"""Names of the rulebook are links wherever they stand as code: rules, statements, parameters, measures, keys."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

import channelrules as cr
from channelrules.rendering.page_links import anchor
from channelrules.rendering.profile_page import ProfilePages

__all__ = ["LinkNames", "targets"]

_STATEMENT = re.compile(r"\bG\d\d[a-z]?\b")


@cache
def targets() -> dict[str, tuple[str, str]]:
    """Return where each name leads: the page, and the place on it."""
    book = cr.load_rules()
    found = {f"param.{name}": ("rules/parameters", name) for name in book.parameters}
    found |= {name: ("rules/parameters", name) for name in book.parameters}
    found |= {name: ("rules/measures", anchor(name)) for name in book.knowledge.measures}
    found |= {each.id: ("rules/presumptions", anchor(each.fact)) for each in book.presumptions.values()}
    tables = {"company": "company", "channel": "channel", "plan": "communication_plan", "profile": "profile"}
    tables["editorial"] = "channel-editorial_plan"
    pages: dict[str, set[str]] = {}
    for page, key in ProfilePages(book).keys():
        pages.setdefault(page, set()).add(key)
    for name, fact in book.knowledge.facts.items():
        holder, attribute = fact.stated
        page = tables[holder]
        keys = pages[page]
        key = next((each for each in (attribute, _KEYS.get(attribute, "")) if each in keys), None)
        if key:
            found[name] = (f"reference/profile-file/{page}", key)
    found |= {rule.concludes: (f"rules/{rule.id}", "") for rule in book.knowledge.active_rules if rule.concludes}
    found |= {rule: (f"rules/{rule}", "") for rule in book.rules}
    return found | {each: ("rules/statements", each.lower()) for each in book.statements}


_KEYS = {"starts_on": "from", "ends_on": "until"}


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
    refused = (nodes.reference, nodes.title, nodes.comment, *kinds)
    above: nodes.Node | None = node.parent
    while above is not None:
        if isinstance(above, refused):
            return True
        above = above.parent
    return False
