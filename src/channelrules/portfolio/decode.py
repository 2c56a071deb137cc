"""Converts columns of Arrow to columns of NumPy, each value checked against its specification.

Every function returns the values for the language, and a mask of invalid ones, or ``None`` where all are valid.
Text is accepted for every type, as text files hold nothing else.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from channelrules.facts.fields import Spec
from channelrules.facts.limits import FIRST_DAY, LAST_DAY, LEAST, MAX_IDENTIFIER, MAX_TEXT
from channelrules.language.columns.ragged import Mask, Positions, Values
from channelrules.language.columns.shape import Lexicon, day_number
from channelrules.language.types import Kind

__all__ = [
    "accepts",
    "codes",
    "dates",
    "encoded",
    "flags",
    "is_list",
    "is_text",
    "numbers",
    "offsets_of",
    "repeated",
    "sets",
    "texts_of",
    "valid",
    "wrong",
]

_FIRST, _LAST = day_number(FIRST_DAY), day_number(LAST_DAY)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_FEW: Final = 32
_FEW_WORDS: Final = 256
_IDENTIFIER: Final = re.compile(r"[a-z0-9_.\-]+")
_TEXTS: Final[tuple[Callable[[Any], bool], ...]] = (
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_string_view,
)
_NUMBERS: Final = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
_DATES: Final = (pa.types.is_date, pa.types.is_timestamp)

Bad = Mask | None


def _is(type_: pa.DataType, tests: Sequence[Callable[[pa.DataType], bool]]) -> bool:
    return any(bool(test(type_)) for test in tests)


def is_text(type_: pa.DataType) -> bool:
    """Return whether a column holds texts, dictionary-encoded or not."""
    plain = type_.value_type if pa.types.is_dictionary(type_) else type_
    return _is(plain, _TEXTS)


def is_list(type_: pa.DataType) -> bool:
    """Return whether a column holds lists of any kind."""
    tests = (pa.types.is_list, pa.types.is_large_list, pa.types.is_fixed_size_list, pa.types.is_list_view)
    return _is(type_, (*tests, pa.types.is_large_list_view))


def accepts(spec: Spec, type_: pa.DataType) -> bool:
    """Return whether a column of a type can hold what is expected."""
    if pa.types.is_null(type_) or is_text(type_):
        return True
    match spec.type.kind:
        case Kind.YES_NO:
            return _is(type_, (pa.types.is_boolean,))
        case Kind.NUMBER:
            return _is(type_, _NUMBERS)
        case Kind.DATE:
            return _is(type_, _DATES)
        case Kind.SET:
            return is_list(type_) and is_text(type_.value_type)
        case _:
            return False


def valid(array: pa.Array) -> Mask:
    """Return where a column has a value."""
    if not array.null_count:
        return np.ones(len(array), dtype=np.bool_)
    bitmap = array.buffers()[0]
    return np.zeros(len(array), dtype=np.bool_) if bitmap is None else _bits(bitmap, array)


def _bits(buffer: pa.Buffer, array: pa.Array) -> Mask:
    """Return the bits of a buffer that belong to an array."""
    begin, skipped = divmod(array.offset, 8)
    count = (skipped + len(array) + 7) // 8
    taken = np.frombuffer(buffer, np.uint8, count, begin)
    return np.unpackbits(taken, bitorder="little")[skipped : skipped + len(array)].view(np.bool_)


def _values(array: pa.Array, kind: type, unknown: object) -> Values:
    """Return the plain values of an array; Arrow's own conversion with nulls takes twice the time.

    Nulls become ``unknown``; with ``None`` their values are arbitrary.
    """
    if not len(array):
        return np.empty(0, dtype=kind)
    own = np.dtype(array.type.to_pandas_dtype())
    values: Values = np.frombuffer(array.buffers()[1], own, len(array), array.offset * own.itemsize).astype(kind)
    if array.null_count and unknown is not None:
        values[np.flatnonzero(~valid(array))] = unknown
    return values


def _some(mask: Mask) -> Bad:
    return mask if mask.any() else None


def _either(one: Bad, other: Bad) -> Bad:
    if one is None or other is None:
        return other if one is None else one
    return one | other


def _texts(array: pa.Array) -> pa.Array:
    return array.cast(pa.string())


def _read_from_text(array: pa.Array, read: Callable[[str], Any], kind: pa.DataType) -> tuple[pa.Array, Bad]:
    """Return the values that texts represent; an empty text states nothing."""
    coded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    found: list[Any] = []
    failed: list[bool] = []
    for word in coded.dictionary.to_pylist():
        try:
            found.append(read(word.strip()) if word and word.strip() else None)
            failed.append(False)
        except (ValueError, OverflowError):
            found.append(None)
            failed.append(True)
    values = pa.array(found, kind).take(coded.indices)
    if not any(failed):
        return values, None
    return values, pa.array(failed).take(coded.indices).fill_null(False).to_numpy(zero_copy_only=False)


def _day(word: str) -> datetime.date:
    if not _DAY.fullmatch(word):
        raise ValueError(word)
    return datetime.date.fromisoformat(word)


def _yes_no(word: str) -> bool:
    return {"true": True, "false": False}[word] if word in {"true", "false"} else _refuse(word)


def _refuse(word: str) -> bool:
    raise ValueError(word)


def numbers(array: pa.Array, spec: Spec) -> tuple[Values, Bad]:
    """Return floats, NaN where nothing is stated."""
    bad: Bad = None
    if is_text(array.type):
        array, bad = _read_from_text(array, float, pa.float64())
    if pa.types.is_null(array.type):
        return np.full(len(array), np.nan), None
    if pa.types.is_decimal(array.type) or pa.types.is_float16(array.type):
        array = array.cast(pa.float64())
    values = _values(array, np.float64, np.nan)
    floats = pa.types.is_floating(array.type)
    if floats and np.count_nonzero(unknown := np.isnan(values)) != array.null_count:
        bad = _either(bad, unknown & valid(array))
    if not _within(values, spec.low, spec.high):
        bad = _either(bad, _some((values < spec.low) | (values > spec.high)))
    if spec.whole and floats:
        bad = _either(bad, _some(np.floor(values) < values))
    elif floats:
        bad = _either(bad, _some((values < LEAST) & (values > -LEAST) & (values != 0)))
    return values, bad


def _within(values: Values, low: float, high: float) -> bool:
    """Return whether all values that are stated lie between two."""
    return bool(np.fmin.reduce(values, initial=np.inf) >= low and np.fmax.reduce(values, initial=-np.inf) <= high)


def dates(array: pa.Array) -> tuple[Values, Bad]:
    """Return days since 1970 as floats, NaN where nothing is stated."""
    bad: Bad = None
    if is_text(array.type):
        array, bad = _read_from_text(array, _day, pa.date32())
    if pa.types.is_null(array.type):
        return np.full(len(array), np.nan), None
    if not pa.types.is_date32(array.type):
        array = array.cast(pa.date32(), safe=False)
    values = _values(array.view(pa.int32()), np.float64, np.nan)
    if not _within(values, _FIRST, _LAST):
        bad = _either(bad, _some((values < _FIRST) | (values > _LAST)))
    return values, bad


def flags(array: pa.Array) -> tuple[Mask, Mask, Bad]:
    """Return the masks of surely true and surely false values."""
    bad: Bad = None
    if is_text(array.type):
        array, bad = _read_from_text(array, _yes_no, pa.bool_())
    if pa.types.is_null(array.type):
        return np.zeros(len(array), np.bool_), np.zeros(len(array), np.bool_), None
    if not len(array):
        return np.zeros(0, np.bool_), np.zeros(0, np.bool_), bad
    said, stated = _bits(array.buffers()[1], array), valid(array)
    return said & stated, ~said & stated, bad


def encoded(array: pa.Array) -> tuple[Positions, pa.Array]:
    """Return texts as indices into a list of distinct texts, the first of which is null."""
    if pa.types.is_null(array.type):
        return np.zeros(len(array), np.intp), pa.array([None], pa.string())
    if pa.types.is_integer(array.type):
        array = _texts(array)
    if pa.types.is_dictionary(array.type) and len(array.dictionary) > max(len(array), _FEW):
        array = _texts(array)
    coded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    words = pa.concat_arrays([pa.nulls(1, pa.string()), _texts(coded.dictionary)])
    places: Positions = _values(coded.indices, np.intp, None)
    places += 1
    if coded.null_count:
        places *= valid(coded)
    return places, words


def codes(array: pa.Array, lexicon: Lexicon, spec: Spec) -> tuple[Values, Bad]:
    """Return words as the numbers of a lexicon, -1 where nothing is stated."""
    places, words = encoded(array)
    given = words.to_pylist()
    known = _known(given, lexicon, spec)
    lost = np.array([number < 0 and bool((word or "").strip()) for number, word in zip(known, given, strict=True)])
    return np.take(known, places), _some(np.take(lost, places)) if lost.any() else None


def _known(words: Sequence[str | None], lexicon: Lexicon, spec: Spec) -> Values:
    """Return the numbers of words, -1 for words that are not options."""
    options = set(spec.type.options)
    return np.array([lexicon.number(word) if word in options else -1 for word in words], dtype=np.int16)


def _suspect(word: str, longest: int, *, identifier: bool) -> bool:
    """Return whether a text is blank, too long, not printable, or not what an identifier is made of."""
    fine = word.strip() and len(word) <= longest and word.isprintable()
    return not fine or (identifier and not _IDENTIFIER.fullmatch(word))


def wrong(words: pa.Array, spec: Spec) -> Mask:
    """Return which of some different texts are not allowed."""
    longest = MAX_IDENTIFIER if spec.identifier else MAX_TEXT
    if len(words) <= _FEW_WORDS:
        # For so few texts the calls of Arrow's functions would cost more than their work.
        given = words.to_pylist()
        odd = [word is not None and _suspect(word, longest, identifier=spec.identifier) for word in given]
        return np.array([each and bool(spec.problem(word)[0]) for each, word in zip(odd, given, strict=True)], np.bool_)
    printable = pc.ascii_is_printable(words)
    if pc.any(pc.invert(printable)).as_py():
        # Much slower, and seldom needed.
        printable = pc.utf8_is_printable(words)
    suspect = pc.or_(
        pc.or_(pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(words)), 0), pc.greater(pc.utf8_length(words), longest)),
        pc.invert(printable),
    )
    if spec.identifier:
        suspect = pc.or_(suspect, pc.invert(pc.match_substring_regex(words, f"^{_IDENTIFIER.pattern}$")))
    found: Mask = pc.fill_null(suspect, fill_value=False).to_numpy(zero_copy_only=False).copy()
    for place in np.flatnonzero(found):
        found[place] = bool(spec.problem(words[int(place)].as_py())[0])
    return found


def sets(array: pa.Array, lexicon: Lexicon, spec: Spec) -> tuple[Values, Bad]:
    """Return sets as bits, -1 where nothing is stated. A text separates words by spaces, commas or semicolons."""
    if is_text(array.type):
        words = _texts(array)
        words = pc.if_else(pc.equal(pc.utf8_trim_whitespace(words), ""), None, words)
        plain = pc.utf8_trim(pc.replace_substring_regex(words, r"[\[\]\",;\s]+", " "), " ")
        none = pc.equal(plain, "")
        array = pc.split_pattern(plain, " ")
        array = pc.if_else(none, pa.array([[]], array.type)[0], array)
    if pa.types.is_null(array.type):
        return np.full(len(array), -1, np.int64), None
    offsets, members = offsets_of(array)
    places, words = encoded(members)
    # Each word adds its own bit; other texts add none, and a duplicate carries over.
    running = np.zeros(len(places) + 1, dtype=np.int64)
    np.cumsum(np.take(lexicon.bits[_known(words.to_pylist(), lexicon, spec)], places), out=running[1:])
    ends = np.take(running, offsets)
    bits = ends[1:] - ends[:-1]
    stated = valid(array)
    failed = (np.bitwise_count(bits) != offsets[1:] - offsets[:-1]) & stated
    # A null list has no members, so its bits are 0, and -1 with one taken away.
    return bits - ~stated, _some(failed)


def texts_of(array: pa.Array) -> pa.Array:
    """Return lists of texts; a text separates them by commas or semicolons; a blank one is null."""
    if not is_text(array.type):
        return array
    words = _texts(array)
    words = pc.if_else(pc.equal(pc.utf8_trim_whitespace(words), ""), None, words)
    plain = pc.replace_substring_regex(pc.replace_substring_regex(words, r"[\[\]\"]", ""), r"\s*[,;][\s,;]*", ",")
    plain = pc.utf8_trim(plain, ", \t\r\n")
    none = pc.equal(plain, "")
    split = pc.split_pattern(plain, ",")
    return pc.if_else(none, pa.array([[]], split.type)[0], split)


def offsets_of(array: pa.Array) -> tuple[Positions, pa.Array]:
    """Return where the members of each list begin and end, and all members in order."""
    if pa.types.is_null(array.type):
        return np.zeros(len(array) + 1, np.intp), pa.nulls(0)
    members = array.flatten()
    if pa.types.is_list(array.type) or pa.types.is_large_list(array.type):
        offsets = array.offsets.to_numpy().astype(np.intp)
        offsets -= offsets[0]
        # Members between the offsets of a null list are left out.
        if offsets[-1] == len(members):
            return offsets, members
    sizes = pc.fill_null(pc.list_value_length(array), fill_value=0).to_numpy(zero_copy_only=False)
    offsets = np.zeros(len(array) + 1, dtype=np.intp)
    np.cumsum(sizes, out=offsets[1:])
    return offsets, members


def repeated(values: Values, owner: Positions, offsets: Positions) -> Mask:
    """Return which lists have a duplicate value; NaN and negative values do not count."""
    sizes = np.diff(offsets)
    found = np.zeros(len(sizes), dtype=np.bool_)
    longest = int(sizes.max(initial=0))
    for step in range(1, min(longest, _FEW)):
        same = (values[:-step] == values[step:]) & (owner[:-step] == owner[step:]) & (values[step:] >= 0)
        found[owner[step:][same]] = True
    for place in np.flatnonzero(sizes > _FEW):
        own = values[offsets[place] : offsets[place + 1]]
        own = own[own >= 0]
        found[place] = len(np.unique(own)) < len(own)
    return found
