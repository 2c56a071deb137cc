"""Errors as data for the page, in words of the session's language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from channelrules.errors import ChannelRulesError, MissingExtraError, OptionError, Problems, ProfileError
from channelrules.faces.playground.protocol import Fault, Problem, Refusal
from channelrules.knowledge.locales import Words
from channelrules.printable import printable

__all__ = ["CallRefused", "NotStarted", "Refused", "refusal_of"]

_MOST: Final = 50
"""Problems that are told of one call."""

_LANG: Final = "en"
"""The language in which the library words its errors."""


class Refused(Exception):
    """A person gave what cannot be; the words are the session's own.

    Args:
        key: of the sentence, under ``[say.page]``.
        kind: of the refusal.
        problems: what is told below it.
        values: fill the sentence.
    """

    def __init__(self, key: str, kind: Fault = "answer", problems: tuple[Problem, ...] = (), **values: str) -> None:
        super().__init__(key)
        self.key = key
        self.kind = kind
        self.problems = problems
        self.values = values


class NotStarted(Refused):
    """A method asks for a company, and none is being looked at."""

    def __init__(self) -> None:
        super().__init__("fault_not_started", "session")


class CallRefused(Exception):
    """The page asked for what there is not: an unknown method, or arguments of another shape."""

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def refusal_of(error: Exception, words: Words) -> Refusal:
    """Return an error as what a person is told: a sentence in their language, and each problem below it."""
    if isinstance(error, Refused):
        return Refusal(error.kind, words.say(f"page.{error.key}", **error.values), error.problems)
    if isinstance(error, CallRefused):
        problems = tuple(Problem(each, "", "", _LANG) for each in error.problems[:_MOST])
        return Refusal("call", words.say("page.fault_call"), problems)
    if isinstance(error, Problems):
        told = tuple(_problems(error))[:_MOST]
        return Refusal("file", words.say("page.fault_file", count=words.number(len(error.exceptions))), told)
    if isinstance(error, MissingExtraError):
        # What could be installed is of no use to whoever looks at a page.
        return Refusal("file", words.say("page.fault_not_here"), ())
    if isinstance(error, ProfileError):
        return Refusal("answer", words.say("page.fault_answer"), tuple(_problems(error)))
    if isinstance(error, OptionError):
        return Refusal("option", words.say("page.fault_option"), tuple(_problems(error)))
    if isinstance(error, ChannelRulesError):
        return Refusal("file", words.say("page.fault_file", count=words.number(1)), tuple(_problems(error)))
    return Refusal("unexpected", words.say("page.fault_unexpected", what=printable(type(error).__name__)), ())


def _problems(error: ChannelRulesError) -> Iterator[Problem]:
    several = error.exceptions if isinstance(error, Problems) else (error,)
    for each in several:
        if isinstance(each, Problems):
            yield from _problems(each)
        else:
            message = getattr(each, "message", "") or str(each)
            path = ": ".join(part for part in (getattr(each, "file", ""), getattr(each, "path", "")) if part)
            yield Problem(message, path, getattr(each, "hint", ""), _LANG)
