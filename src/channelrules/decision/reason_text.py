"""An explanation as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from channelrules.advice.explain import Reason
from channelrules.decision.decision import Decision, case_of
from channelrules.knowledge.words import Words

__all__ = ["reason_lines"]

Lines = Iterator[tuple[str, str]]


def _subject(words: Words, subject: str | None) -> str:
    return subject if subject is not None else words.say("the_company")


# --- why ---


def reason_lines(reason: Reason, decision: Decision, words: Words) -> Lines:
    """Yield an explanation as a tree."""
    yield "", _said(reason, decision, words)
    yield from _branches(reason, decision, words, "", set())


def _branches(reason: Reason, decision: Decision, words: Words, indent: str, seen: set[int]) -> Lines:
    parts = list(_shown(reason))
    for place, part in enumerate(parts):
        last = place == len(parts) - 1
        said = _said(part, decision, words)
        again = bool(part.parts) and id(part) in seen
        yield f"{indent}{'└─ ' if last else '├─ '}", f"{said} ({words.say('as_above')})" if again else said
        if not again:
            seen.add(id(part))
            yield from _branches(part, decision, words, indent + ("   " if last else "│  "), seen)


def _shown(reason: Reason) -> Iterator[Reason]:
    # A measure that says the same as its only condition is one knot too many for a reader.
    for part in reason.parts:
        single = part.parts[0] if len(part.parts) == 1 else None
        if part.kind == "condition" and single is not None and single.kind == "measure" and _names(part, single):
            yield _renamed(single, part)
        else:
            yield part


def _names(condition: Reason, measure: Reason) -> bool:
    return condition.name in {measure.name, f"not {measure.name}"}


def _renamed(measure: Reason, condition: Reason) -> Reason:
    return Reason("condition", condition.name, condition.value, measure.subject, "", None, measure.parts)


def _said(reason: Reason, decision: Decision, words: Words) -> str:
    case = case_of(decision)
    held = {True: words.say("holds"), False: words.say("does_not_hold"), None: words.say("not_known")}
    match reason.kind:
        case "verdict":
            said = words.listed([words.verdict(each) for each in reason.name.split(" and ")])
            return f"{_subject(words, reason.subject)}: {said}"
        case "row":
            return f"{words.verdict(reason.name)}: {held[_outcome(reason)]} [{reason.source}]"
        case "rule" | "waiver":
            rule = case.knowledge.rules[reason.name]
            fires = {True: words.say("fires"), False: words.say("clear"), None: words.say("is_open")}
            state = words.say("waived") if reason.kind == "waiver" else fires[_outcome(reason)]
            return f"{state}: {rule.texts[words.lang].title} [{rule.id}]"
        case "effect" | "conclusion":
            return f"{reason.name}: {held[_outcome(reason)]}"
        case "condition":
            return f"{held[_outcome(reason)]}: {reason.name}"
        case "channel":
            return f"{reason.name}: {held[_outcome(reason)]}"
        case _:
            return _fact(reason, decision, words)


def _outcome(reason: Reason) -> bool | None:
    return reason.value if isinstance(reason.value, bool) else None


def _fact(reason: Reason, decision: Decision, words: Words) -> str:
    case = case_of(decision)
    term = case.knowledge.vocabulary.terms.get(reason.name)
    if term is None:
        count = words.say("not_stated") if reason.value is None else words.number(_length(reason))
        return f"{words.say('entries', count=count)} [{_where(reason)}]"
    meaning = words.meaning(reason.name, term.meaning)
    if reason.value is None:
        value = words.say("not_stated")
    else:
        value = words.describe(reason.value, term.type, case.profile.company.currency)
    return f"{meaning}: {value} [{_where(reason)}]"


def _where(reason: Reason) -> str:
    """Return where a value stands and, where the profile says so, how it is known."""
    if reason.place is None:
        return reason.name if reason.kind in {"measure", "list"} else reason.source
    known = reason.source.partition(", ")[2]
    return f"{reason.place.path}: {known}" if known else reason.place.path


def _length(reason: Reason) -> int:
    return reason.value if isinstance(reason.value, int) else 0
