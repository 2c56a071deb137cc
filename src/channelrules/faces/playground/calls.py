"""The one call of the page: it names a method, and gets JSON back whatever happens."""

from __future__ import annotations

import inspect
import json
import typing
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

import attrs

from channelrules.decision.rulebook import Rulebook, load_rules
from channelrules.errors import did_you_mean
from channelrules.faces.playground.advice import Advice
from channelrules.faces.playground.bench import RuleBench
from channelrules.faces.playground.exports import Exports
from channelrules.faces.playground.faults import CallRefused, refusal_of
from channelrules.faces.playground.files import Files
from channelrules.faces.playground.lookup import Lookup
from channelrules.faces.playground.session import Session
from channelrules.faces.playground.shapes import plain, shaped, wrong
from channelrules.faces.playground.state import SessionState

__all__ = ["METHODS", "Argument", "Playground", "Signature"]

_MOST_CHARACTERS: Final = 100_000_000
"""Of the arguments of one call: exports travel as base64."""


@attrs.frozen
class Argument:
    """One argument of a method, with its type; an optional one may be left out."""

    name: str
    hint: Any
    optional: bool


@attrs.frozen
class Signature:
    """What a method takes and answers.

    Attributes:
        owner: the class that has it.
        name: of the method.
        meaning: what it returns, in a line.
        arguments: in order.
        answer: its class.
    """

    owner: type
    name: str
    meaning: str
    arguments: tuple[Argument, ...]
    answer: type

    @classmethod
    def of(cls, owner: type, name: str, method: Callable[..., Any]) -> Signature:
        """Return what a method of a class says of itself."""
        hints = typing.get_type_hints(method)
        given = [each for each in inspect.signature(method).parameters.values() if each.name != "self"]
        arguments = (Argument(each.name, hints[each.name], each.default is not each.empty) for each in given)
        meaning = (method.__doc__ or "").partition("\n")[0]
        return cls(owner, name, meaning, tuple(arguments), hints["return"])

    def bound(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the arguments of a call once each is of its type.

        Raises:
            CallRefused: one is missing, unknown or of another type.
        """
        problems = list(self._problems(given))
        if problems:
            raise CallRefused(*problems)
        return {each.name: shaped(given[each.name], each.hint) for each in self.arguments if each.name in given}

    def _problems(self, given: Mapping[str, Any]) -> Iterator[str]:
        known = {each.name: each for each in self.arguments}
        for name in given.keys() - known.keys():
            yield f"{self.name} takes no '{name[:60]}'. {did_you_mean(name, known)}".rstrip()
        for name, each in known.items():
            if name not in given:
                if not each.optional:
                    yield f"{self.name} needs '{name}'"
                continue
            for path, expected in wrong(given[name], each.hint, name):
                yield f"{self.name}: {path} is no {expected}"


def _methods() -> Iterator[tuple[str, Signature]]:
    for owner in OWNERS:
        for name, method in vars(owner).items():
            if not name.startswith("_") and inspect.isfunction(method):
                yield name, Signature.of(owner, name, method)


OWNERS: Final[tuple[type, ...]] = (Session, Advice, Files, Exports, Lookup, RuleBench)
METHODS: Final[Mapping[str, Signature]] = dict(_methods())
"""Every method of the page, by name."""


class Playground:
    """One session of a page: the library behind `call`, with one company at a time.

    Args:
        book: by what companies are judged; the built-in rulebook where left out.

    Examples:
        >>> from channelrules.faces.playground import Playground
        >>> playground = Playground(book)
        >>> started = {"name": "Gino", "day": "2026-11-01", "networks": [{"network": "facebook", "status": "active"}]}
        >>> live = json.loads(playground.call("start", json.dumps(started)))["answer"]
        >>> [card["certainty"] for card in live["cards"]]
        ['presumed', 'possible']
    """

    def __init__(self, book: Rulebook | None = None) -> None:
        """Begin with nothing on the state."""
        whole = book or load_rules()
        self._state = SessionState(whole, whole.knowledge.languages[0])
        self._owners = {owner: owner(self._state) for owner in OWNERS}

    def call(self, method: str, arguments_json: str) -> str:
        """Return the answer of a method as JSON: ``{"answer": …}``, or ``{"refused": …}``; it never raises.

        Args:
            method: one of `METHODS`.
            arguments_json: its arguments, a JSON object.
        """
        try:
            told = {"answer": plain(self._answer(method, arguments_json))}
            return _as_json(told)
        except Exception as error:  # noqa: BLE001 - a person is told a sentence, whatever happened
            return _as_json({"refused": plain(refusal_of(error, self._state.words))})

    def _answer(self, method: str, arguments_json: str) -> Any:
        signature = METHODS.get(method)
        if signature is None:
            raise CallRefused(f"there is no method '{method[:60]}'. {did_you_mean(method, METHODS)}".rstrip())
        owner = self._owners[signature.owner]
        return partial(getattr(owner, method), **signature.bound(_arguments(arguments_json)))()


def _arguments(text: str) -> dict[str, Any]:
    if len(text) > _MOST_CHARACTERS:
        raise CallRefused("the arguments are larger than anything that is read")
    try:
        given = json.loads(text or "{}", parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise CallRefused(f"the arguments are no JSON: {str(error)[:200]}") from None
    if not isinstance(given, dict):
        raise CallRefused("the arguments are no JSON object")
    if "\\u" in text:
        _check_text(given)
    return given


def _check_text(given: object) -> None:
    """Refuse half of a pair of surrogates, which is no text and would end in an error on its way back."""
    try:
        json.dumps(given, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise CallRefused("the arguments hold half a character") from None


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number of JSON")


def _as_json(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
