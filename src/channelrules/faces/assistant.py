"""Answers to an assistant's questions about a company's channels, as plain data with citations, for any protocol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import attrs

from channelrules.decision.decision import Decision
from channelrules.decision.finding import Finding
from channelrules.decision.rulebook import Rulebook
from channelrules.errors import OptionError
from channelrules.facts.profile import Profile
from channelrules.knowledge.rule import Rule
from channelrules.rendering.rule_text import rule_lines
from channelrules.rendering.text import render_advice

__all__ = ["MAX_CHANNELS", "Assistant"]

MAX_CHANNELS: Final = 40
"""How many channels a company may have, as the time of an answer grows with them."""


@attrs.frozen
class Assistant:
    """Answers by one rulebook. Each call brings its profile, and nothing is kept between calls.

    A profile is plain data with the keys of a file, or a text; ``lang`` is a language of the rulebook, its first where
    it is ``None``. Every answer cites the statements of the guidance that it rests on.

    Attributes:
        book: the rulebook.
    """

    book: Rulebook

    def assess(self, given: object, lang: str | None = None) -> dict[str, Any]:
        """Return the verdicts, the first things to do, the findings and the presumptions."""
        decision = self._decision(given)
        words = self.book.knowledge.language(lang)
        company = decision.company
        return {
            "company": {
                "name": company.name,
                "verdicts": [each.value for each in company.verdicts],
                "leaning": [each.value for each in company.leaning],
                "possible": [each.value for each in company.possible],
                "presuming": [each.to_dict() for each in company.presumed_told(lang)],
            },
            "channels": [
                {
                    "id": each.id,
                    "network": each.network,
                    "verdict": each.verdict.value,
                    "leaning": None if each.leaning is None else each.leaning.value,
                    "possible": [one.value for one in each.possible],
                    "presuming": [one.to_dict() for one in each.presumed_told(lang)],
                    "actions": [words.action(one) for one in each.actions],
                }
                for each in decision.channels
            ],
            "findings": [self._finding(each, lang) for each in decision.findings],
            "waivers": [each.to_dict() for each in decision.waivers],
            "cites": self._cited(each.rule for each in decision.findings),
            "rulebook": self._rulebook(),
        }

    def next_question(
        self, given: object, answers: Mapping[str, Any], unknown: Sequence[str] = (), lang: str | None = None
    ) -> dict[str, Any]:
        """Return the next question as a form after the given answers and unknowns, and the profile so far."""
        interview = self.book.interview(self._profile(given))
        for path, value in answers.items():
            interview = interview.edit(path, value)
        for path in unknown:
            interview = interview.edit(path, None)
        form = interview.form(lang)
        rules = [] if interview.question is None else [self.book.rule(each) for each in interview.question.settles]
        return {
            "next": form,
            "hanging": interview.hanging,
            "progress": [each.to_dict() for each in interview.progress],
            "profile": interview.profile.to_dict(),
            "unknown": [each.path for each in interview.steps if each.how == "unknown"],
            "cites": self._cited(rules),
        }

    def explain(
        self, given: object, channel: str | None = None, rule: str | None = None, lang: str | None = None
    ) -> dict[str, Any]:
        """Return the explanation of a verdict or of a rule's outcome, as text."""
        decision = self._decision(given)
        reason = decision.explain(channel, rule)
        named = [self.book.rule(each.name) for each in reason.walk() if each.kind == "rule"]
        return {"text": render_advice(reason, decision, lang=lang), "cites": self._cited(named)}

    def changes(
        self, given: object, channel: str | None = None, to: str | None = None, lang: str | None = None
    ) -> dict[str, Any]:
        """Return the smallest changes that reach a better verdict, as text and data."""
        decision = self._decision(given)
        found, tips = decision.changes(channel, to), decision.sensitivity(channel)
        named = [self.book.rules[each] for each in found.in_the_way if each in self.book.rules]
        text = "\n".join(render_advice(each, decision, lang=lang) for each in (found, tips))
        return {"text": text, "changes": found.to_dict(lang), "cites": self._cited(named)}

    def report(self, given: object, lang: str | None = None, *, html: bool = False) -> str:
        """Return the whole decision as text, with the statements below it; or the client's report as HTML.

        Raises:
            MissingExtraError: HTML is wanted, and the extra ``report`` is not installed.
        """
        decision = self._decision(given)
        if html:
            return decision.to_html(lang)
        told = [*decision.findings, *decision.open, *decision.clear]
        cited = self._cited(each.rule for each in told)
        return "\n".join(
            [decision.render(lang=lang, everything=True), *(f"{each['id']}: {each['text']}" for each in cited)]
        )

    def rules(self, rule: str | None = None, lang: str | None = None) -> dict[str, Any]:
        """Return the list of the rules, or one of them in full."""
        words = self.book.knowledge.language(lang)
        if rule is None:
            listed = [
                {
                    "id": each.id,
                    "kind": each.kind,
                    "origin": each.origin,
                    "cites": list(each.cites),
                    "title": each.texts[words.lang].title,
                }
                for each in self.book.rules.values()
            ]
            return {"rules": listed, "rulebook": self._rulebook()}
        found = self.book.rule(rule)
        text = "\n".join(rule_lines(self.book, found, words, (words.lang,)))
        return {"text": text, "cites": self._cited([found]), "rulebook": self._rulebook()}

    def _profile(self, given: object) -> Profile:
        profile = self.book.parse_profile_text(given) if isinstance(given, str) else self.book.parse_profile(given)
        if len(profile.channels) > MAX_CHANNELS:
            raise OptionError(f"{len(profile.channels)} channels are given, at most {MAX_CHANNELS} are judged at once")
        return profile

    def _decision(self, given: object) -> Decision:
        return self.book.assess(self._profile(given), engine="native")

    def _finding(self, finding: Finding, lang: str | None) -> dict[str, Any]:
        told = finding.to_dict(lang)
        kept = ("rule", "subject", "title", "severity", "outcome", "origin", "message", "remedy", "presuming", "cites")
        return {key: told[key] for key in kept} | {key: told[key] for key in ("waiver",) if key in told}

    def _cited(self, rules: Iterable[Rule]) -> list[dict[str, str]]:
        """Return the statements that rules rest on, each once."""
        ids = dict.fromkeys(cite for rule in rules for cite in rule.cites)
        return [{"id": each, "text": self.book.statements[each].statement} for each in sorted(ids)]

    def _rulebook(self) -> dict[str, str]:
        return {"name": self.book.name, "version": self.book.version, "digest": self.book.digest}
