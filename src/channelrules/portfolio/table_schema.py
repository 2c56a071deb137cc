"""The schema of a table of companies, made from the profile's own classes.

One row is one company. Its facts are columns of the row; its communication plan is a struct, its
channels are a list of structs, and so on, each attribute under its name in Python.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs
import pyarrow as pa
import pyarrow.parquet

from channelrules.errors import PortfolioError
from channelrules.facts.fields import Spec, specification
from channelrules.facts.own import Declared
from channelrules.facts.paths import CLASSES, NONE_DECLARED
from channelrules.facts.profile import Channel, Company, Profile
from channelrules.language.types import Kind, Type, text, yes_no

if TYPE_CHECKING:
    from channelrules.decision.rulebook import Rulebook

__all__ = [
    "CHANNELS",
    "COMPANIES",
    "EXISTS",
    "KEY",
    "MEASURED",
    "SCHEMA",
    "Field",
    "columns_of",
    "described",
    "fields_of",
    "schema",
    "write_template",
]

KEY: Final = "company"
EXISTS: Final = "exists"
MEASURED: Final = "return_measured"
_PLAIN: Final = {
    Kind.YES_NO: pa.bool_(),
    Kind.NUMBER: pa.float64(),
    Kind.DATE: pa.date32(),
    Kind.CHOICE: pa.string(),
    Kind.SET: pa.list_(pa.string()),
    Kind.TEXT: pa.string(),
}
_KEY: Final = Spec(text, "what tells the company from every other of the table")
_EXISTS: Final = Spec(yes_no, "false: it is known that there is none; true or any fact of it: there is one")
_MEASURED: Final = Spec(yes_no, "false: what it brings in is known not to be measured; an amount says that it is")
_PARAMETERS: Final = Spec(Type(Kind.NUMBER), "numbers of the rulebook that are others for this company, by name")


@attrs.frozen
class Field:
    """A column, or a field of a struct.

    Attributes:
        name: the attribute's name.
        spec: what it may hold.
        required: whether every row has to state it.
        fields: of a struct, or of each struct of a list.
    """

    name: str
    spec: Spec
    required: bool = False
    fields: tuple[Field, ...] = ()

    @property
    def type(self) -> pa.DataType:
        """The type in Arrow."""
        if self.spec is _PARAMETERS:
            return pa.map_(pa.string(), pa.float64())
        if self.fields:
            inside = pa.struct([each.arrow for each in self.fields])
            return pa.list_(inside) if self.spec.listed else inside
        return pa.int64() if self.spec.whole else _PLAIN[self.spec.type.kind]

    @property
    def written(self) -> pa.DataType:
        """The type inside JSON texts, where dates are texts, too."""
        if self.fields:
            inside = pa.struct([pa.field(each.name, each.written) for each in self.fields])
            return pa.list_(inside) if self.spec.listed else inside
        return pa.string() if self.spec.type.kind is Kind.DATE else self.type

    @property
    def arrow(self) -> pa.Field:
        """The field in Arrow, with its meaning."""
        return pa.field(self.name, self.type, metadata={"meaning": self.spec.meaning})


def fields_of(cls: type, declared: Declared = NONE_DECLARED) -> Iterator[Field]:
    """Yield the fields of a class of the profile, those that houses declare after ours."""
    for name, spec in specification(cls):
        required = getattr(attrs.fields(cls), name).default is attrs.NOTHING
        if spec.table is None:
            yield Field(name, spec, required)
            if spec.absent and spec.type.kind is Kind.NUMBER:
                yield Field(MEASURED, _MEASURED)
        elif spec.listed:
            yield Field(name, spec, required=False, fields=tuple(fields_of(spec.table, declared)))
        else:
            first = (Field(EXISTS, _EXISTS),) if spec.absent else ()
            yield Field(name, spec, required=False, fields=(*first, *fields_of(spec.table, declared)))
    for holder, own in declared.items():
        if CLASSES[holder] is cls:
            yield from (Field(name, spec) for name, spec in own.items())


def _columns(declared: Declared) -> Iterator[Field]:
    profile = {each.name: each for each in fields_of(Profile, declared)}
    name, *facts = fields_of(Company, declared)
    yield Field(KEY, _KEY, required=True)
    yield attrs.evolve(name, required=False)
    yield profile["as_of"]
    yield from facts
    yield from (profile[each] for each in ("communication_plan", "channels", "waivers", "networks", "provenance"))
    yield Field("parameters", _PARAMETERS)


def columns_of(declared: Declared, *, channels: bool = False) -> tuple[Field, ...]:
    """Return the columns of a table of companies, or of one of channels alone, with the facts that houses declare."""
    if channels:
        return (Field(KEY, _KEY, required=True), *fields_of(Channel, declared))
    return tuple(_columns(declared))


COMPANIES: Final = columns_of(NONE_DECLARED)
"""The columns of a table of companies without any house."""

CHANNELS: Final = columns_of(NONE_DECLARED, channels=True)
"""The columns of a separate table of channels without any house."""

SCHEMA: Final = pa.schema([each.arrow for each in COMPANIES])
"""The Arrow schema of the table of companies, channels included."""


def _of_book(rulebook: Rulebook | None, *, channels: bool) -> tuple[Field, ...]:
    return columns_of(NONE_DECLARED if rulebook is None else rulebook.knowledge.declared, channels=channels)


def schema(*, channels: bool = False, rulebook: Rulebook | None = None) -> pa.Schema:
    """Return the Arrow schema of a table.

    Args:
        channels: whether that of a table of channels alone is asked for.
        rulebook: whose houses declare further facts; none where left out.

    Examples:
        >>> cr.portfolio.schema().names[:3]
        ['company', 'name', 'as_of']
    """
    return pa.schema([each.arrow for each in _of_book(rulebook, channels=channels)])


def write_template(path: Path, *, channels: bool = False, rulebook: Rulebook | None = None) -> None:
    """Write an empty table with every column: Parquet, or CSV, whose lists of tables are cells of JSON.

    Args:
        path: the file.
        channels: whether a table of channels alone is asked for.
        rulebook: as in `schema`.

    Raises:
        PortfolioError: the suffix is neither ``.parquet`` nor ``.csv``, or the file cannot be written.
    """
    try:
        if path.suffix == ".parquet":
            pa.parquet.write_table(schema(channels=channels, rulebook=rulebook).empty_table(), path)
        elif path.suffix == ".csv":
            path.write_text(",".join(_flat(_of_book(rulebook, channels=channels))) + "\n", encoding="utf-8")
        else:
            raise PortfolioError(f"{path.name}: .parquet or .csv is expected, not '{path.suffix}'")
    except OSError as error:
        raise PortfolioError(f"{path.name} cannot be written: {error.strerror or error}") from None


def _flat(fields: tuple[Field, ...], before: str = "") -> Iterator[str]:
    for each in fields:
        if each.fields and not each.spec.listed:
            yield from _flat(each.fields, f"{before}{each.name}.")
        else:
            yield f"{before}{each.name}"


def described(*, channels: bool = False, rulebook: Rulebook | None = None) -> Iterator[tuple[str, str, str]]:
    """Yield each column with its type in words and its meaning; a list's members are under ``name[]``."""
    yield from _described(_of_book(rulebook, channels=channels), "")


def _described(fields: tuple[Field, ...], before: str) -> Iterator[tuple[str, str, str]]:
    for each in fields:
        name = f"{before}{each.name}"
        listed = each.spec.listed and bool(each.fields)
        yield name, f"{_kind(each)}{', required' if each.required else ''}", each.spec.meaning
        yield from _described(each.fields, f"{name}{'[]' if listed else ''}.")


def _kind(field: Field) -> str:
    if field.spec is _PARAMETERS:
        return "a map from name to number"
    if field.fields:
        return "a list of structs" if field.spec.listed else "a struct"
    # A column of its own says that an amount is not measured.
    amount = field.spec.type.kind is Kind.NUMBER
    return (attrs.evolve(field.spec, absent="") if amount else field.spec).expects()
