"""The errors of the library, worded so that a person can fix the cause.

::

    ChannelRulesError            the root: catch this to catch everything of ours
    ├── ProfileError             one problem of a profile
    ├── RulebookError            one problem of a folder of rules
    │   └── ExpressionError      one problem of a condition, with a caret under the place
    ├── OptionError              an invalid option of a call: an edition, an engine, a parameter
    ├── EngineError              an inference engine refused or failed
    ├── PortfolioError           a table of companies cannot be read, judged or written
    ├── MissingExtraError        an optional dependency is not installed; names the extra
    └── Problems                 several of the above at once: an ``ExceptionGroup``

The text of an error is English; `Rulebook.tell` gives it in every language of a rulebook.

Reading never stops at the first problem: all problems of a file are raised together as
one `Problems`, whose members say where, what was seen, and what was probably meant.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import ClassVar, Final, Self

from channelrules.printable import printable
from channelrules.told import Told, tell

__all__ = [
    "ChannelRulesError",
    "EngineError",
    "ExpressionError",
    "MissingExtraError",
    "OptionError",
    "PortfolioError",
    "Problems",
    "ProfileError",
    "RulebookError",
]


_COMPARED: Final = 1_000
"""How many names a misspelt one is compared with at most, since each takes time."""


class ChannelRulesError(Exception):
    """The root of every error that channelrules raises on purpose.

    Its text can be shown anywhere: control characters of names and values are written out.

    Cause:
        Something that a caller gave is invalid: a file, data, an option, a table, an installation.

    Cure:
        Catch it where input comes in and show ``str(error)`` to the person who gave it. An exception of another
        kind is a defect of the library.

    Examples:
        >>> try:
        ...     book.read_profile("no-such-file.toml")
        ... except cr.ChannelRulesError as error:
        ...     print(type(error).__name__)
        Problems
    """

    def __str__(self) -> str:
        return self.in_words(_in_english)

    def in_words(self, say: Callable[[str], str]) -> str:
        """Return the error as text.

        Args:
            say: translates a sentence of it.
        """
        told = self.args[0] if len(self.args) == 1 else None
        return printable(say(told) if isinstance(told, Told) else super().__str__())


def _in_english(text: str) -> str:
    return str(text)


class _Located(ChannelRulesError):
    _lines: ClassVar[bool] = False

    def __init__(self, message: str, *, file: str = "", path: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = printable(message, lines=self._lines)
        self.file = printable(file)
        self.path = printable(path)
        self.hint = printable(hint)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.message, self.file, self.path, self.hint)

    def in_words(self, say: Callable[[str], str]) -> str:
        """Return the error as text, its sentences as ``say`` gives them, with its place and its hint."""
        place = ": ".join(part for part in (say(self.file), self.path) if part)
        text = f"{place}: {say(self.message)}" if place else say(self.message)
        return _hinted(text, say(self.hint))


def _hinted(text: str, hint: str) -> str:
    return f"{text.rstrip('.')}. {hint}" if hint else text


def _rebuild(kind: type[_Located], message: str, file: str, path: str, hint: str) -> _Located:
    return kind(message, file=file, path=path, hint=hint)


class ProfileError(_Located):
    """One problem of a profile.

    Attributes:
        message: what was seen and what is expected, one sentence.
        file: the file, as the caller named it; empty for data in memory.
        path: the key path inside it, such as ``channel[0].followers[1].count``.
        hint: what was probably meant, or empty.

    Cause:
        A value of a profile is of the wrong type, out of range, or contradicts another. Classes raise it alone;
        whatever reads a file or data raises it inside `Problems`.

    Cure:
        The message says what is expected at ``path``, and ``hint`` what was probably meant.

    Examples:
        >>> try:
        ...     cr.Channel(id="ig", network="instagram", status="actif")
        ... except cr.ProfileError as error:
        ...     print(error.path, "|", error.message, "|", error.hint)
        status | 'actif' is given, one of planned, active, dormant, parked, closed is expected | Did you mean 'active'?
    """


class RulebookError(_Located):
    """One problem of a folder of rules; attributes as in `ProfileError`.

    Cause:
        A file of a folder of rules, or of a house, is missing, misspelt, untranslated, or names what is not
        there.

    Cure:
        Mend the file that it names; ``channelrules rules new`` writes one that is fine.

    Examples:
        >>> try:
        ...     cr.load_rules("docs/examples")
        ... except cr.Problems as problems:
        ...     print(problems.exceptions[0])
        rulebook.toml: this file is missing
    """


class ExpressionError(RulebookError):
    """One problem of a condition. The message ends in the line and a caret under the place.

    Cause:
        A condition uses what the language does not have, compares incomparable values, or is too large.

    Cure:
        Look at the place of the caret; the language is on a page of its own.

    Examples:
        >>> from channelrules.language.parser import infer
        >>> try:
        ...     infer("channel.hours_per_week > channel.posts_postponed", book.knowledge.vocabulary)
        ... except cr.ExpressionError as error:
        ...     print(error)
        hours/week cannot be compared with posts
            channel.hours_per_week > channel.posts_postponed
            ^
    """

    _lines = True


class OptionError(ChannelRulesError):
    """An invalid option of a call: an unknown edition, engine, parameter or channel.

    Args:
        message: one sentence.
        hint: what was probably meant, or what helps; may be empty.
        below: text for the lines after it, such as a text that could not be saved.

    Cause:
        A call or a command line names what is not there, or a number that is out of range.

    Cure:
        The message lists what there is, or suggests the nearest name.

    Examples:
        >>> try:
        ...     book.rule("to-many-pages")
        ... except cr.OptionError as error:
        ...     print(error)
        there is no rule 'to-many-pages'. Did you mean 'too-many-pages'?
    """

    def __init__(self, message: str = "", *, hint: str = "", below: str = "") -> None:
        super().__init__(message)
        self.message = printable(message)
        self.hint = printable(hint)
        self.below = below

    def in_words(self, say: Callable[[str], str]) -> str:
        """Return the error as text, its sentences as ``say`` gives them, with its hint and what is told below it."""
        text = _hinted(say(self.message), say(self.hint))
        return f"{text}\n{printable(self.below, lines=True)}" if self.below else text


class EngineError(ChannelRulesError):
    """An inference engine refused a rule set or failed while it ran.

    Cause:
        ``engine="durable"`` was asked for where durable-rules cannot be imported (Python 3.13), or for rules
        that are beyond its limits.

    Cure:
        Leave ``engine`` out, or ask for ``"native"``: the answers are the same.

    Examples:
        >>> try:
        ...     judged = book.assess(profile, engine="durable")
        ... except cr.EngineError:
        ...     judged = book.assess(profile, engine="native")
        >>> judged.channel("fb").verdict
        <Verdict.WHIM: 'whim'>
    """


class PortfolioError(ChannelRulesError):
    """A table of companies cannot be read, judged or written.

    Cause:
        A table has columns that do not fit, a file is damaged, or a folder holds another run. A row that
        cannot be read is no error: it is a row of ``rejected``.

    Cure:
        Mend the file or column that it names; after a full disk start the same run again, and it goes on.

    Examples:
        >>> try:
        ...     cr.portfolio.assess("no-such-file.parquet")
        ... except cr.PortfolioError as error:
        ...     print(error)
        no-such-file.parquet: there is no such file or folder
    """


class MissingExtraError(ChannelRulesError):
    """An optional dependency is not installed.

    Args:
        purpose: what was wanted, such as ``"reading YAML"``.
        extra: the name of the extra that brings it.

    Cause:
        What was called needs a package that is not installed.

    Cure:
        Run the ``pip install`` that it names; from a checkout ``pip install '.[yaml]'``.

    Examples:
        >>> print(cr.MissingExtraError("reading YAML", "yaml"))
        reading YAML needs an extra: pip install 'channelrules[yaml]'
    """

    def __init__(self, purpose: str, extra: str) -> None:
        super().__init__(purpose, extra)
        self.purpose = purpose
        self.extra = extra

    def in_words(self, say: Callable[[str], str]) -> str:
        """Return the error as text, as ``say`` gives it."""
        pattern = "{purpose} needs an extra: pip install 'channelrules[{extra}]'"
        return say(tell("needs_an_extra", pattern, purpose=self.purpose, extra=self.extra))


class Problems(ChannelRulesError, ExceptionGroup[ChannelRulesError]):
    """All problems of one input together; its ``exceptions`` are the single ones.

    Cause:
        One input has one mistake or more.

    Cure:
        Go through ``exceptions``, or show ``str(error)``: all of them, a line each.

    Examples:
        >>> try:
        ...     book.parse_profile({"format": 1, "as_of": "2026-02-30", "company": {"nmae": "Gino"}})
        ... except cr.Problems as problems:
        ...     for problem in problems.exceptions:
        ...         print(problem)
        profile: as_of: 2026-02-30 is a date that does not exist
        profile: company.nmae: this key is unknown. Did you mean 'name'?
        profile: company.name: this key is missing
    """

    def __new__(cls, message: str, problems: Sequence[ChannelRulesError]) -> Self:
        """Return the group."""
        return super().__new__(cls, message, problems)

    def derive(self, problems: Sequence[ChannelRulesError]) -> Problems:  # type: ignore[override]  # only its own problems go in
        """Return a group of the same kind over other problems (``except*`` asks for it)."""
        return Problems(self.message, problems)

    def in_words(self, say: Callable[[str], str]) -> str:
        """Return all problems as text, as ``say`` gives them, a line each under a heading."""
        below = [f"  {line}" for each in self.exceptions for line in _in_words(each, say).splitlines()]
        return "\n".join([f"{say(printable(self.message))}:", *below])


def _in_words(error: ChannelRulesError | ExceptionGroup[ChannelRulesError], say: Callable[[str], str]) -> str:
    return error.in_words(say) if isinstance(error, ChannelRulesError) else str(error)


def refuse(source: str, problems: Sequence[ChannelRulesError], *, more: bool = False) -> Problems:
    """Return all problems of one source as one group; ``more`` says that there are others, which are left out."""
    count = len(problems)
    if more:
        pattern = "{source}: {count} problems, of which no more are told"
        heading = tell("problems_and_more", pattern, source=source, count=count)
    elif count == 1:
        heading = tell("one_problem", "{source}: 1 problem", source=source)
    else:
        heading = tell("several_problems", "{source}: {count} problems", source=source, count=count)
    return Problems(heading, list(problems))


def there_already(file: str) -> Told:
    """Return the message about a file that exists and is not overwritten."""
    return tell("there_already", "{file} is there already: choose another name", file=file)


def not_written(file: str, error: OSError) -> Told:
    """Return the message about a file that cannot be written."""
    return tell("not_written", "{file} cannot be written: {why}", file=file, why=reason_of(error))


def reason_of(error: OSError | ValueError) -> str:
    """Return why the system could not read or write something."""
    said = str(getattr(error, "strerror", None) or error)
    code = getattr(error, "errno", None)
    return (
        tell(f"system.{errno.errorcode[code]}", "{why}", why=said)
        if isinstance(code, int) and code in errno.errorcode
        else said
    )


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a suggestion such as ``Did you mean 'account'?``, or an empty string."""
    import difflib  # which only mistakes need

    close = difflib.get_close_matches(word[:80], [each[:80] for each in islice(known, _COMPARED)], n=1, cutoff=0.6)
    return tell("did_you_mean", "Did you mean '{name}'?", name=close[0]) if close else ""
