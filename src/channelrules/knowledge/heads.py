"""The heads of the files of a rulebook as they are written: only who reads the files needs them."""

from __future__ import annotations

import attrs

from channelrules.facts.choices import NETWORK_KINDS
from channelrules.facts.fields import fact
from channelrules.knowledge.rule import EFFECTS, ORIGINS, SCOPES, STEPS
from channelrules.language.types import one_of, set_of, text, yes_no

__all__ = ["NetworkFile", "PresumptionFile", "RuleFile"]


@attrs.frozen(kw_only=True)
class RuleFile:
    """A rule file as it is written, with its texts in the first language, before its examples."""

    title: str = fact(text, "the pattern that is caught", required=True)
    cites: tuple[str, ...] = fact(set_of(), "the statements that it encodes", required=True)
    kind: str = fact(one_of("must", "should", "advice", "definition"), "the kind", required=True)
    origin: str = fact(one_of("source", "inferred", "ours", "house"), "whose word it is", required=True)
    scope: str = fact(one_of(*SCOPES), "what it is asked of", required=True)
    when: str = fact(text, "the condition", required=True, multiline=True)
    effect: str | None = fact(one_of(*EFFECTS["channel"], *EFFECTS["company"]), "what it does to the verdict")
    action: str | None = fact(text, "what the company does first")
    asks: str = fact(one_of(*STEPS), "what kind of step its remedy asks for", default="work")
    concludes: str | None = fact(text, "the yes/no name that it gives to later rules")
    waivable: bool = fact(yes_no, "whether a declared exception lifts it", default=True)
    retired: str | None = fact(text, "why it is no longer in force")
    finding: str | None = fact(text, "what is the case, and why it matters")
    remedy: str | None = fact(text, "what to do next week")
    in_order: str | None = fact(text, "what is in order where the rule is asked and clear")


@attrs.frozen(kw_only=True)
class NetworkFile:
    """The head of a network file."""

    name: str = fact(text, "the name for people", required=True)
    kind: str = fact(one_of(*NETWORK_KINDS), "what it is", required=True)
    aliases: tuple[str, ...] = fact(set_of(), "other names that people write", default=())


@attrs.frozen(kw_only=True)
class PresumptionFile:
    """One presumption as it is written, but for its value."""

    value_of: str | None = fact(text, "the value as an expression over what is stated", multiline=True)
    where: str | None = fact(text, "the condition that has to hold surely for it to be presumed", multiline=True)
    unless: str | None = fact(text, "the condition under which it is not presumed", multiline=True)
    origin: str = fact(one_of(*ORIGINS), "whose idea it is", required=True)
    cites: tuple[str, ...] = fact(set_of(), "the statements that it rests on", default=())
    says: str = fact(text, "what the client is told is presumed", required=True)
    why: str = fact(text, "why anyone would take it so", required=True)
