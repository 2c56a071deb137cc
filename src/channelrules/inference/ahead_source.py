"""Writes the module that a wheel brings of its rules, see `channelrules.inference.ahead`."""

from __future__ import annotations

from pprint import pformat
from typing import Final

from channelrules.inference.ahead import Ahead, made_of
from channelrules.inference.compiled import Compiled
from channelrules.inference.durable import DurableEngine
from channelrules.knowledge.model import Knowledge
from channelrules.language.functions import Recorded
from channelrules.language.python_loops import NAMESPACE

__all__ = ["source_ahead"]

_HEAD: Final = '''\
"""The Python of the built-in rules, generated when this package was built: `channelrules.inference.ahead`."""

from channelrules.language.python_loops import NAMESPACE

MADE_OF = {made_of!r}
NAMES = {names}
{namespace} = NAMESPACE.values()
'''


def source_ahead(knowledge: Knowledge) -> str:
    """Return the source of the module: each function that judging a profile needs, whoever asks and on which engine."""
    recorded = Recorded()
    compiled = Compiled(knowledge, Ahead(recorded))
    compiled.everything()
    DurableEngine(compiled.rules, recorded)
    rules, layout = compiled.rules, compiled.rules.layout
    names = {
        "rules_of_company": tuple(rule.id for rule in rules.company),
        "rules_of_channel": tuple(rule.id for rule in rules.channel),
        "company": layout.company,
        "channel": layout.channel,
        "parameters": layout.parameters,
        "presumed_of_company": layout.presumed.company,
        "presumed_of_channel": layout.presumed.channel,
    }
    head = _HEAD.format(made_of=made_of(knowledge), names=pformat(names, width=120), namespace=", ".join(NAMESPACE))
    return "\n\n".join([head, *recorded.sources.values()])
