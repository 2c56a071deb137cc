"""Where the names of the rulebook lead: rules, statements, parameters, measures, keys of a profile."""

from __future__ import annotations

from functools import cache

import channelrules as cr
from channelrules.rendering.page_links import anchor
from channelrules.rendering.profile_page import ProfilePages

__all__ = ["targets"]


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
    for page, key in ProfilePages(book).every_key():
        pages.setdefault(page, set()).add(key)
    for name, fact in book.knowledge.facts.items():
        holder, attribute = fact.stated
        page = tables[holder]
        keys = pages[page]
        place = next((each for each in (attribute, _KEYS.get(attribute, "")) if each in keys), None)
        if place:
            found[name] = (f"reference/profile-file/{page}", place)
    found |= {rule.concludes: (f"rules/{rule.id}", "") for rule in book.knowledge.active_rules if rule.concludes}
    found |= {rule: (f"rules/{rule}", "") for rule in book.rules}
    return found | {each: ("rules/statements", each.lower()) for each in book.statements}


_KEYS = {"starts_on": "from", "ends_on": "until"}
