"""Lines of NumPy: what is the same is written once, on the highest level, and lifted where it is needed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import attrs

from channelrules.language.shape import Shape

__all__ = ["CONSTANT", "NO", "YES", "Here", "Lines", "Masks"]

CONSTANT: Final = ""
_BEYOND: Final = 1_000_000


@attrs.frozen
class Here:
    """A variable of the source, or a constant, and the level that it has."""

    code: str
    level: str = CONSTANT


@attrs.frozen
class Masks:
    """Where a condition is surely true, and where it is surely false."""

    true: Here
    false: Here


YES: Final = Here("True")
NO: Final = Here("False")


@attrs.define
class Lines:
    """Lines of source, each with a name, in the order in which they were wanted.

    Attributes:
        shape: where names stand.
        lines: the name of each line, by its source.
        opposite: by name, the line that is its opposite.
        above: by level, the levels seen from it, itself among them.
        seen: by two levels, the source of the places on the second that the first sees.
    """

    shape: Shape
    lines: dict[str, str] = attrs.field(factory=dict)
    opposite: dict[str, Here] = attrs.field(factory=dict)
    above: dict[str, frozenset[str]] = attrs.field(factory=dict)
    seen: dict[tuple[str, str], str] = attrs.field(factory=dict)

    # --- lines and levels ---

    def emit(self, code: str, level: str) -> Here:
        """Return the variable that holds what a source computes on a level."""
        name = self.lines.setdefault(code, f"x{len(self.lines)}")
        return Here(name, level)

    def levels_above(self, level: str) -> frozenset[str]:
        """Return the levels seen from a level, and itself."""
        if level not in self.above:
            parents = self.shape.parents.get(level, ())
            self.above[level] = frozenset({CONSTANT, level}).union(*map(self.levels_above, parents))
        return self.above[level]

    def joined(self, *levels: str) -> str:
        """Return the highest level that sees all of these."""
        lowest = max(levels, key=lambda each: len(self.levels_above(each)))
        if all(each in self.levels_above(lowest) for each in levels):
            return lowest
        wanted = set(levels)
        # Pairs of places and members are levels too, made where they are needed.
        seeing = [each for each in (*self.shape.parents, *self.above) if wanted <= self.levels_above(each)]
        return min(seeing, key=lambda each: len(self.levels_above(each)))

    def index(self, below: str, above: str) -> str:
        """Return the source of the places on one level that another sees."""
        if (below, above) in self.seen:
            return self.seen[below, above]
        if above in self.shape.parents.get(below, ()):
            made = self.emit(f"up[{below!r}, {above!r}]", below).code
        else:
            between = next(each for each in self.shape.parents[below] if above in self.levels_above(each))
            made = self.emit(f"take({self.index(between, above)}, {self.index(below, between)})", below).code
        self.seen[below, above] = made
        return made

    def lift(self, here: Here, level: str) -> Here:
        """Return a column as it is seen from a level below."""
        if level in {here.level, CONSTANT} or here.level == CONSTANT:
            return here
        return self.emit(f"take({here.code}, {self.index(level, here.level)})", level)

    def lift_mask(self, here: Here, level: str) -> Here:
        """Return a mask as it is seen from a level below."""
        if level in {here.level, CONSTANT} or here.level == CONSTANT:
            return here
        return self.emit(f"lifted({here.code}, {self.index(level, here.level)})", level)

    def level_with(self, *given: Here) -> tuple[str, list[str]]:
        """Return the level that sees several columns, and the source of each on it."""
        level = self.joined(*(each.level for each in given))
        return level, [self.lift(each, level).code for each in given]

    def call(self, pattern: str, *given: Here) -> Here:
        """Emit a line whose parts stand on one level; the pattern has ``{0}``, ``{1}`` for them."""
        level, codes = self.level_with(*given)
        return self.emit(pattern.format(*codes), level)

    def turned(self, mask: Here) -> Here:
        """Return the opposite of a mask."""
        if mask in {YES, NO}:
            return NO if mask == YES else YES
        if mask.code not in self.opposite:
            made = self.emit(f"~{mask.code}", mask.level)
            self.opposite[mask.code], self.opposite[made.code] = made, mask
        return self.opposite[mask.code]

    def all_of(self, masks: Iterable[Here]) -> Here:
        """Return where all of several masks hold."""
        return self.combined("&", masks, YES, NO)

    def any_of(self, masks: Iterable[Here]) -> Here:
        """Return where any of several masks holds."""
        return self.combined("|", masks, NO, YES)

    def combined(self, sign: str, masks: Iterable[Here], idle: Here, decisive: Here) -> Here:
        """Return several masks as one, what stands on one level put together there first."""
        left = {each.code: each for each in masks if each != idle}
        if decisive.code in left:
            return decisive
        # What stands on one level is combined there, and lifted once.
        while len({each.level for each in left.values()}) > 1:
            by_level = {level: [each for each in left.values() if each.level == level] for level in self.ordered(left)}
            first, second = [self.chained(sign, group) for group in list(by_level.values())[:2]]
            rest = [each for group in list(by_level.values())[2:] for each in group]
            level = self.joined(first.level, second.level)
            both = self.chained(sign, [self.lift_mask(each, level) for each in (first, second)])
            left = {each.code: each for each in [both, *rest]}
        return self.chained(sign, list(left.values())) if left else idle

    def ordered(self, masks: Mapping[str, Here]) -> list[str]:
        """Return the levels of masks, the highest first."""
        return sorted({each.level for each in masks.values()}, key=lambda each: (len(self.levels_above(each)), each))

    def chained(self, sign: str, group: Sequence[Here]) -> Here:
        """Return masks of one level, and such as are the same everywhere, as one."""
        first, *rest = sorted(group, key=lambda each: int(each.code[1:]))
        for each in rest:
            # What is the same everywhere has no level of its own: together they have the other's.
            first = self.emit(f"{first.code} {sign} {each.code}", self.joined(first.level, each.level))
        return first

    def source(self, results: Sequence[str]) -> str:
        """Return the function: only lines that count, each value let go after its last use."""
        last = f"return ({', '.join(results)},)"
        body: list[str] = []
        needed = set(_variables(last))
        for name, code in reversed(_together(self.needed(last))):
            if done := sorted(set(_variables(code)) - needed):
                body.append(f"del {', '.join(done)}")
            needed |= set(_variables(code))
            body.append(f"{name} = {code}")
        body.append("values, up, offsets, known = columns.values, columns.up, columns.offsets, columns.known")
        return "def evaluate(columns):\n" + "".join(f"    {line}\n" for line in [*reversed(body), last])

    def needed(self, last: str) -> list[tuple[str, str]]:
        """Return the lines that a last line rests on, each with its name."""
        wanted = set(_variables(last))
        kept = []
        for code, name in reversed(self.lines.items()):
            if name in wanted:
                wanted |= set(_variables(code))
                kept.append((name, code))
        return kept[::-1]


def _together(lines: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the lines so that masks are lifted together, eight in a byte: one look-up for all of them."""
    rank: dict[str, int] = {}
    for name, code in lines:
        lifts = code.startswith("lifted(")
        rank[name] = max((rank[each] for each in _variables(code)), default=0) + lifts
    ordered: list[tuple[str, str]] = []
    for stage in range(max(rank.values(), default=0) + 1):
        here = [(name, code) for name, code in lines if rank[name] == stage]
        groups: dict[str, list[tuple[str, str]]] = {}
        for name, code in here:
            if code.startswith("lifted("):
                mask, index = _variables(code)
                groups.setdefault(index, []).append((name, mask))
        for index, group in groups.items():
            for begin in range(0, len(group), 8):
                ordered += _packed(group[begin : begin + 8], index)
        ordered += [(name, code) for name, code in here if not code.startswith("lifted(")]
    return ordered


def _packed(group: Sequence[tuple[str, str]], index: str) -> Iterator[tuple[str, str]]:
    if len(group) == 1:
        yield group[0][0], f"take({group[0][1]}, {index})"
        return
    # Names beyond all those of other lines.
    number = _BEYOND + 2 * int(group[0][0][1:])
    bits, name = f"x{number}", f"x{number + 1}"
    yield bits, f"packed({', '.join(mask for _, mask in group)})"
    yield name, f"take({bits}, {index})"
    for place, (lifted, _) in enumerate(group):
        yield lifted, f"({name} & {1 << place}) != 0"


def _variables(code: str) -> list[str]:
    return re.findall(r"\bx\d+\b", re.sub(r"'[^']*'", "", code))
