"""``presumptions.toml``: read, typed, and checked against the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from channelrules.errors import ExpressionError, did_you_mean
from channelrules.facts.fields import Spec
from channelrules.facts.vocabulary import FACTS, Fact
from channelrules.knowledge.files import split_examples
from channelrules.knowledge.heads import PresumptionFile
from channelrules.knowledge.presumption import Presumption, presumable
from channelrules.language.nodes import Expression, Literal
from channelrules.language.parser import parse
from channelrules.language.types import Type, Vocabulary, yes_no

if TYPE_CHECKING:
    from channelrules.knowledge.files import Folder

__all__ = ["FILE", "load_presumptions", "spec_of"]

FILE: Final = "presumptions.toml"
_SEEN_FROM: Final = {
    "company": frozenset({"company", "plan", "profile", "param"}),
    "channel": frozenset({"channel", "editorial", "network", "company", "plan", "profile", "param"}),
}


def load_presumptions(
    folder: Folder, vocabulary: Vocabulary, facts: Mapping[str, Fact] = FACTS
) -> tuple[Presumption, ...]:
    """Return the presumptions of a folder, in the order of the file; problems go to the folder's."""
    if FILE not in folder.texts and FILE not in folder.merged:
        return ()
    found: list[Presumption] = []
    known = presumable(facts)
    for name, given in _without_examples(folder).items():
        if name not in known:
            folder.problem(FILE, name, _no_fact(name, vocabulary), did_you_mean(name, known))
            continue
        several = given if isinstance(given, list) else [given]
        for order, table in enumerate(several, 1):
            path = name if not isinstance(given, list) else f"{name}[{order - 1}]"
            if not isinstance(table, Mapping):
                folder.problem(FILE, path, "a table, or a list of tables, is expected here")
                continue
            made = _presumption(folder, vocabulary, facts[name], order, table, path)
            if made is not None:
                found.append(made)
    return tuple(found)


def _without_examples(folder: Folder) -> dict[str, Any]:
    """Return the content of the file, its examples as a text that is parsed on demand."""
    text = folder.texts.get(FILE, "")
    cut, folder.tails[FILE] = split_examples(text)
    if FILE not in folder.merged:
        return folder.parsed(FILE, text[:cut])
    return {name: given for name, given in folder.merged[FILE].items() if name != "example"}


def _no_fact(name: str, vocabulary: Vocabulary) -> str:
    if name not in vocabulary:
        return "there is no such fact"
    source = vocabulary[name].source
    if source == "fact":
        return "every profile states this fact: it cannot be presumed"
    return f"this is no fact of a profile but a {source}: only what a profile can state is presumed"


def _presumption(
    folder: Folder, vocabulary: Vocabulary, known: Fact, order: int, table: Mapping[str, Any], path: str
) -> Presumption | None:
    name = known.term.name
    rest = {key: value for key, value in table.items() if key != "value"}
    head = folder.structured(FILE, PresumptionFile, rest, path)
    if head is None:
        return None
    if ("value" in table) is (head.value_of is not None):
        folder.problem(FILE, path, "either value or value_of says what is presumed")
        return None
    reader = _Expressions(folder, vocabulary, _SEEN_FROM["channel" if _is_channel(name) else "company"])
    wanted = vocabulary[name].type
    value: Expression | None
    if head.value_of is None:
        value = _literal(folder, spec_of(known), table["value"], path)
        written = str(table["value"])
    else:
        value, written = reader.read(head.value_of, wanted, f"{path}.value_of"), head.value_of.strip()
    conditions = {"where": head.where, "unless": head.unless}
    read = {
        key: None if condition is None else reader.read(condition, yes_no, f"{path}.{key}")
        for key, condition in conditions.items()
    }
    if value is None or any(read[key] is None for key, condition in conditions.items() if condition is not None):
        return None
    return Presumption(
        fact=name,
        spec=spec_of(known),
        order=order,
        value=value,
        where=read["where"],
        unless=read["unless"],
        written=(written, (head.where or "").strip(), (head.unless or "").strip()),
        origin=head.origin,
        cites=head.cites,
        says=head.says,
        why=head.why,
    )


def _is_channel(name: str) -> bool:
    return name.partition(".")[0] in {"channel", "editorial"}


class _Expressions:
    """Reads the expressions of presumptions; problems go to the folder's."""

    def __init__(self, folder: Folder, vocabulary: Vocabulary, scopes: frozenset[str]) -> None:
        self.folder, self.vocabulary, self.scopes = folder, vocabulary, scopes

    def read(self, written: str, expected: Type, path: str) -> Expression | None:
        try:
            return parse(written, self.vocabulary, expected, scopes=self.scopes)
        except ExpressionError as error:
            self.folder.problems.append(ExpressionError(error.message, file=FILE, path=path))
            return None


def _literal(folder: Folder, spec: Spec, given: Any, path: str) -> Literal | None:
    value = tuple(given) if isinstance(given, list) else given
    wrong, hint = spec.problem(value)
    if wrong:
        folder.problem(FILE, f"{path}.value", wrong, hint)
        return None
    return Literal(value)


def spec_of(known: Fact) -> Spec:
    """Return what a fact of the vocabulary may hold: type, range, whether it is whole."""
    if known.stated == (known.holder, known.attribute):
        return known.place().spec
    return Spec(known.term.type, known.term.meaning)
