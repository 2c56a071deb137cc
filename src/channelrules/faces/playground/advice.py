"""The methods of advice: why, changes, suppositions, shortlist and sensitivity."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import attrs

from channelrules.advice.changes import ChangeSet
from channelrules.advice.sensitivity import Tip as Tipping
from channelrules.decision.decision import Decision, case_of
from channelrules.errors import OptionError
from channelrules.faces.playground.faults import Refused
from channelrules.faces.playground.fields import subject_of
from channelrules.faces.playground.fragments import fragment, outline, text_of
from channelrules.faces.playground.live import cards_of, changed_between, headline_of, live_of
from channelrules.faces.playground.messages_advice import Moves, Shortlisted, Sliders, Supposed, Tip, Tips, Why
from channelrules.faces.playground.messages_live import Live
from channelrules.faces.playground.protocol import Choice
from channelrules.faces.playground.readings import place_asked, with_values
from channelrules.faces.playground.sliders import fact_sliders, parameter_slider
from channelrules.faces.playground.state import SessionState
from channelrules.facts.paths import places_of
from channelrules.facts.profile import Profile
from channelrules.facts.writer import plain_value
from channelrules.rendering.advice_text import changes_lines, shortlist_lines, tip_lines
from channelrules.rendering.reason_text import reason_lines

__all__ = ["Advice"]

_TARGETS: Final = ("helpful", "potential", "asset")
_COMPANY: Final = "ready"


@attrs.frozen
class Advice:
    """The methods that advise.

    Attributes:
        state: of the session.
    """

    state: SessionState

    def _checked(self, subject: str | None) -> Decision:
        decision = self.state.decision
        if subject is not None and all(each.id != subject for each in decision.channels):
            raise Refused("fault_option", "option")
        return decision

    def why(self, subject: str | None = None, rule: str | None = None) -> Why:
        """Return why a verdict, or the outcome of a rule at a subject, is what it is."""
        decision, words = self._checked(subject), self.state.words
        lines = list(reason_lines(decision.explain(subject, rule), decision, words))
        title = lines[0][1] if lines else ""
        nodes = outline(lines)
        return Why(subject, title, fragment("outline", words, nodes=nodes), text_of(lines))

    # --- what would change it ---

    def changes(self, subject: str | None = None, to: str | None = None) -> Moves:
        """Return the smallest changes that reach a better verdict, or a given one."""
        decision, words = self._checked(subject), self.state.words
        found = decision.changes(subject, to)
        lines = list(changes_lines(found, decision, words))
        targets = _TARGETS if subject is not None else (_COMPANY,)
        return Moves(
            subject=subject,
            html=fragment("outline", words, nodes=outline(lines)),
            text=text_of(lines),
            sets=tuple(self._set(each) for each in found.sets),
            targets=tuple(Choice(each, words.verdict(each)) for each in targets),
        )

    def _set(self, changes: ChangeSet) -> dict[str, Any]:
        """Return what a set of changes states, by path."""
        before = self.state.held.profile
        after = changes.apply(before)
        places = ((each, each.value(after)) for each in places_of(before, self.state.book.knowledge.declared))
        return {place.path: plain_value(value) for place, value in places if value != place.value(before)}

    # --- what if ---

    def sliders(self, subject: str | None = None) -> Sliders:
        """Return the numbers of a subject that can be moved, each with the values at which a verdict tips."""
        decision = self._checked(subject)
        name = subject_of(decision, subject, self.state.words)
        return Sliders(subject, name, tuple(fact_sliders(self.state, subject)))

    def suppose(self, facts: dict[str, Any], parameters: dict[str, float]) -> Supposed:
        """Return the verdicts under other facts, by path, and parameters, by name; the session keeps none of it."""
        decision, words = self.state.decision, self.state.words
        profile = with_values(self.state, self.state.held.profile, facts)
        then = self._assessed(profile, parameters)
        return Supposed(
            cards=tuple(cards_of(then, words)),
            headline=headline_of(then, words),
            changed=changed_between(decision, then, words),
        )

    def adopt(self, facts: dict[str, Any]) -> Live:
        """State facts, by path, and return the verdicts."""
        with_values(self.state, self.state.held.profile, facts)
        interview = self.state.held
        for path, value in facts.items():
            interview = interview.edit(place_asked(self.state, path).path, value)
        self.state.go_on(interview)
        return live_of(self.state)

    def _assessed(self, profile: Profile, parameters: dict[str, float]) -> Decision:
        try:
            return self.state.book.assess(
                profile, edition=self.state.held.edition, parameters=parameters, engine="native"
            )
        except OptionError:
            raise Refused("fault_number", "option") from None

    # --- what to keep ---

    def shortlist(
        self,
        hours: float | None = None,
        pages: int | None = None,
        budget: float | None = None,
        keep: list[str] | None = None,
    ) -> Shortlisted:
        """Return which channels to keep under limits; the company's own and the rulebook's where left out."""
        decision, words = self.state.decision, self.state.words
        found = decision.shortlist(hours, pages, budget, tuple(keep or ()))
        lines = list(shortlist_lines(found, decision, words))
        return Shortlisted(
            kept=found.kept,
            hours=found.limits.hours,
            pages=found.limits.pages,
            budget=found.limits.budget,
            html=fragment("outline", words, nodes=outline(lines)),
            text=text_of(lines),
        )

    # --- our numbers ---

    def sensitivity(self, subject: str | None = None) -> Tips:
        """Return the parameters of ours on which a verdict hangs, each with a slider."""
        decision, words = self._checked(subject), self.state.words
        found = decision.sensitivity(subject)
        lines = list(tip_lines(found, decision, words))
        return Tips(tuple(self._tips(decision, found)), fragment("outline", words, nodes=outline(lines)))

    def _tips(self, decision: Decision, found: tuple[Tipping, ...]) -> Iterator[Tip]:
        knowledge, words = case_of(decision).knowledge, self.state.words
        for each in found:
            says = [text for indent, text in tip_lines((each,), decision, words) if indent]
            slider = parameter_slider(knowledge.parameters[each.parameter], each.value, words, found)
            yield Tip(each.subject, slider, " ".join(says))
