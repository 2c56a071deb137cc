"""The next question with its reason, the progress of each subject, and the earlier answers."""

from __future__ import annotations

from collections.abc import Iterator

from channelrules.advice.question import Question as Missing
from channelrules.decision.decision import case_of
from channelrules.decision.interview import Step
from channelrules.decision.subjects import ChannelDecision, CompanyDecision
from channelrules.faces.playground.fields import asked_at, field_of, label_at, said_at, subject_of
from channelrules.faces.playground.live import certainty_of
from channelrules.faces.playground.messages_live import KnownGroup, Stated
from channelrules.faces.playground.protocol import Asking, Given, Presumed, Progress, Question
from channelrules.faces.playground.readings import place_asked
from channelrules.faces.playground.state import SessionState
from channelrules.facts.paths import Place, places_of
from channelrules.facts.provenance import how_known
from channelrules.facts.writer import plain_value
from channelrules.inference.confirming import why_presumed

__all__ = ["asking_of", "known_of", "question_at"]


def asking_of(state: SessionState) -> Asking:
    """Return the next question, and what was asked so far."""
    held, words = state.held, state.words
    question = held.question
    bearing = sum(each.bears for each in held.left)
    left = len(held.left) if held.everything else 0 if held.settled else bearing
    if question is not None:
        says = words.say("page.asking", count=words.number(held.hanging))
    elif held.settled:
        says = words.say("page.all_settled")
    else:
        says = words.say("page.nothing_left")
    return Asking(
        step=state.step,
        question=None if question is None else _question(state, question),
        says=says,
        left=left,
        subjects=tuple(_progress(state)),
        given=tuple(_given(state)),
        everything=held.everything,
        more=len(held.left) - left,
    )


# --- one question ---


def _question(state: SessionState, question: Missing) -> Question:
    words, held = state.words, state.held
    rules = state.book.rules
    because = tuple(rules[each].texts[words.lang].title for each in question.settles)
    place = Place.at(question.path, state.book.knowledge.declared)
    return Question(
        path=question.path,
        subject=question.channel,
        subject_name=subject_of(held.decision, question.channel, words),
        text=question.asked(words.lang),
        why=_why(state, question),
        because=because,
        when=words.say("page.on_the_spot" if question.on_the_spot else "page.look_up"),
        presumed=_presumed(state, question),
        field=field_of(question.spec, words, held.profile.company.currency, place.name),
        value=plain_value(place.value(held.profile)),
    )


def _why(state: SessionState, question: Missing) -> str:
    """Return why a question is asked: whose verdict hangs on it, alone or with others, or only findings."""
    words, decision = state.words, state.decision
    subjects = dict.fromkeys((*question.decides, *question.leans, *question.unblocks))
    if subjects:
        names = [subject_of(decision, each, words) for each in subjects]
        return words.say("page.why_decides", subjects=words.listed(names))
    if question.bears:
        return words.say("page.why_bears", subject=subject_of(decision, question.channel, words))
    return words.say("page.why_settles", count=words.number(len(question.settles)))


def _presumed(state: SessionState, question: Missing) -> Presumed | None:
    words, held = state.words, state.held
    told = question.presumed_told(words.lang)
    if told is None:
        return None
    confirmed, otherwise = held.presumed(words.lang), plain_value(held.otherwise)
    answerable = confirmed is not None or otherwise is not None
    return Presumed(
        asks=words.say("confirm" if answerable else "page.taken_so", says=told.says),
        says=told.says,
        why=why_presumed(case_of(held.decision), told.name, told.path, words),
        confirms=confirmed is not None,
        otherwise=otherwise,
    )


def question_at(state: SessionState, path: str) -> Question:
    """Return the question that asks for any place of the profile, with what is stated there, to answer it anew.

    Raises:
        Refused: no profile has such a place, or nobody is asked for it.
    """
    words, held, place = state.words, state.held, place_asked(state, path)
    subject = place.channel or None
    return Question(
        path=path,
        subject=subject,
        subject_name=subject_of(held.decision, subject, words),
        text=asked_at(case_of(held.decision), place, words),
        why="",
        because=(),
        when="",
        presumed=None,
        field=field_of(place.spec, words, held.profile.company.currency, place.name),
        value=plain_value(place.value(held.profile)),
    )


# --- how far it has come ---


def _progress(state: SessionState) -> Iterator[Progress]:
    words, held = state.words, state.held
    decided: dict[str | None, ChannelDecision | CompanyDecision] = {None: held.decision.company}
    decided |= {each.id: each for each in held.decision.channels}
    for each in held.progress:
        certainty = certainty_of(decided[each.subject])
        key = "page.progress_settled" if each.settled else "page.progress_left"
        yield Progress(
            subject=each.subject,
            name=subject_of(held.decision, each.subject, words),
            certainty=certainty,
            asked=each.asked,
            left=each.left,
            says=words.say(key) if each.settled else words.say(key, count=words.number(each.left)),
        )


def _given(state: SessionState) -> Iterator[Given]:
    held, words = state.held, state.words
    case, idle = case_of(held.decision), set(map(id, held.idle))
    for step in held.steps:
        place = Place.at(step.path, state.book.knowledge.declared)
        yield Given(
            path=step.path,
            subject=step.subject,
            subject_name=subject_of(held.decision, step.subject, words),
            text=asked_at(case, place, words),
            said=_said(step, place, state),
            how=step.how,
            idle=id(step) in idle,
        )


def _said(step: Step, place: Place, state: SessionState) -> str:
    value = None if step.how == "unknown" else step.value
    return said_at(place, value, state.words, state.held.profile.company.currency)


# --- what is known ---


def known_of(state: SessionState) -> Iterator[KnownGroup]:
    """Yield every fact that is stated, the company's first, then those of each channel."""
    held, words = state.held, state.words
    profile = held.profile
    groups: dict[str | None, list[Stated]] = {None: [], **{each.id: [] for each in profile.channels}}
    for place in places_of(profile, state.book.knowledge.declared):
        value = place.value(profile)
        if value is None or place.attribute in {"id", "network"}:
            continue
        how = how_known(profile.provenance, place.path, words.say, words.date)
        said = said_at(place, value, words, profile.company.currency)
        groups[place.channel or None].append(Stated(place.path, label_at(place, words), said, how))
    for channel, facts in groups.items():
        yield KnownGroup(channel, subject_of(held.decision, channel, words), tuple(facts))
