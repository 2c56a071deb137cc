"""The names of facts in a language of the rulebook, and of the lists that rules read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from channelrules.facts.fields import Spec

if TYPE_CHECKING:
    from channelrules.knowledge.locales import Words

__all__ = ["LISTS", "label_of"]

LISTS: Final = {
    "profile.communication_plan": "label_plan",
    "channel.editorial_plan": "label_editorial",
    "channel.followers": "label_followers",
    "channel.results_per_month": "label_results",
    "plan.entries": "label_plan_entries",
    "editorial.entries": "label_editorial_entries",
}
"""Facts that are tables or lists of tables, with their keys under ``[say.intake]``."""


def label_of(name: str, spec: Spec, words: Words) -> str:
    """Return the name of a fact, such as ``the day of the last post``.

    Args:
        name: such as ``channel.last_post_on``.
        spec: what it may hold.
        words: the language.
    """
    return words.say(f"intake.{LISTS[name]}") if name in LISTS else words.meaning(name, spec.meaning)
