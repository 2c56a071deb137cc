"""Expressions of a type from the whole grammar, as somebody would write them: a generator for property tests.

Names, units and lists are those of the vocabulary, so that a new attribute is in the generator at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

import attrs
from hypothesis import strategies as st

from channelrules.facts.terms import LISTS
from channelrules.language.types import Kind, Type, Unit

LITERALS: Final = ("0", "1", "2", "3", "0.5", "-1", "0.1", "2.5", "7", "1_000", "0x10", "1e15", "-1e15", "1e-9")
WORDS: Final = ("x y", "a  b#c", "it's", 'say "hi"', "é한", "c0", "none", "\\")
OF_CHANNELS: Final = ("channel", "editorial", "network")
OWN: Final = re.compile(r"[.]([mc][0-9]|z_[a-z]+)$")
"""What the house has defined itself."""

GAP: Final = "\0"
"""Where white space may stand in an expression that is being written."""


@attrs.define
class Writer:
    """Writes expressions of a type at a place; what it may use grows with the house."""

    draw: Callable[[st.SearchStrategy[Any]], Any]
    terms: dict[str, Type]
    scopes: tuple[str, ...] = ()
    measure: bool = True
    members: str = ""

    def pick(self, options: Sequence[Any]) -> Any:
        """One of several things; the first is the simplest."""
        return options[self.draw(st.integers(0, len(options) - 1))]

    def name(self, names: Sequence[str]) -> str:
        """One of several names: what the house has defined and what the member at hand has come first."""
        own = [each for each in names if "." not in each or OWN.search(each)]
        return str(self.pick(own if own and self.draw(st.integers(0, 3)) else names))

    # --- what is seen from here ---

    def names(self, kind: Kind, unit: Unit | None = None) -> list[str]:
        found = [
            name
            for name, type_ in self.terms.items()
            if type_.kind is kind and self.sees(name.partition(".")[0]) and (unit is None or type_.unit == unit)
        ]
        if self.members and self.members != "channels":
            attributes = LISTS[self.members].attributes
            found += [
                name
                for name, type_ in attributes.items()
                if type_.kind is kind and (unit is None or type_.unit == unit)
            ]
        return found

    def sees(self, scope: str) -> bool:
        return scope in self.scopes or (self.members == "channels" and scope in OF_CHANNELS)

    def lists(self) -> list[str]:
        found = [each for each in LISTS if each != "channels" and self.sees(each.partition(".")[0])]
        return found if "channel" in self.scopes else [*found, "channels"]

    def attributes(self, kinds: Sequence[Kind], unit: Unit | None = None, *, also_channels: bool = True) -> list[str]:
        found = []
        for over in self.lists():
            if over == "channels":
                types = {
                    name.partition(".")[2]: type_
                    for name, type_ in self.terms.items()
                    if name.startswith("channel.") and also_channels
                }
            else:
                types = dict(LISTS[over].attributes)
            found += [
                f"{over}.{name}"
                for name, type_ in types.items()
                if type_.kind in kinds and (unit is None or type_.unit == unit)
            ]
        return found

    def ordered(self, kind: Kind, unit: Unit | None = None) -> list[str]:
        """The attributes of lists whose members have something that puts them in order."""
        found = self.attributes([kind], unit, also_channels=False)
        return [each for each in found if self.orders(each.rpartition(".")[0])]

    @staticmethod
    def orders(over: str) -> list[str]:
        return [name for name, type_ in LISTS[over].attributes.items() if type_.kind in {Kind.DATE, Kind.NUMBER}]

    # --- yes/no ---

    def yes_no(self, depth: int) -> str:
        ways: list[Callable[[int], str]] = [self.flag, self.numbers_compared]
        if depth > 0:
            ways += [self.both, self.negated, self.words_compared, self.member, self.dates_compared]
            ways += [self.same, self.numbers_compared, self.both, self.member]
            if self.measure:
                ways += [self.overlapping, self.chosen_yes_no]
                ways += [] if self.members else [self.any_or_all, self.count_compared, self.figure_compared] * 6
                ways += [self.months_compared]
                if self.members and LISTS[self.members].may_lack:
                    ways += [self.known, self.known]
        if self.members not in {"", "channels"}:
            ways = [*ways, *[self.words_compared, self.member, self.dates_compared, self.months_compared] * 3]
        if self.members == "channels":
            ways = [*ways, *[self.of_a_channels_list] * 6]
        return str(self.pick(ways)(depth - 1))

    def of_a_channels_list(self, depth: int) -> str:
        own = [each for each in self.ordered(Kind.NUMBER) if each.startswith(OF_CHANNELS)]
        words = [each for each in self.attributes([Kind.TEXT]) if each.startswith(OF_CHANNELS)]
        if own and self.draw(st.booleans()):
            return self.compared(self.order(), self.picked(self.pick(own)), self.plain(0, Unit()))
        return self.compared("in", self.text(depth), self.pick([each for each in words if "channels." not in each]))

    def flag(self, _depth: int) -> str:
        constant = self.draw(st.integers(0, 9)) == 9
        return self.name(["true", "false", "True"] if constant else self.names(Kind.YES_NO))

    def both(self, depth: int) -> str:
        word = self.pick(["and", "or"])
        count = self.pick([2, 3])
        parts = [self.yes_no(depth) for _ in range(count)]
        return "(" + f"{GAP}{word}{GAP}".join(parts) + ")"

    def negated(self, depth: int) -> str:
        return f"(not{GAP}{self.yes_no(depth)})"

    def same(self, depth: int) -> str:
        return self.compared(self.pick(["==", "!="]), self.yes_no(depth), self.yes_no(depth))

    def compared(self, op: str, left: str, right: str) -> str:
        return f"({left}{GAP}{op}{GAP}{right})"

    def order(self) -> str:
        return str(self.pick(["<", "<=", ">", ">=", "==", "!="]))

    def numbers_compared(self, depth: int) -> str:
        unit = self.unit()
        return self.compared(self.order(), self.number(depth, unit), self.number(depth, unit))

    def count_compared(self, depth: int) -> str:
        left, right = self.counted(depth, Unit()), self.number(0, Unit())
        return self.compared(self.order(), *self.pick([(left, right), (right, left)]))

    def figure_compared(self, depth: int) -> str:
        attributes = self.attributes([Kind.NUMBER])
        unit = self.unit_of(self.pick(attributes))
        left, right = self.figure(depth, unit), self.number(0, unit)
        return self.compared(self.order(), *self.pick([(left, right), (right, left)]))

    def months_compared(self, depth: int) -> str:
        months = Unit.parse("months")
        return self.compared(self.order(), self.empty_months(depth, months), self.plain(0, months))

    def dates_compared(self, depth: int) -> str:
        return self.compared(self.order(), self.date(depth), self.date(depth))

    def words_compared(self, depth: int) -> str:
        if self.draw(st.booleans()):
            left, options = self.choice(depth)
            right = f'"{self.pick(options)}"' if self.draw(st.booleans()) else left
            return self.compared(self.pick(["==", "!="]), *self.pick([(left, right), (right, left)]))
        return self.compared(self.pick(["==", "!="]), self.text(depth), self.text(depth))

    def member(self, depth: int) -> str:
        word = self.pick(["in", f"not{GAP}in"])
        sort = self.pick(["choice", "text", "set", "list"])
        listed = self.attributes([Kind.CHOICE, Kind.TEXT]) if self.measure else []
        if sort == "list" and listed:
            left = self.text(depth) if self.draw(st.booleans()) else self.choice(depth)[0]
            return self.compared(word, left, self.pick(listed))
        if sort == "set":
            among, options = self.set(depth)
            left = self.pick([f'"{self.pick(options)}"', self.text(0), self.choice(0)[0]])
            if left.startswith('"') and left.strip('"') not in options:
                left = f'"{options[0]}"'
            return self.compared(word, left if left[0] != "'" else f'"{options[0]}"', among)
        if sort == "choice":
            left, options = self.choice(depth)
            words = ", ".join(f'"{self.pick(options)}"' for _ in range(self.pick([2, 1, 3])))
        else:
            left = self.text(depth)
            words = ", ".join(self.literal_text() for _ in range(self.pick([2, 1])))
        return self.compared(word, left, self.pick([f"({words},)", f"[{words}]"]))

    def overlapping(self, depth: int) -> str:
        return f"overlaps({self.set(depth)[0]}, {self.set(depth)[0]})"

    def known(self, _depth: int) -> str:
        return f"known({self.pick(list(LISTS[self.members].attributes))})"

    def chosen(self, depth: int, write: Callable[[int], str]) -> str:
        return f"({write(depth)}{GAP}if{GAP}{self.yes_no(depth)}{GAP}else{GAP}{write(depth)})"

    def chosen_yes_no(self, depth: int) -> str:
        return self.chosen(depth, self.yes_no)

    def any_or_all(self, depth: int) -> str:
        over = self.pick(self.lists())
        return f"{self.pick(['any', 'all'])}({over},{GAP}{self.inside(over, depth)})"

    def inside(self, over: str, depth: int) -> str:
        return attrs.evolve(self, members=over).yes_no(depth)

    # --- numbers ---

    def type_of(self, name: str) -> Type:
        return self.terms[name] if "." in name else LISTS[self.members].attributes[name]

    def unit_of(self, attribute: str) -> Unit:
        over, _, name = attribute.rpartition(".")
        type_ = self.terms[f"channel.{name}"] if over == "channels" else LISTS[over].attributes[name]
        return type_.unit or Unit()

    def unit(self) -> Unit:
        own = {
            type_.unit or Unit() for name, type_ in self.terms.items() if type_.kind is Kind.NUMBER and OWN.search(name)
        }
        if own and self.draw(st.booleans()):
            return self.pick(sorted(own, key=str))  # type: ignore[no-any-return]
        units = {type_.unit or Unit() for name, type_ in self.terms.items() if type_.kind is Kind.NUMBER}
        return self.pick([Unit(), *sorted(units - {Unit()}, key=str)])  # type: ignore[no-any-return]

    def number(self, depth: int, unit: Unit) -> str:
        names = self.names(Kind.NUMBER, unit)
        ways: list[Callable[[int, Unit], str]] = [self.plain, self.named if names else self.plain]
        if depth > 0:
            ways += [self.added, self.multiplied, self.named if names else self.added]
            if unit == Unit():
                ways += [self.divided]
            if unit == Unit.parse("days"):
                ways += [self.days, self.days]
            if self.measure:
                ways += [self.extreme, self.chosen_number]
                if unit == Unit.parse("months"):
                    ways += [self.months, self.empty_months, self.empty_months]
                if unit == Unit():
                    ways += [self.size]
                if self.ordered(Kind.NUMBER, unit):
                    ways += [self.latest]
                if not self.members:
                    ways += [self.figure, self.figure] if self.attributes([Kind.NUMBER], unit) else []
                    ways += [self.counted] if unit == Unit() else []
        return str(self.pick(ways)(depth - 1, unit))

    def plain(self, _depth: int, _unit: Unit) -> str:
        return str(self.pick(LITERALS))

    def named(self, _depth: int, unit: Unit) -> str:
        return self.name(self.names(Kind.NUMBER, unit))

    def added(self, depth: int, unit: Unit) -> str:
        return self.compared(self.pick("+-"), self.number(depth, unit), self.number(depth, unit))

    def multiplied(self, depth: int, unit: Unit) -> str:
        names = self.names(Kind.NUMBER, unit)
        left = self.number(depth, unit) if unit == Unit() or not names else self.pick(names)
        return self.compared(self.pick("*/"), left, self.number(depth, Unit()))

    def divided(self, depth: int, _unit: Unit) -> str:
        unit = self.unit()
        names = self.names(Kind.NUMBER, unit)
        below = self.pick(names) if names else self.number(depth, unit)
        return self.compared("/", self.number(depth, unit), below)

    def days(self, depth: int, _unit: Unit) -> str:
        if self.measure and self.draw(st.booleans()):
            return f"days_since({self.date(depth)})"
        return self.compared("-", self.date(depth), self.date(depth))

    def extreme(self, depth: int, unit: Unit) -> str:
        parts = ", ".join(self.number(depth, unit) for _ in range(self.pick([2, 3])))
        return f"{self.pick(['least', 'greatest'])}({parts})"

    def chosen_number(self, depth: int, unit: Unit) -> str:
        return self.chosen(depth, lambda deeper: self.number(deeper, unit))

    def months(self, depth: int, _unit: Unit) -> str:
        return f"months_in({self.date(depth)}, {self.date(depth)})"

    def empty_months(self, depth: int, _unit: Unit) -> str:
        dates = self.attributes([Kind.DATE])
        return f"empty_months({self.pick(dates)}, {self.date(depth)}, {self.date(depth)})"

    def size(self, depth: int, _unit: Unit) -> str:
        return f"size({self.set(depth)[0]})"

    def latest(self, _depth: int, unit: Unit) -> str:
        return self.picked(self.pick(self.ordered(Kind.NUMBER, unit)))

    def picked(self, attribute: str) -> str:
        by = self.pick(self.orders(attribute.rpartition(".")[0]))
        return f"{self.pick(['latest', 'earliest'])}({attribute}, by={by})"

    def counted(self, depth: int, _unit: Unit) -> str:
        over = self.pick(self.lists())
        where = f",{GAP}{self.inside(over, depth)}" if self.draw(st.booleans()) else ""
        return f"count({over}{where})"

    def figure(self, depth: int, unit: Unit) -> str:
        attribute = self.pick(self.attributes([Kind.NUMBER], unit))
        where = ""
        if self.draw(st.booleans()):
            where = f",{GAP}{self.inside(attribute.rpartition('.')[0], depth)}"
        return f"{self.pick(['sum', 'min', 'max'])}({attribute}{where})"

    # --- dates, words, sets ---

    def date(self, depth: int) -> str:
        ways: list[Callable[[], str]] = [lambda: self.name(self.names(Kind.DATE))]
        if depth > 0 and self.measure:
            ways += [lambda: self.chosen(depth - 1, self.date)]
            picked = self.ordered(Kind.DATE)
            ways += [lambda: self.picked(self.pick(picked))] if picked else []
        return str(self.pick(ways)())

    def text(self, depth: int) -> str:
        names = self.names(Kind.TEXT)
        ways: list[Callable[[], str]] = [lambda: self.name(names), self.literal_text]
        if depth > 0 and self.measure:
            ways += [lambda: self.chosen(depth - 1, self.text)]
            picked = self.ordered(Kind.TEXT)
            ways += [lambda: self.picked(self.pick(picked))] if picked else []
        return str(self.pick(ways)())

    def literal_text(self) -> str:
        word: str = self.pick(WORDS)
        quote = "'" if '"' in word else '"'
        return quote + word.replace("\\", "\\\\").replace(quote, "\\" + quote) + quote

    def choice(self, depth: int) -> tuple[str, tuple[str, ...]]:
        name = self.name(self.names(Kind.CHOICE))
        options = self.type_of(name).options
        if depth > 0 and self.measure and self.draw(st.booleans()):
            return f"({name}{GAP}if{GAP}{self.yes_no(depth - 1)}{GAP}else{GAP}{name})", options
        return name, options

    def set(self, depth: int) -> tuple[str, tuple[str, ...]]:
        name = self.name(self.names(Kind.SET))
        options = self.type_of(name).options
        way = self.pick(["name", "missing", "chosen"]) if depth > 0 and self.measure else "name"
        if way == "missing":
            return f"missing({name}, {self.set(depth - 1)[0]})", options
        if way == "chosen":
            return f"({name}{GAP}if{GAP}{self.yes_no(depth - 1)}{GAP}else{GAP}{name})", options
        return name, options


_GAPS: Final = (" ", "\n", "   ", '\n  # it\'s a "comment" (\n  ')


def spaced(draw: Callable[[st.SearchStrategy[Any]], Any], text: str) -> str:
    """The text with white space, line breaks and comments where they may stand."""
    if not draw(st.booleans()):
        return text.replace(GAP, " ")
    first, *rest = text.split(GAP)
    return first + "".join(_GAPS[draw(st.integers(0, len(_GAPS) - 1))] + part for part in rest)
