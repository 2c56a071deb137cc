"""What was compiled of a rulebook ahead: a module of a wheel that holds the Python of the built-in rules.

Python compiles a module once for each of its versions, and notes by itself when it has to do so again. The module
bears the digest of the rules that it was made from (`channelrules.inference.ahead_source` writes it) and is left alone
where the rules are others. What is laid over the built-in rules, and any other folder, is compiled when it is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Final

import attrs

import channelrules
from channelrules.facts.layout import Layout, Presumable
from channelrules.inference.engine import RuleSet
from channelrules.knowledge.model import Knowledge
from channelrules.language.functions import ANEW, Functions

__all__ = ["MODULE", "NOTHING_AHEAD", "Ahead", "made_of"]

MODULE: Final = "_compiled"
"""The module's name in the package."""


def made_of(knowledge: Knowledge) -> str:
    """Return what such a module calls the rules that it was made from."""
    return f"channelrules {channelrules.__version__} {knowledge.digest}"


@attrs.frozen(eq=False, repr=False)
class Ahead:
    """What was compiled ahead, and what compiles the rest.

    Attributes:
        functions: what generates functions.
        names: the ids of the rules in force in their order, and the names of the rows, by what they are;
            ``None`` where they are to be worked out.
    """

    functions: Functions = ANEW
    names: Mapping[str, tuple[str, ...]] | None = None

    @classmethod
    def of(cls, knowledge: Knowledge) -> Ahead:
        """Return what this installation has of the built-in rules; nothing where its rules are others by now."""
        try:
            module = import_module(f"channelrules.{MODULE}")
        except ModuleNotFoundError:
            return NOTHING_AHEAD
        if made_of(knowledge) != module.MADE_OF:
            return NOTHING_AHEAD
        return cls(Functions(vars(module)), module.NAMES)

    def rules(self, knowledge: Knowledge) -> RuleSet:
        """Return the rule set of a rulebook."""
        if self.names is None:
            return RuleSet.of(knowledge, self.functions)
        names, brought = self.names, self.functions.brought
        return RuleSet(
            tuple([knowledge.rules[each] for each in names["rules_of_company"]]),
            tuple([knowledge.rules[each] for each in names["rules_of_channel"]]),
            Layout(
                names["company"],
                names["channel"],
                names["parameters"],
                Presumable(names["presumed_of_company"], names["presumed_of_channel"]),
                None,
                brought["rows"],
                brought["filled"],
            ),
        )


NOTHING_AHEAD: Final = Ahead()
"""Where everything is compiled when it is first wanted."""
