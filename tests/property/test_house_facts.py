"""The laws of facts of a house's own: whatever a house declares, rows and columns say the same of it.

* *columns*: a table of companies that state such facts gives the verdicts and findings that `assess` gives.
* *round trip*: a profile that states them is what its own plain data says, under the same rulebook.
* *schema*: what is stated fits the JSON Schema of the rulebook.
"""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import attrs
import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

import channelrules as cr
from channelrules.decision.rulebook import Rulebook
from channelrules.facts.vocabulary import Fact
from channelrules.knowledge.loader import _Loader
from channelrules.language.types import Kind
from channelrules.portfolio import assess
from channelrules.portfolio.profiles import table
from tests.fixtures.houses import NETWORKS, base
from tests.fixtures.portfolios import agree

assert settings.default is not None

Draw = Callable[[st.SearchStrategy[Any]], Any]

DAY: Final = datetime.date(2026, 11, 1)
DECLARED: Final = {
    "yes_no": ("", ["{}", "not {}"]),
    "number": ('unit = "hours"\nlow = -10\nhigh = 10\n', ["{} > 2", "{} <= 2", "{} * 2 == 4", "{} < param.own"]),
    "whole": ("whole = true\nlow = 1\nhigh = 5\n", ["{} >= 3", "2 / {} < 1"]),
    "date": ("", ["{} < profile.as_of", "{} >= profile.as_of"]),
    "one_of": ('options = ["a", "b", "c"]\n', ['{} == "a"', '{} in ("a", "b")']),
    "set_of": ('options = ["a", "b", "c"]\n', ['"a" in {}', '"c" not in {}']),
    "text": ("", ['{} == "menu"']),
}
"""By type: what is declared beside it, and what conditions may say of a fact of the type."""
VALUES: Final[dict[str, st.SearchStrategy[Any]]] = {
    "yes_no": st.booleans(),
    "number": st.sampled_from([-10, -0.5, 0, 1.5, 2, 2.5, 10]),
    "whole": st.integers(1, 5),
    "date": st.sampled_from([-400, -31, -30, 0, 1]).map(lambda days: DAY + datetime.timedelta(days=days)),
    "one_of": st.sampled_from("abc"),
    "set_of": st.lists(st.sampled_from("abc"), unique=True).map(tuple),
    "text": st.sampled_from(["menu", "a", "none"]),
}


@attrs.frozen
class Own:
    """A rulebook with a house that declares facts, and the type of each by its name."""

    book: Rulebook
    types: dict[str, str]

    def stated(self, draw: Draw, holder: str) -> dict[str, Any]:
        """Facts of a holder, each stated or not."""
        names = [name.partition(".")[2] for name in self.types if name.startswith(f"{holder}.")]
        kept = [name for name in names if draw(st.booleans())]
        return {name: draw(VALUES[self.types[f"{holder}.{name}"]]) for name in kept}

    def profile(self, draw: Draw, number: int) -> cr.Profile:
        """A company of up to three channels."""
        channels = tuple(
            cr.Channel(
                id=f"c{place}",
                network=draw(st.sampled_from(NETWORKS)),
                status=draw(st.sampled_from(["active", "planned", "closed"])),
                own=self.stated(draw, "channel"),
            )
            for place in range(draw(st.integers(0, 3)))
        )
        plan = draw(st.sampled_from([None, "none", "plan"]))
        return cr.Profile(
            as_of=DAY,
            company=cr.Company(name=f"company {number}", own=self.stated(draw, "company")),
            channels=channels,
            communication_plan=cr.CommunicationPlan(own=self.stated(draw, "plan")) if plan == "plan" else plan,
        )


def loaded(files: dict[str, str]) -> Rulebook:
    """The rulebook of a house over one without rules; nobody has written examples, so none are asked for."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "own").mkdir()
        for name, content in files.items():
            (folder / name).write_text(content, encoding="utf-8")
        loader = _Loader(base(), trusted=True)
        knowledge = loader.load([folder])
    assert not loader.problems
    assert knowledge is not None
    return Rulebook(knowledge)


@st.composite
def owns(draw: Draw) -> Own:
    """A house with up to five facts of any type, a rule and now and then a presumption about each."""
    types: dict[str, str] = {}
    files = {
        "house.toml": 'name = "H"\nauthor = "A"\nformat = 1\nlanguages = []\n',
        "parameters.toml": '[own]\nvalue = 2\nunit = "hours"\nlow = 0\nhigh = 9\nmeaning = "m"\nsource = "s"\n'
        'date = 2026-01-01\ngrade = "C"\n',
        "facts.toml": "",
        "measures.toml": "",
        "presumptions.toml": "",
    }
    for number in range(draw(st.integers(1, 5))):
        holder, kind = draw(st.sampled_from(["company", "channel", "plan"])), draw(st.sampled_from(sorted(DECLARED)))
        name = f"{holder}.f{number}"
        more, conditions = DECLARED[kind]
        types[name] = kind
        written = "number" if kind == "whole" else kind
        files["facts.toml"] += f'["{name}"]\ntype = "{written}"\nmeaning = "m"\n{more}'
        files["facts.toml"] += f'["{name}".ask]\non_the_spot = true\ntext = "q?"\n'
        when = draw(st.sampled_from(conditions)).format(name)
        scope = "channel" if holder == "channel" else draw(st.sampled_from(["company", "channel"]))
        if holder == "channel" and draw(st.booleans()):
            files["measures.toml"] += f'["company.m{number}"]\nmeaning = "m"\nvalue = \'any(channels, {when})\'\n'
            when, scope = f"company.m{number}", "company"
        effect = draw(st.sampled_from({"channel": ["whim", "blocks_asset"], "company": ["overextended"]}[scope]))
        files[f"own/z{number}.toml"] = (
            f'title = "T"\ncites = ["G01"]\nkind = "advice"\norigin = "house"\nscope = "{scope}"\n'
            f"when = '''{when}'''\neffect = \"{effect}\"\nfinding = \"f\"\nremedy = \"r\"\n"
        )
        if draw(st.booleans()):
            value = draw(VALUES[kind])
            files["presumptions.toml"] += f'["{name}"]\nvalue = {toml(value)}\nsays = "s"\nwhy = "w"\n'
    return Own(loaded({name: content for name, content in files.items() if content}), types)


def toml(value: Any) -> str:
    """A value as TOML has it."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


@settings(max_examples=settings.default.max_examples // 5 or 1)
@given(st.data())
def test_whatever_a_house_declares_is_said_by_columns_as_by_rows(data: st.DataObject) -> None:
    own = data.draw(owns())
    profiles = [own.profile(data.draw, number) for number in range(6)]
    keys = [f"k{number}" for number in range(6)]
    presume = data.draw(st.booleans())
    found = assess(table(profiles, keys, own.book), rulebook=own.book, presume=presume)
    agree(own.book, found, list(zip(keys, profiles, strict=True)), presume=presume)


@settings(max_examples=settings.default.max_examples // 5 or 1)
@given(st.data())
def test_what_is_stated_is_read_back_and_fits_the_schema(data: st.DataObject) -> None:
    own = data.draw(owns())
    checker = jsonschema.Draft7Validator(own.book.schema("profile"), format_checker=jsonschema.FormatChecker())
    for number in range(4):
        profile = own.profile(data.draw, number)
        told = profile.to_dict()
        assert own.book.parse_profile(told) == profile
        assert not list(checker.iter_errors(told))


@settings(max_examples=settings.default.max_examples // 5 or 1)
@given(owns())
def test_every_declared_fact_is_of_the_type_that_is_declared(own: Own) -> None:
    kinds = {"whole": Kind.NUMBER, "number": Kind.NUMBER, "one_of": Kind.CHOICE, "set_of": Kind.SET}
    facts: dict[str, Fact] = dict(own.book.knowledge.own_facts)
    assert set(facts) == set(own.types)
    for name, kind in own.types.items():
        assert facts[name].term.type.kind is (kinds.get(kind) or Kind[kind.upper()])
