"""The native engine: one generated Python function for the company, one for a channel."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

import attrs

from channelrules.facts.layout import Layout, Row, Rows
from channelrules.inference.engine import Outcome, Outcomes, RuleSet
from channelrules.language.functions import ANEW, Functions, function_of
from channelrules.language.nodes import Expression
from channelrules.language.python_code import Coder

__all__ = ["NativeEngine", "function_over_rows", "row_function"]


_UNUSED: Final = "_"
_WORD: Final = re.compile(r"\w+")
_CHEAPER: Final = 4
"""How many members of a row can be unpacked in the time of one lookup."""


def function_over_rows(
    rules: RuleSet,
    scope: str,
    wanted: Sequence[tuple[str, Expression]],
    given: Sequence[str] = (),
    name: str = "evaluate",
    functions: Functions = ANEW,
) -> Callable[..., tuple[Outcome, ...]]:
    """Return a function from rows to the values of yes/no expressions.

    Args:
        rules: whose layout the rows have.
        scope: ``company`` (the function takes the company's row, parameters, given values) or
            ``channel`` (it takes the company's row, the channel's row, parameters, given values).
        wanted: for each expression the name that later ones may call it by, or an empty text.
        given: the names of yes/no values that are passed in.
        name: the function's own.
        functions: what generates it.
    """

    def write(coder: Coder, local: dict[str, str]) -> tuple[list[str], str]:
        body: list[str] = []
        for position, (called, node) in enumerate(wanted):
            said = coder.outcome(node)
            body += [*coder.taken(), f"o{position} = {said}"]
            if called:
                local[called] = f"o{position}"
        return body, "".join(f"o{position}, " for position in range(len(wanted)))

    return row_function(rules.layout, scope, write, given, name, functions)


def row_function(
    layout: Layout,
    scope: str,
    write: Callable[[Coder, dict[str, str]], tuple[list[str], str]],
    given: Sequence[str] = (),
    name: str = "evaluate",
    functions: Functions = ANEW,
) -> Callable[..., Any]:
    """Return a function over rows whose body is written by a function.

    Args:
        layout: that the rows have.
        scope: ``company`` or ``channel``, as in `function_over_rows`.
        write: given the writer of expressions and the variables of names, returns the lines of the body and
            the source of what the function returns, as the members of a tuple.
        given: the names of yes/no values that are passed in.
        name: the function's own.
        functions: what generates it.
    """
    return functions.made(name, lambda: _source(name, layout, scope, write, given))


def _source(
    function: str,
    layout: Layout,
    scope: str,
    write: Callable[[Coder, dict[str, str]], tuple[list[str], str]],
    given: Sequence[str],
) -> str:
    local: dict[str, str] = {}
    unpack: list[str] = []
    groups = [("c", layout.company), ("p", layout.parameters), ("g", tuple(given))]
    if scope == "channel":
        groups.append(("r", layout.channel))
    for prefix, names in groups:
        for position, name in enumerate(names):
            local[name] = f"{prefix}{position}"
    body, result = write(Coder(local.__getitem__), local)
    mentioned = set(_WORD.findall("\n".join([*body, result])))
    for prefix, names in groups:
        every = [f"{prefix}{position}" for position in range(len(names))]
        used = mentioned.intersection(every)
        if len(used) * _CHEAPER < len(every):
            unpack += [f"{each} = {prefix}[{each.removeprefix(prefix)}]" for each in every if each in used]
        elif used:
            unpack.append(f"({''.join(f'{each if each in used else _UNUSED}, ' for each in every)}) = {prefix}")
    arguments = "c, r, p, g=()" if scope == "channel" else "c, p, g=()"
    return function_of(function, arguments, [*unpack, *body, f"return ({result})"])


@attrs.frozen(eq=False, repr=False)
class NativeEngine:
    """Runs everywhere, and is used wherever rules are asked many times."""

    rules: RuleSet
    functions: Functions = ANEW
    name: Final = "native"
    _company: Callable[..., tuple[Outcome, ...]] = attrs.field(init=False)
    _channel: Callable[..., tuple[Outcome, ...]] = attrs.field(init=False)
    _concluding: tuple[int, ...] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """Generate the two functions."""
        given = [rule.concludes for rule in self.rules.company if rule.concludes]
        company = [(rule.concludes or "", rule.node) for rule in self.rules.company]
        channel = [(rule.concludes or "", rule.node) for rule in self.rules.channel]
        place = [position for position, rule in enumerate(self.rules.company) if rule.concludes]
        object.__setattr__(self, "_concluding", tuple(place))
        object.__setattr__(self, "_company", self._made("company", company))
        object.__setattr__(self, "_channel", self._made("channel", channel, given))

    def _made(
        self, scope: str, wanted: Sequence[tuple[str, Expression]], given: Sequence[str] = ()
    ) -> Callable[..., tuple[Outcome, ...]]:
        return function_over_rows(self.rules, scope, wanted, given, f"rules_of_{scope}", self.functions)

    def __reduce__(self) -> tuple[object, ...]:
        return NativeEngine, (self.rules,)

    def outcomes(self, rows: Rows, parameters: Row) -> Outcomes:
        """Return the outcome of every rule on the rows of one company."""
        own = rows.company
        company = self._company(own, parameters)
        given = self.given(company)
        channel = self._channel
        return Outcomes(company, tuple([channel(own, row, parameters, given) for row in rows.channels]))

    def company(self, own: Row, parameters: Row) -> tuple[Outcome, ...]:
        """Return the outcome of every rule asked of the company."""
        return self._company(own, parameters)

    def channel(self, own: Row, row: Row, parameters: Row, given: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
        """Return the outcome of every rule asked of a channel, given what the company's rules conclude."""
        return self._channel(own, row, parameters, given)

    def given(self, company: Sequence[Outcome]) -> tuple[Outcome, ...]:
        """Return what the company's rules conclude, in the order in which the rules of channels take it."""
        return tuple([company[position] for position in self._concluding])
