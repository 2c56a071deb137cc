"""Parses text to a tree: Python's grammar through `ast`, restricted to a whitelist, with types checked.

Nothing is ever evaluated as Python. A construct that is not on the list is refused with its place, what
was seen and, for a misspelt name, the name that was probably meant.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Sequence
from typing import Final, NoReturn

import attrs

from channelrules.errors import ExpressionError
from channelrules.language import figures
from channelrules.language.arithmetic import EXACT, GREATEST, LONGEST
from channelrules.language.entries import Misfit, Operator
from channelrules.language.lower import SUGAR
from channelrules.language.nodes import (
    Aggregate,
    And,
    Choose,
    Compare,
    EmptyMonths,
    Expression,
    Item,
    Known,
    Literal,
    Member,
    Name,
    Not,
    Operation,
    Or,
    Pick,
    Projection,
)
from channelrules.language.operators import MOST_DAYS, functions, named, signed
from channelrules.language.source import MAX_LENGTH, Source, hidden
from channelrules.language.types import Items, Kind, Type, Vocabulary, number, yes_no

__all__ = ["MAX_LENGTH", "infer", "parse"]

CHANNEL_SCOPES: Final = frozenset({"channel", "editorial", "network"})

_COMPARISONS: Final[dict[type[ast.cmpop], str]] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_SIGNS: Final[dict[type[ast.operator], str]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Mod: "%",
    ast.FloorDiv: "//",
    ast.Pow: "**",
}
_LARGEST: Final = 10**15


def parse(
    text: str,
    vocabulary: Vocabulary,
    expected: Type = yes_no,
    *,
    scopes: frozenset[str] | None = None,
    measure: bool = False,
) -> Expression:
    """Return the tree of a condition or, with ``measure=True``, of a measure.

    Args:
        text: one expression; line breaks are allowed, at most 4,000 characters, 30 levels deep.
        vocabulary: every name there is, with its type.
        expected: the type that the whole must have.
        scopes: the scopes that the expression may use; all where left out. Inside an aggregate over
            ``channels`` it may use the scopes of a channel, too.
        measure: whether aggregates, ``known`` and the other functions are allowed.

    Raises:
        ExpressionError: the first thing that is wrong, with a caret under the place.
    """
    reader, tree = _open(text, vocabulary, scopes, measure=measure)
    node, found = reader.read(tree)
    if not found.fits(expected):
        reader.fail(tree, f"this is a {found}, where a {expected} is expected")
    return node


def infer(text: str, vocabulary: Vocabulary, *, scopes: frozenset[str] | None = None) -> tuple[Expression, Type]:
    """Return the tree of a measure and the type that it has; otherwise as `parse`."""
    reader, tree = _open(text, vocabulary, scopes, measure=True)
    return reader.read(tree)


def _open(
    text: str, vocabulary: Vocabulary, scopes: frozenset[str] | None, *, measure: bool
) -> tuple[_Reader, ast.expr]:
    source = Source.of(text)
    return _Reader(source, vocabulary, measure, scopes), source.tree()


_Typed = tuple[Expression, Type]


@attrs.define(eq=False, repr=False)
class _Reader:
    source: Source
    vocabulary: Vocabulary
    measure: bool
    scopes: frozenset[str] | None
    members: Items | None = None

    def fail(self, at: ast.AST, message: str, hint: str = "") -> NoReturn:
        raise ExpressionError(self.source.caret(self.source.place(at), message, hint))

    def read(self, at: ast.expr) -> _Typed:
        match at:
            case ast.Constant():
                return self.literal(at)
            case ast.Name():
                return self.bare_name(at)
            case ast.Attribute():
                return self.dotted_name(at)
            case ast.BoolOp(op, values):
                parts = tuple(self.read_yes_no(value) for value in values)
                return (And(parts) if isinstance(op, ast.And) else Or(parts)), yes_no
            case ast.UnaryOp(ast.Not(), operand):
                return Not(self.read_yes_no(operand)), yes_no
            case ast.UnaryOp(ast.USub(), ast.Constant(int() | float() as value)) if not isinstance(value, bool):
                return self.number(at, -value)
            case ast.Compare():
                return self.comparison(at)
            case ast.BinOp():
                return self.infix(at)
            case ast.IfExp():
                return self.choice(at)
            case ast.Call():
                return self.call(at)
            case ast.Tuple() | ast.List():
                self.fail(at, "a list of words stands only to the right of 'in'")
            case _:
                self.fail(at, f"{_describe(at)} is not part of the language")

    def read_yes_no(self, at: ast.expr) -> Expression:
        node, found = self.read(at)
        if found.kind is not Kind.YES_NO:
            self.fail(at, f"'and', 'or' and 'not' join yes/no values, this is a {found}")
        return node

    def read_kind(self, at: ast.expr, kind: Kind) -> _Typed:
        node, found = self.read(at)
        if found.kind is not kind:
            self.fail(at, f"this is a {found}, where a {kind.value} is expected")
        return node, found

    def literal(self, at: ast.Constant) -> _Typed:
        value = at.value
        if isinstance(value, bool):
            return Literal(value), yes_no
        if isinstance(value, int | float):
            return self.number(at, value)
        if isinstance(value, str):
            return Literal(self.visible(at, value)), Type(Kind.TEXT)
        self.fail(at, f"{type(value).__name__} values are not part of the language")

    def number(self, at: ast.expr, value: float) -> _Typed:
        # A whole number of many digits may be too great for a float, so it is compared and never converted.
        if abs(value) > _LARGEST or not math.isfinite(value):
            self.fail(at, "a number must be finite, at most 15 digits before the point")
        return Literal(value), Type(Kind.NUMBER, low=value, most=abs(value))

    def visible(self, at: ast.expr, word: str) -> str:
        if hidden(word):
            self.fail(at, "a word in quotes holds no line breaks and no control characters")
        return word

    def bare_name(self, at: ast.Name) -> _Typed:
        if self.members and at.id in self.members.attributes:
            return Item(at.id), self.members.attributes[at.id]
        if at.id in {"true", "false"}:
            return Literal(at.id == "true"), yes_no
        if self.members and self.members.attributes:
            known = ", ".join(self.members.attributes)
            self.fail(at, f"members of {self.members.name} have no '{at.id}'; they have {known}")
        self.fail(at, f"'{at.id}' is no name: a name is written scope.attribute", self.hint(at.id))

    def hint(self, name: str) -> str:
        close = self.vocabulary.closest(name)
        return f"Did you mean '{close}'?" if close else ""

    def dotted_name(self, at: ast.Attribute) -> _Typed:
        if not isinstance(at.value, ast.Name):
            self.fail(at, "attributes of attributes are not part of the language")
        name = f"{at.value.id}.{at.attr}"
        if name in self.vocabulary:
            self.seen_from_here(at, at.value.id)
            return Name(name), self.vocabulary[name].type
        self.fail(at, f"unknown name '{name}'", self.hint(name))

    def seen_from_here(self, at: ast.AST, scope: str) -> None:
        if self.scopes is None or scope in self.scopes:
            return
        if self.members is not None and self.members.name == "channels" and scope in CHANNEL_SCOPES:
            return
        self.fail(at, f"'{scope}.…' is not seen from here: only {', '.join(sorted(self.scopes))}")

    def comparison(self, at: ast.Compare) -> _Typed:
        if len(at.ops) > 1:
            self.fail(at.comparators[1], "comparisons are not chained: join them with 'and'")
        operator, right_at = at.ops[0], at.comparators[0]
        if isinstance(operator, ast.In | ast.NotIn):
            node: Expression = self.membership(at.left, right_at)
            return (Not(node) if isinstance(operator, ast.NotIn) else node), yes_no
        if type(operator) not in _COMPARISONS:
            self.fail(at, "'is' is not part of the language: write '=='")
        op = _COMPARISONS[type(operator)]
        (left, left_type), (right, right_type) = self.read(at.left), self.read(right_at)
        self.comparable(at, op, left_type, right_type)
        for node, found, other, place in (
            (left, left_type, right_type, at.left),
            (right, right_type, left_type, right_at),
        ):
            self.among_options(place, node, found, other)
        return Compare(op, left, right), yes_no

    def comparable(self, at: ast.AST, op: str, left: Type, right: Type) -> None:
        kinds = {left.kind, right.kind}
        if kinds == {Kind.CHOICE, Kind.TEXT} or (kinds == {Kind.CHOICE} and set(left.options) & set(right.options)):
            orderable = False
        elif len(kinds) > 1 or kinds & {Kind.CHOICE, Kind.SET}:
            self.fail(at, f"a {left} cannot be compared with a {right}")
        elif kinds == {Kind.NUMBER} and not left.fits(right):
            self.fail(at, f"{left.unit} cannot be compared with {right.unit}")
        else:
            orderable = kinds <= {Kind.NUMBER, Kind.DATE}
        if not orderable and op not in {"==", "!="}:
            self.fail(at, f"'{op}' orders numbers and dates, not a {left}")

    def among_options(self, at: ast.AST, node: Expression, found: Type, other: Type) -> None:
        if isinstance(node, Literal) and found.kind is Kind.TEXT and other.kind is Kind.CHOICE:
            self.option(at, str(node.value), other)

    def option(self, at: ast.AST, word: str, among: Type) -> None:
        if not among.admits(word):
            self.fail(at, f"'{word}' is not one of {', '.join(among.options)}")

    def membership(self, left_at: ast.expr, right_at: ast.expr) -> Expression:
        left, found = self.read(left_at)
        if found.kind not in {Kind.CHOICE, Kind.TEXT}:
            self.fail(left_at, f"'in' asks for a word, this is a {found}")
        if isinstance(right_at, ast.Tuple | ast.List):
            words = tuple(self.word(element, found) for element in right_at.elts)
            if not words:
                self.fail(right_at, "the list of words is empty")
            return Member(left, Literal(words))
        if self.measure and isinstance(right_at, ast.Attribute) and self.is_list(right_at.value):
            projection, projected = self.projection(right_at)
            if projected.kind not in {Kind.CHOICE, Kind.TEXT}:
                self.fail(right_at, f"'in' asks for words, these are a {projected} each")
            return Member(left, projection)
        right, among = self.read(right_at)
        if among.kind is not Kind.SET:
            self.fail(right_at, f"'in' looks into a set or a list of words, this is a {among}")
        if isinstance(left, Literal):
            self.option(left_at, str(left.value), among)
        return Member(left, right)

    def is_list(self, at: ast.expr) -> bool:
        return isinstance(at, ast.Attribute) or (isinstance(at, ast.Name) and at.id in self.vocabulary.lists)

    def word(self, at: ast.expr, among: Type) -> str:
        if not (isinstance(at, ast.Constant) and isinstance(at.value, str)):
            self.fail(at, "a list holds words in quotes")
        word = self.visible(at, at.value)
        if among.kind is Kind.CHOICE:
            self.option(at, word, among)
        return word

    def infix(self, at: ast.BinOp) -> _Typed:
        found = signed(_SIGNS.get(type(at.op), ""))
        if not found:
            self.fail(at, f"{_describe(at.op)} is not part of the language")
        read = [self.read(part) for part in (at.left, at.right)]
        kinds = tuple(type_.kind for _, type_ in read)
        meant = next((each for each in found if each.takes.kinds == kinds), found[0])
        return self.operation(at, meant, (at.left, at.right), read)

    def operation(self, at: ast.AST, operator: Operator, places: Sequence[ast.expr], read: Sequence[_Typed]) -> _Typed:
        for each, (place, (_, found)) in enumerate(zip(places, read, strict=True)):
            kind = operator.takes.kind(each)
            if found.kind is not kind:
                said = f"this is a {found}"
                if isinstance(at, ast.Call):
                    self.fail(place, f"{said}, where a {kind.value} is expected")
                self.fail(place, f"'{operator.written}' takes {kind.value}s, {said}")
        try:
            given = operator.type([found for _, found in read])
        except Misfit as misfit:
            self.fail(at if misfit.place is None else places[misfit.place], str(misfit))
        parts = tuple(node for node, _ in read)
        if given.kind is not Kind.NUMBER:
            return Operation(operator.name, parts, wide=False), given
        most = _greatest(given)
        wide = operator.rounded and most > EXACT
        return Operation(operator.name, parts, wide), attrs.evolve(given, most=min(most, GREATEST))

    def choice(self, at: ast.IfExp) -> _Typed:
        self.only_measures(at, "'… if … else …'")
        test = self.read_yes_no(at.test)
        (then, then_type), (otherwise, other_type) = self.read(at.body), self.read(at.orelse)
        if not then_type.fits(other_type):
            self.fail(at, f"the branches differ: a {then_type} and a {other_type}")
        return Choose(test, then, otherwise), _either(then_type, other_type)

    def only_measures(self, at: ast.AST, what: str) -> None:
        if not self.measure:
            self.fail(at, f"{what} is allowed in measures only, not in a rule")

    def call(self, at: ast.Call) -> _Typed:
        if not isinstance(at.func, ast.Name):
            self.fail(at, "calls of this kind are not part of the language")
        name = at.func.id
        known = (*figures.FIGURES, *_FUNCTIONS, *functions(), *SUGAR)
        if name not in known:
            self.fail(at, f"there is no function '{name}'; measures have {', '.join(sorted(known))}")
        self.only_measures(at, f"'{name}(…)'")
        if name not in _NAMED and at.keywords:
            self.fail(at, f"'{name}' takes no named arguments")
        if name in figures.FIGURES:
            return self.aggregate(at)
        if name in _FUNCTIONS:
            made: _Typed = _FUNCTIONS[name].__get__(self)(at)
            return made
        return self.function(at, name)

    def function(self, at: ast.Call, name: str) -> _Typed:
        sugar = SUGAR.get(name)
        operator = named(name if sugar is None else sugar.op)
        takes, first = (operator.takes, ()) if sugar is None else (sugar.takes, sugar.first)
        if not takes.fit(len(at.args)):
            if takes.more:
                count = ("one", "two", "three")[takes.least - 1]
                self.fail(at, f"this takes {count} {takes.kind(0).value}s or more")
            self.arguments(at, takes.least)
        places = [*(at for _ in first), *at.args]
        return self.operation(at, operator, places, [*first, *map(self.read, at.args)])

    def arguments(self, at: ast.Call, count: int) -> Sequence[ast.expr]:
        if len(at.args) != count:
            self.fail(at, f"this takes {count} argument{'s' if count > 1 else ''}, {len(at.args)} given")
        return at.args

    def aggregate(self, at: ast.Call) -> _Typed:
        name = at.func.id if isinstance(at.func, ast.Name) else ""
        meant = figures.figure(name)
        if not (2 if meant.needs_condition else 1) <= len(at.args) <= 2:
            self.fail(at, f"'{name}' takes a list and a condition")
        if self.members is not None:
            self.fail(at, "aggregates are not nested")
        attribute: str | None = None
        if meant.of_numbers:
            projection, found = self.projection(at.args[0])
            over, attribute = projection.over, projection.attribute
            if found.kind is not Kind.NUMBER:
                self.fail(at.args[0], f"'{name}' takes numbers, these are a {found} each")
        else:
            over, found = self.list_name(at.args[0]), number("1", low=0, most=LONGEST)
        where = None
        if len(at.args) > 1:
            self.members = self.vocabulary.lists[over]
            where = self.read_yes_no(at.args[1])
            self.members = None
        from_zero = found.low is not None and found.low >= 0
        given = meant.type(found)
        if given.kind is not Kind.NUMBER:
            return Aggregate(name, over, attribute, where, from_zero), given
        most = _greatest(given)
        wide = isinstance(meant, figures.Bounded) and most > GREATEST
        return Aggregate(name, over, attribute, where, from_zero, wide), attrs.evolve(given, most=min(most, GREATEST))

    def list_name(self, at: ast.expr) -> str:
        text = ast.unparse(at)
        if text in self.vocabulary.lists:
            if "." in text:
                self.seen_from_here(at, text.partition(".")[0])
            elif self.scopes is not None and "channel" in self.scopes:
                self.fail(at, "one channel does not look at the others: aggregate over channels for the company")
            return text
        self.fail(at, f"'{text}' is no list; there are {', '.join(self.vocabulary.lists)}")

    def projection(self, at: ast.expr) -> tuple[Projection, Type]:
        if not isinstance(at, ast.Attribute):
            self.fail(at, "an attribute of a list is expected, such as plan.entries.id")
        over = self.list_name(at.value)
        if over == "channels":
            name = f"channel.{at.attr}"
            if name not in self.vocabulary:
                self.fail(at, f"unknown name '{name}'", self.hint(name))
            return Projection(over, at.attr), self.vocabulary[name].type
        attributes = self.vocabulary.lists[over].attributes
        if at.attr not in attributes:
            self.fail(at, f"members of {over} have no '{at.attr}'; they have {', '.join(attributes)}")
        return Projection(over, at.attr), attributes[at.attr]

    def pick(self, at: ast.Call) -> _Typed:
        self.arguments(at, 1)
        projection, found = self.projection(at.args[0])
        keywords = {word.arg: word.value for word in at.keywords}
        by = keywords.get("by")
        attributes = self.vocabulary.lists[projection.over].attributes
        if set(keywords) != {"by"} or not isinstance(by, ast.Name) or by.id not in attributes:
            self.fail(at, f"write by=… with one of {', '.join(attributes)}")
        if attributes[by.id].kind not in {Kind.DATE, Kind.NUMBER}:
            self.fail(at, f"'{by.id}' is a {attributes[by.id]}, which has no latest")
        kind = at.func.id if isinstance(at.func, ast.Name) else ""
        return Pick(kind, projection.over, projection.attribute, by.id), found

    def known(self, at: ast.Call) -> _Typed:
        (argument,) = self.arguments(at, 1)
        if self.members is None or not self.members.may_lack:
            self.fail(at, "'known' asks of entries of a plan only: anywhere else absence means nobody knows")
        node, _ = self.read(argument)
        if not isinstance(node, Item):
            self.fail(argument, "'known' takes an attribute of the entry at hand")
        return Known(node), yes_no

    def empty_months(self, at: ast.Call) -> _Typed:
        first, start_at, end_at = self.arguments(at, 3)
        dates, found = self.projection(first)
        if found.kind is not Kind.DATE:
            self.fail(first, f"dates are expected, these are a {found} each")
        start, end = self.read_kind(start_at, Kind.DATE)[0], self.read_kind(end_at, Kind.DATE)[0]
        return EmptyMonths(dates, start, end), number("months", most=MOST_DAYS)


def _greatest(found: Type) -> float:
    return GREATEST if found.most is None else found.most


def _either(one: Type, other: Type) -> Type:
    """Return the type of an expression that is either of two."""
    if one.kind is Kind.NUMBER:
        low = None if one.low is None or other.low is None else min(one.low, other.low)
        return Type(Kind.NUMBER, one.unit or other.unit, low=low, most=max(_greatest(one), _greatest(other)))
    # A type without options admits any word.
    options = (*one.options, *other.options) if one.options and other.options else ()
    return attrs.evolve(one, options=tuple(dict.fromkeys(options)))


_NAMED: Final = frozenset({"latest", "earliest"})
_FUNCTIONS: Final = {
    "latest": _Reader.pick,
    "earliest": _Reader.pick,
    "known": _Reader.known,
    "empty_months": _Reader.empty_months,
}


def _describe(at: ast.AST) -> str:
    return {
        "Lambda": "a lambda",
        "Subscript": "a subscript",
        "NamedExpr": "an assignment",
        "JoinedStr": "an f-string",
        "Await": "'await'",
        "Starred": "a starred argument",
        "ListComp": "a comprehension",
        "GeneratorExp": "a comprehension",
        "Mod": "'%'",
        "Pow": "'**'",
        "FloorDiv": "'//'",
    }.get(type(at).__name__, f"'{type(at).__name__}'")
