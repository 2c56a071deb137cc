"""Whole houses: measures, conclusions and rules from the whole grammar, with profiles at the edges of their conditions.

`houses` draws the text of a house; `House.book` loads it through the loader that every house goes through.
"""

from __future__ import annotations

import functools
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import attrs
from hypothesis import strategies as st

import channelrules as cr
from channelrules.decision.rulebook import Rulebook
from channelrules.facts.terms import FACTS, NETWORK_FACTS, type_of
from channelrules.knowledge.load import _Loader
from channelrules.knowledge.locate import built_in_rules
from channelrules.language.types import Kind, Type, Unit
from tests.expressions import OF_CHANNELS, Writer, spaced

NETWORKS: Final = ("facebook", "tiktok", "instagram", "blog", "google_business_profile", "x")

_VERDICTS: Final = """
actions = ["keep", "fix", "prepare", "wait", "park", "close", "ask"]
[[channel]]
verdict = "out_of_use"
when = "not channel.in_use"
[[channel]]
verdict = "whim"
when = 'effect.whim and channel.status == "planned"'
action = "wait"
[[channel]]
verdict = "whim"
when = "effect.whim"
action = "park"
[[channel]]
verdict = "helpful"
when = 'effect.helpful or channel.role == "support"'
action = "keep"
[[channel]]
verdict = "potential"
when = "effect.blocks_asset"
action = "fix"
[[channel]]
verdict = "asset"
when = "true"
action = "keep"
[[company]]
verdict = "unplanned"
when = "effect.unplanned"
[[company]]
verdict = "overextended"
when = "effect.overextended"
[[company]]
verdict = "ready"
when = "true"
"""
_MEASURES: Final = """
["channel.in_use"]
meaning = "whether the channel is planned, active or dormant"
value = 'channel.status in ("planned", "active", "dormant")'
origin = "ours"
["channel.pace_kept"]
meaning = "how far the pace of publishing is kept up with, 0 to 1"
value = "least(1, channel.posts_published_per_month / channel.posts_planned_per_month)"
origin = "ours"
"""
OWN_FACTS: Final = {
    "company.z_flag": ("yes_no", ""),
    "company.z_tags": ("set_of", 'options = ["p", "q", "r"]'),
    "channel.z_balance": ("number", 'unit = "money/month"\nlow = -1000\nhigh = 1_000_000'),
    "channel.z_count": ("number", "whole = true\nlow = -5\nhigh = 9"),
    "channel.z_mood": ("one_of", 'options = ["p", "long"]'),
    "channel.z_nick": ("text", ""),
    "plan.z_due": ("date", ""),
}
"""The facts that each house declares for itself: one of every type, some with numbers below zero."""

_SEEN: Final = {
    "company": ("company", "plan", "profile", "param"),
    "channel": ("channel", "editorial", "network", "company", "plan", "profile", "param"),
}
_EFFECTS: Final = {"channel": ("whim", "blocks_asset", "helpful"), "company": ("overextended", "unplanned")}


_SAME: Final = frozenset({"house.toml", "facts.toml"})


@functools.cache
def base() -> Path:
    """A folder of rules without rules: the built-in facts and parameters, a few networks."""
    source, folder = built_in_rules(), Path(tempfile.mkdtemp(prefix="base"))
    for each in ("rulebook", "parameters", "questions", "changes", "shortlist"):
        shutil.copy(source / f"{each}.toml", folder)
    (folder / "verdicts.toml").write_text(_VERDICTS)
    (folder / "measures.toml").write_text(_MEASURES)
    (folder / "guidance.toml").write_text('[G01]\nkind = "should"\norigin = "ours"\nstatement = "s"\n')
    for directory, names in (("networks", NETWORKS), ("words", ("en",))):
        (folder / directory).mkdir()
        for name in names:
            shutil.copy(source / directory / f"{name}.toml", folder / directory)
    return folder


@attrs.frozen
class House:
    """A house as text.

    Attributes:
        measures: by name, the expression, and the unit of a number.
        rules: by id, the scope, the condition, what it concludes, and its effect.
        parameter: the value of the house's own number.
    """

    measures: dict[str, tuple[str, str | None]]
    rules: dict[str, tuple[str, str, str | None, str | None]]
    parameter: float = 2

    def files(self) -> dict[str, str]:
        """The files of its folder."""
        made = {
            "house.toml": 'name = "H"\nauthor = "A"\nformat = 1\nlanguages = []\n',
            "parameters.toml": (
                f'[own]\nvalue = {self.parameter}\nunit = "1"\nlow = 0\nhigh = 1000\nmeaning = "m"\n'
                'source = "s"\ndate = 2026-01-01\ngrade = "C"\n'
            ),
            "measures.toml": "".join(
                f'["{name}"]\nmeaning = "m"\nvalue = {_quoted(value)}\n{f"unit = {unit!r}" if unit else ""}\n'
                for name, (value, unit) in self.measures.items()
            ),
        }
        made["facts.toml"] = "".join(
            f'["{name}"]\ntype = "{kind}"\nmeaning = "m"\n{more}\nask = {{ on_the_spot = true, en = "?" }}\n'
            for name, (kind, more) in OWN_FACTS.items()
        )
        for rule, (scope, when, concludes, effect) in self.rules.items():
            head = f'title = "T"\ncites = ["G01"]\nkind = "advice"\norigin = "house"\nscope = "{scope}"\n'
            head += f"when = {_quoted(when)}\n" + (f'concludes = "{concludes}"\n' if concludes else "")
            head += f'effect = "{effect}"\n' if effect else ""
            made[f"own/{rule}.toml"] = head + '[en]\nfinding = "f"\nremedy = "r"\n'
        return made

    def book(self) -> Rulebook:
        """The rulebook, through the loader; its examples are not asked for, as nobody has written any.

        Raises:
            Problems: what the loader refuses.
        """
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            (folder / "own").mkdir()
            for name, content in self.files().items():
                if not content:
                    continue
                (folder / name).write_text(content, encoding="utf-8")
            loader = _Loader(base(), trusted=True)
            knowledge = loader.load([folder])
        if knowledge is None or loader.problems:
            raise cr.Problems("house", loader.problems)
        return Rulebook(knowledge)

    def __str__(self) -> str:
        """The house as somebody would write it."""
        return "\n".join(f"--- {name}\n{content}" for name, content in self.files().items() if name not in _SAME)


def _quoted(text: str) -> str:
    """A TOML string that holds a text."""
    if "'''" not in text and not text.endswith("'"):
        return f"'''\n{text}'''"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r") + '"'


# --- houses ---

_BUILT_IN: Final = {
    **{name: fact.term.type for name, fact in FACTS.items()},
    **{f"network.{name}": type_of(spec) for name, spec in NETWORK_FACTS.items() if name != "id"},
    "network.id": Type(Kind.CHOICE, options=NETWORKS),
    "param.own": Type(Kind.NUMBER, Unit()),
    "param.pages_soft_limit": Type(Kind.NUMBER, Unit()),
    "param.hours_per_short_video": Type(Kind.NUMBER, Unit.parse("hours/post")),
    "param.renewal_days": Type(Kind.NUMBER, Unit.parse("days")),
    "channel.in_use": Type(Kind.YES_NO),
    "company.z_flag": Type(Kind.YES_NO),
    "company.z_tags": Type(Kind.SET, options=("p", "q", "r")),
    "channel.z_balance": Type(Kind.NUMBER, Unit.parse("money/month")),
    "channel.z_count": Type(Kind.NUMBER, Unit()),
    "channel.z_mood": Type(Kind.CHOICE, options=("p", "long")),
    "channel.z_nick": Type(Kind.TEXT),
    "plan.z_due": Type(Kind.DATE),
}
_KINDS: Final = (*(Kind.YES_NO, Kind.NUMBER) * 3, Kind.DATE, Kind.SET, Kind.CHOICE, Kind.TEXT)


@st.composite
def houses(draw: Callable[[st.SearchStrategy[Any]], Any], depth: int = 3) -> House:
    """A house of up to four measures and up to five rules, of all scopes and strata."""
    writer = Writer(draw, dict(_BUILT_IN))
    measures: dict[str, tuple[str, str | None]] = {}
    for number in range(draw(st.integers(0, 4))):
        scope = writer.pick(["company", "channel", "company", "channel", "plan", "editorial"])
        name = f"{scope}.m{number}"
        at = attrs.evolve(writer, scopes=_SEEN["channel" if scope in OF_CHANNELS else "company"])
        text, type_ = _measure(at, writer.pick(_KINDS), depth)
        measures[name] = spaced(draw, text), str(type_.unit) if type_.kind is Kind.NUMBER else None
        writer.terms[name] = type_
    rules: dict[str, tuple[str, str, str | None, str | None]] = {}
    for number in range(draw(st.integers(1, 5))):
        scope = writer.pick(["company", "channel"])
        own = [name for name in measures if measures[name][1] is None and writer.terms[name].kind is Kind.YES_NO]
        at = attrs.evolve(writer, scopes=_SEEN[scope], measure=False)
        seen = [name for name in own if at.sees(name.partition(".")[0])]
        when = at.yes_no(depth)
        if seen and draw(st.booleans()):
            when = writer.pick(seen)
        concludes = f"{scope}.c{number}" if draw(st.booleans()) else None
        effect = writer.pick([None, *_EFFECTS[scope]])
        rules[f"z{number}"] = scope, spaced(draw, when), concludes, effect
        if concludes:
            writer.terms[concludes] = Type(Kind.YES_NO)
    return House(measures, rules, draw(st.sampled_from([2, 0, 0.1, 1000])))


def _measure(writer: Writer, kind: Kind, depth: int) -> tuple[str, Type]:
    match kind:
        case Kind.YES_NO:
            return writer.yes_no(depth), Type(kind)
        case Kind.NUMBER:
            unit = writer.unit()
            return writer.number(depth, unit), Type(kind, unit)
        case Kind.DATE:
            return writer.date(depth), Type(kind)
        case Kind.SET:
            text, options = writer.set(depth)
            return text, Type(kind, options=options)
        case Kind.CHOICE:
            text, options = writer.choice(depth)
            return text, Type(kind, options=options)
        case _:
            return writer.text(depth), Type(kind)
