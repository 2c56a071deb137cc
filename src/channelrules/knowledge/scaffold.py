"""The skeleton of a new house rule: commented, and valid once its blanks are filled."""

from __future__ import annotations

__all__ = ["house_skeleton", "rule_skeleton", "translation_skeleton"]


def house_skeleton() -> str:
    """Return the text of a new ``house.toml``."""
    return """\
# House rules, and on whose word. Fill what stands in angle brackets.
name = "<the name of your house>"
author = "<who answers for its rules>"
format = 1

# Languages beside the rulebook's first one; all that it has where this line is left out.
# languages = ["it"]

# A built-in rule that this house does not apply:
# [off.return-not-measured]
# because = "<why>"
# by = "<on whose word>"
"""


def translation_skeleton(rule: str, scope: str) -> str:
    """Return the table of a words file for the texts of a new rule in its language."""
    shown = "{company}" if scope == "company" else "{channel}"
    return f"""\
[rules.{rule}]
title = "<the title in this language>"
finding = "{shown}: <what is the case, and why it matters>."
remedy = "<what to do next week>."
"""


def rule_skeleton(scope: str) -> str:
    """Return the text of a new rule of a house, asked of each channel or of the company."""
    subject, shown = ("company", "{company}") if scope == "company" else ("a", "{channel}")
    when = (
        "company.hours_per_week < 1"
        if scope == "company"
        else 'channel.status == "active" and channel.hours_per_week < 1'
    )
    return f"""\
#:schema ../schemas/rule.json
# Fill what stands in angle brackets, and put your condition in place of the one below.
# `channelrules rules test ID --mutate --house FOLDER` tells whether the examples prove it.

# The pattern that is caught, not its remedy.
title = "<what is the case>"
# The statements that it encodes: of the guidance (G…), or of your own guidance.toml (H…).
cites = ["G16"]
# must: an error; should: a warning; advice: a note.
kind = "should"
# What a house says is of the house.
origin = "house"
# Asked of each channel, or of the company once.
scope = "{scope}"
# What it does to the verdict, if anything: whim, blocks_asset, helpful; of the company: unplanned, overextended.
# effect = "…"
# What to do first, if anything: secure_access, open_page, stop_promotion, fix, prepare, wait, park, close.
# action = "…"
# It fires where this holds. Facts that nobody knows leave it open by themselves.
when = '''
{when}
'''

# What is the case and why it matters; {{scope.attribute}} stands for a value.
finding = "{shown}: <what is the case, and why it matters>."
# What to do next week, in one or two sentences.
remedy = "<what to do next week>."
# The texts in other languages stand in words/, under [rules.ID].

# Small profiles that fire it, clear it and leave it open: at the edge of every comparison.
{_examples(scope, subject)}"""


def _examples(scope: str, subject: str) -> str:
    if scope == "company":
        return "".join(
            f"""
[[example]]
name = "{name}"
{said} = ["{subject}"]
profile.company = {{ {fact} }}
"""
            for name, said, fact in (
                ("half an hour a week", "fires", "hours_per_week = 0.5"),
                ("one hour a week", "clear", "hours_per_week = 1"),
                ("nobody knows how many", "open", ""),
            )
        ).lstrip("\n")
    return """\
[[example]]
name = "half an hour a week, one hour, and nobody knows how many; a channel that is only planned"
fires = ["a"]
clear = ["b", "planned"]
open = ["c"]
profile.channel = [
    { id = "a", network = "facebook", status = "active", hours_per_week = 0.5 },
    { id = "b", network = "facebook", status = "active", hours_per_week = 1 },
    { id = "c", network = "facebook", status = "active" },
    { id = "planned", network = "facebook", status = "planned", hours_per_week = 0.5 },
]
"""
