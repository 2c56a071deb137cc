"""What is presumed of a profile, derived all at once from what it states.

A presumption applies where its fact is not stated, its condition ``where`` is surely true, its condition ``unless``
is not, its value is known and in range, and the value does not contradict what is stated. Presumptions read stated
facts only, never presumed ones.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import attrs

from channelrules.facts.contradictions import contradictions_of
from channelrules.facts.layout import Row, Rows
from channelrules.inference.engine import RuleSet
from channelrules.inference.native import row_function
from channelrules.knowledge.presumption import Presumption, guard_of
from channelrules.language.functions import ANEW, Functions
from channelrules.language.nodes import Expression, Literal, Name, rebuilt
from channelrules.language.python_code import Coder
from channelrules.language.types import Kind

__all__ = ["Presumed", "Presuming", "Spot", "against"]

Spot: TypeAlias = tuple[str, int | None]
"""A fact and the place of its channel in the profile; ``None`` for the company and its plan."""


@attrs.frozen
class Presumed:
    """What is presumed of one profile.

    Attributes:
        own: the presumed values of the company and its plan, ``None`` where nothing is presumed.
        channels: the same of each channel.
        own_order, channel_orders: which presumption of its fact each value comes from, 0 where none applies.
    """

    own: Row
    channels: tuple[Row, ...]
    own_order: tuple[int, ...]
    channel_orders: tuple[tuple[int, ...], ...]


@attrs.frozen(eq=False, repr=False)
class Presuming:
    """The presumptions of a rulebook, compiled.

    Attributes:
        rules: whose layout the rows have.
        presumptions: in the order of their file.
        functions: what generates the functions of all of them.
    """

    rules: RuleSet
    presumptions: tuple[Presumption, ...]
    functions: Functions = ANEW
    _by_fact: Mapping[str, tuple[Presumption, ...]] = attrs.field(init=False)
    _company: Callable[..., tuple[Row, tuple[int, ...]]] = attrs.field(init=False)
    _channel: Callable[..., tuple[Row, tuple[int, ...]]] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """Generate the two functions."""
        by_fact: dict[str, tuple[Presumption, ...]] = {}
        for each in self.presumptions:
            by_fact[each.fact] = (*by_fact.get(each.fact, ()), each)
        presumable = self.rules.layout.presumed
        for name, value in (
            ("_by_fact", by_fact),
            ("_company", self._function("company", presumable.company, by_fact, self.functions)),
            ("_channel", self._function("channel", presumable.channel, by_fact, self.functions)),
        ):
            object.__setattr__(self, name, value)

    def __reduce__(self) -> tuple[object, ...]:
        return Presuming, (self.rules, self.presumptions)

    def _function(
        self,
        scope: str,
        facts: Sequence[str],
        by_fact: Mapping[str, Sequence[Presumption]],
        functions: Functions = ANEW,
    ) -> Callable[..., tuple[Row, tuple[int, ...]]]:
        def write(coder: Coder, local: dict[str, str]) -> tuple[list[str], str]:
            body = _lines(coder, facts, local.__getitem__, by_fact)
            values = "".join(f"y{place}, " for place in range(len(facts)))
            orders = "".join(f"w{place}, " for place in range(len(facts)))
            return body, f"({values}), ({orders})"

        return row_function(self.rules.layout, scope, write, (), f"presumed_of_{scope}", functions)

    def presumed(self, rows: Rows, parameters: Row) -> Presumed:
        """Return what is presumed of a profile, given the rows of what it states.

        Args:
            rows: with the current facts about networks.
            parameters: the values of the parameters.
        """
        own, own_order = self._company(rows.company, parameters)
        found = [self._channel(rows.company, row, parameters) for row in rows.channels]
        return Presumed(own, tuple([values for values, _ in found]), own_order, tuple([orders for _, orders in found]))

    def of_company(self, own: Row, parameters: Row) -> tuple[Row, tuple[int, ...]]:
        """Return what is presumed of the company and its plan, and the presumptions used, given its row."""
        return self._company(own, parameters)

    def of_channel(self, own: Row, row: Row, parameters: Row) -> tuple[Row, tuple[int, ...]]:
        """Return what is presumed of a channel, and the presumptions used, given the company's row and its own."""
        return self._channel(own, row, parameters)

    def again(self, facts: Sequence[str]) -> tuple[tuple[int, ...], Callable[..., tuple[Row, tuple[int, ...]]]]:
        """Return a function that presumes some facts of a channel, and their places among all presumable ones."""
        places = {name: place for place, name in enumerate(self.rules.layout.presumed.channel)}
        kept = [each for each in facts if each in places]
        return tuple(places[each] for each in kept), self._function("channel", kept, self._by_fact)

    def written(self, facts: Sequence[str], name: Callable[[str], str]) -> tuple[list[str], str]:
        """Return lines that presume some facts of a channel, and the source of all that is presumed of it then.

        What is presumed of its other facts is passed in, as ``g0``, ``g1`` and so on.

        Args:
            facts: of a channel.
            name: the source of a name or parameter.
        """
        every = self.rules.layout.presumed.channel
        kept = [each for each in every if each in facts]
        place = {each: f"y{number}" for number, each in enumerate(kept)}
        values = "".join(f"{place.get(each, f'g{number}')}, " for number, each in enumerate(every))
        return _lines(Coder(name), kept, name, self._by_fact), f"({values})"

    def spots(self, presumed: Presumed) -> Iterator[tuple[Spot, Presumption]]:
        """Yield each fact that is presumed, with the presumption that gives it."""
        presumable = self.rules.layout.presumed
        for name, order in zip(presumable.company, presumed.own_order, strict=True):
            if order:
                yield (name, None), self._by_fact[name][order - 1]
        for position, orders in enumerate(presumed.channel_orders):
            for name, order in zip(presumable.channel, orders, strict=True):
                if order:
                    yield (name, position), self._by_fact[name][order - 1]

    def only(self, presumed: Presumed, kept: Collection[Spot]) -> Presumed:
        """Return it with only some of the presumed facts."""
        presumable = self.rules.layout.presumed

        def cut(names: Sequence[str], values: Sequence[Any], position: int | None) -> tuple[Any, ...]:
            return tuple(value if (name, position) in kept else None for name, value in zip(names, values, strict=True))

        own = cut(presumable.company, presumed.own, None)
        channels = tuple(cut(presumable.channel, row, position) for position, row in enumerate(presumed.channels))
        own_order = tuple(order or 0 for order in cut(presumable.company, presumed.own_order, None))
        orders = tuple(
            tuple(order or 0 for order in cut(presumable.channel, row, position))
            for position, row in enumerate(presumed.channel_orders)
        )
        return Presumed(own, channels, own_order, orders)


def _lines(
    coder: Coder, facts: Sequence[str], name: Callable[[str], str], by_fact: Mapping[str, Sequence[Presumption]]
) -> list[str]:
    """Return the lines that presume facts: the value of each, and which of its presumptions it comes from."""
    body: list[str] = []
    for place, fact in enumerate(facts):
        tried = list(_tried(coder, by_fact.get(fact, ()), place, guard_of(fact)))
        body += [*coder.taken(), f"y{place}, w{place} = None, 0"]
        body += [f"if {name(fact)} is None:", *(f"    {line}" for line in tried)] if tried else []
    return body


def _tried(coder: Coder, presumptions: Sequence[Presumption], place: int, guard: str | None) -> Iterator[str]:
    """Yield the lines that try the presumptions of a fact in order until one applies; none without presumptions."""
    if guard is not None and presumptions:
        yield f"if {coder.true(Name(guard))}:"
        yield from (f"    {line}" for line in _tried(coder, presumptions, place, None))
        return
    for number, each in enumerate(presumptions):
        conditions = [f"not w{place}"] if number else []
        conditions += [] if each.where is None else [coder.true(each.where)]
        conditions += [f"not ({coder.true(node)})" for node in against(each)]
        if isinstance(each.value, Literal):
            holds = " and ".join(conditions) or "True"
            yield f"if {holds}: y{place}, w{place} = {coder.value(each.value)}, {each.order}"
            continue
        yield f"it = {coder.value(each.value)}"
        conditions += ["it is not None", *_in_range(each)]
        yield f"if {' and '.join(conditions)}: y{place}, w{place} = it, {each.order}"


def _in_range(presumption: Presumption) -> Iterator[str]:
    spec = presumption.spec
    if spec.type.kind is Kind.NUMBER:
        yield f"{spec.low!r} <= it <= {spec.high!r}"
        if spec.whole:
            yield "it == int(it)"


def against(presumption: Presumption) -> tuple[Expression, ...]:
    """Return the conditions each of which keeps a presumption from applying where it is surely true.

    They are its own ``unless`` and every contradiction that its fact can be part of, with the presumed value inserted.
    """

    def put(node: Expression) -> Expression | None:
        return presumption.value if node == Name(presumption.fact) else None

    own = () if presumption.unless is None else (presumption.unless,)
    return (*own, *(rebuilt(each.node, put) for each in contradictions_of(presumption.fact)))
