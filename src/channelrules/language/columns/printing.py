"""The graph as source: only what results rest on, masks lifted together, each value released after its last use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import attrs

from channelrules.language.columns.graph import LIFT, Column, Masks

__all__ = ["needed", "source"]

Result = Column | Masks
_BITS: Final = 8


@attrs.frozen
class _Line:
    """A line of the source: a column and the operation that computes it."""

    gives: Column
    op: str
    args: tuple[Column, ...]

    def uses(self) -> frozenset[Column]:
        """Return the columns that it takes from lines before."""
        return frozenset(_own(self.args))


def _own(columns: Iterable[Column]) -> Iterator[Column]:
    for each in columns:
        if each.inline:
            yield from each.uses()
        else:
            yield each


def _columns(result: Result) -> tuple[Column, ...]:
    return (result.true, result.false) if isinstance(result, Masks) else (result,)


def needed(results: Iterable[Result]) -> list[Column]:
    """Return the columns that need a line of their own for the results, each after its operands."""
    waiting = list(_own(each for result in results for each in _columns(result)))
    found: set[Column] = set()
    while waiting:
        column = waiting.pop()
        if column not in found:
            found.add(column)
            waiting += column.uses()
    return sorted(found, key=lambda each: each.number)


def source(results: Mapping[str, Result]) -> str:
    """Return the function ``evaluate``, from columns to results by name: two masks, or values."""
    lines = list(_together(needed(results.values())))
    names = {line.gives: f"x{place}" for place, line in enumerate(lines)}
    told = [f"{name!r}: {_result(each, names)}" for name, each in results.items()]
    body = [f"return {{{', '.join(told)}}}"]
    kept = set(_own(each for result in results.values() for each in _columns(result)))
    for line in reversed(lines):
        uses = line.uses()
        if done := sorted(names[each] for each in uses - kept):
            body.append(f"del {', '.join(done)}")
        kept |= uses
        body.append(f"{names[line.gives]} = {_written(line.op, line.args, names)}")
    body.append("values, up, offsets, known = columns.values, columns.up, columns.offsets, columns.known")
    return "def evaluate(columns):\n" + "".join(f"    {line}\n" for line in reversed(body))


def _result(result: Result, names: Mapping[Column, str]) -> str:
    texts = [_named(each, names) for each in _columns(result)]
    return f"({', '.join(texts)})" if isinstance(result, Masks) else texts[0]


def _named(column: Column, names: Mapping[Column, str]) -> str:
    return _written(column.op, column.args, names) if column.inline else names[column]


def _written(op: str, args: Sequence[Column], names: Mapping[Column, str]) -> str:
    return op.format(*(_named(each, names) for each in args)) if args else op


def _together(columns: Sequence[Column]) -> Iterator[_Line]:
    """Yield the lines with masks lifted together, eight in a byte, so that one look-up serves all of them."""
    rank: dict[Column, int] = {}
    for each in columns:
        rank[each] = max((rank[used] for used in each.uses()), default=0) + (each.op is LIFT)
    for stage in range(max(rank.values(), default=0) + 1):
        here = [each for each in columns if rank[each] == stage]
        by_index: dict[Column, list[Column]] = {}
        for each in here:
            if each.op is LIFT:
                by_index.setdefault(each.args[1], []).append(each)
        for index, group in by_index.items():
            for begin in range(0, len(group), _BITS):
                yield from _packed(group[begin : begin + _BITS], index)
        yield from (_Line(each, each.op, each.args) for each in here if each.op is not LIFT)


def _packed(group: Sequence[Column], index: Column) -> Iterator[_Line]:
    masks = tuple(each.args[0] for each in group)
    if len(group) == 1:
        yield _Line(group[0], "take({0}, {1})", (*masks, index))
        return
    bits, taken = Column("bits"), Column("taken")
    yield _Line(bits, f"packed({', '.join(f'{{{place}}}' for place in range(len(masks)))})", masks)
    yield _Line(taken, "take({0}, {1})", (bits, index))
    for place, each in enumerate(group):
        yield _Line(each, f"({{0}} & {1 << place}) != 0", (taken,))
