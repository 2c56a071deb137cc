"""An explanation as lines of text: a tree in words, without parts that decide nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from channelrules.advice.reason import Reason
from channelrules.decision.decision import Decision, case_of
from channelrules.errors import ExpressionError
from channelrules.facts.provenance import how_known
from channelrules.facts.vocabulary import NETWORK_FACTS
from channelrules.inference.case import Case
from channelrules.inference.messages import presumption_said, value_in_words
from channelrules.inference.names import subject_name
from channelrules.inference.provenance import PRESUMED
from channelrules.knowledge.locales import Words
from channelrules.language.nodes import Compare, Expression, Literal, Name, Not
from channelrules.language.parser import parse
from channelrules.rendering.conditions import Phrases
from channelrules.rendering.verdict_text import when_of

__all__ = ["reason_lines"]

Lines = Iterator[tuple[str, str]]
_EXCEPTED: Final = "effect.excepted"
_LEAVES: Final = frozenset({"fact", "network", "parameter", "list"})


def reason_lines(reason: Reason, decision: Decision, words: Words) -> Lines:
    """Yield an explanation as a tree.

    Where presumptions settle an open outcome, the presumed explanation comes first, then what is still open.
    """
    case = case_of(decision)
    under = reason.source == PRESUMED or bool(reason.presumed)
    teller = _Teller(case.filled if under else case, words)
    leans = under and reason.value is not None
    yield "", teller.head_presumed(reason) if leans else teller.head(reason)
    yield from teller.below(reason)
    if leans and reason.kind == "verdict":
        yield "", words.say("open_still")
        yield from _Teller(case, words).below(decision.explain(reason.subject, presume=False))


@attrs.frozen
class _Teller:
    """Renders the nodes of an explanation of one case, each subtree once."""

    case: Case
    words: Words
    seen: set[int] = attrs.field(factory=set)

    # --- the head ---

    def head(self, reason: Reason) -> str:
        if reason.kind != "verdict":
            return f"{self.subject(reason)}: {self.said(reason)}"
        names = [self.words.verdict(each) for each in reason.name.split(" and ")]
        return f"{self.subject(reason)}: {self.words.listed(names)}"

    def head_presumed(self, reason: Reason) -> str:
        subject = self.subject(reason)
        if reason.kind != "verdict":
            state = self.words.say("presumed" if reason.value else "presumed_clear")
            in_order = None if reason.value else self.case.knowledge.rules[reason.name].texts[self.words.lang].in_order
            return f"{subject}: {state}: {in_order or self.title(reason.name)} [{reason.name}]"
        names = [self.words.verdict(each) for each in reason.name.split(" and ")]
        return f"{subject}: {self.words.say('because_presumed', verdict=self.words.listed(names))}"

    def subject(self, reason: Reason) -> str:
        return subject_name(self.case, reason.subject, self.words)

    def title(self, rule: str) -> str:
        return self.case.knowledge.rules[rule].texts[self.words.lang].title

    # --- what is left out ---

    def below(self, reason: Reason, indent: str = "") -> Lines:
        parts = list(self.parts(reason))
        for place, part in enumerate(parts):
            last = place == len(parts) - 1
            again = bool(part.parts) and id(part) in self.seen and part.kind != "row"
            said = self.said(part)
            yield f"{indent}{'└─ ' if last else '├─ '}", f"{said} ({self.words.say('as_above')})" if again else said
            if not again and self.goes_on(part, reason):
                self.seen.add(id(part))
                yield from self.below(part, indent + ("   " if last else "│  "))

    def goes_on(self, part: Reason, above: Reason) -> bool:
        # Under a verdict, an open or clear rule takes one line; asked for by itself, it is shown in full.
        if part.kind == "rule" and above.kind in {"row", "verdict"}:
            return part.value is True
        return part.kind != "presumed" and not self.is_one_line(part)

    def parts(self, reason: Reason) -> Iterator[Reason]:
        """Yield the parts below a node that are worth showing; parts that only lead to others are skipped."""
        if reason.kind == "verdict":
            yield from self.rows(reason.parts)
            return
        told: set[str] = set()
        for part in reason.parts:
            for each in self.hoisted(part):
                key = self.said(each)
                if key not in told:
                    told.add(key)
                    yield each

    def hoisted(self, part: Reason) -> Iterator[Reason]:
        if part.name in {_EXCEPTED, f"not {_EXCEPTED}"} and not any(each.kind == "waiver" for each in part.walk()):
            return  # no exception is declared
        if part.kind == "conclusion":
            # The conclusion is shown; that its rule "fires" would repeat it.
            yield attrs.evolve(part, parts=tuple(below for each in part.parts for below in each.parts))
        elif part.parts and self.leads_on(part):
            for each in part.parts:
                yield from self.hoisted(each)
        else:
            yield part

    def leads_on(self, part: Reason) -> bool:
        if part.kind == "effect":
            return True
        if part.kind != "condition":
            return False
        node = self.node(part)
        is_name = isinstance(node, Name) or (isinstance(node, Not) and isinstance(node.part, Name))
        return is_name or self.phrase(part) is None

    def rows(self, rows: Sequence[Reason]) -> Iterator[Reason]:
        """Yield the rows of a verdict table that matter, those of one verdict as one."""
        telling = [each for each in rows if each.value is not False and each.source != "true"]
        if not telling:
            # No row holds, so only what is in order can be shown.
            telling = [each for each in rows if each.value is False and any(one.kind == "rule" for one in each.walk())]
        merged: dict[str, Reason] = {}
        for each in telling:
            known = merged.get(each.name)
            merged[each.name] = each if known is None else attrs.evolve(known, parts=known.parts + each.parts)
        if len(merged) == 1:
            # The head names the verdict.
            yield from (part for only in merged.values() for part in self.parts(only))
        else:
            yield from merged.values()

    # --- one node ---

    def said(self, reason: Reason) -> str:
        words = self.words
        match reason.kind:
            case "verdict":
                return self.head(reason)
            case "row":
                return f"{words.verdict(reason.name)}: {self.held(reason)}"
            case "rule" | "waiver":
                return self.rule(reason)
            case "condition":
                return self.condition(reason)
            case "channel":
                return f"{subject_name(self.case, reason.name, words)}: {self.held(reason)}"
            case "presumed":
                return self.presumed(reason)
            case _:
                return self.fact(reason)

    def held(self, reason: Reason) -> str:
        told = {True: "holds", False: "does_not_hold"}
        return self.words.say(told.get(reason.value, "not_known") if isinstance(reason.value, bool) else "not_known")

    def rule(self, reason: Reason) -> str:
        words, title = self.words, self.title(reason.name)
        if reason.kind == "waiver":
            return f"{words.say('waived')}: {title} [{reason.name}]"
        states = {True: "fires", False: "clear"}
        if isinstance(reason.value, bool):
            key = states[reason.value]
            if reason.value and reason.presumed:
                key = "presumed"
            in_order = self.case.knowledge.rules[reason.name].texts[words.lang].in_order
            if not reason.value and in_order:
                return f"{words.say(key)}: {in_order} [{reason.name}]"
            return f"{words.say(key)}: {title} [{reason.name}]"
        return f"{words.say('is_open')}: {title} [{reason.name}]"

    def is_one_line(self, reason: Reason) -> bool:
        # "The type of account is X [where]": the fact below would repeat it.
        return (
            reason.kind == "condition"
            and len(reason.parts) == 1
            and reason.parts[0].kind in _LEAVES
            and not reason.parts[0].parts
        )

    def condition(self, reason: Reason) -> str:
        said = f"{self.held(reason)}: {self.phrase(reason) or reason.name}"
        if not self.is_one_line(reason):
            return said
        (leaf,) = reason.parts
        node = self.node(reason)
        is_said = isinstance(node, Compare) and node.op == "==" and isinstance(node.right, Literal)
        if leaf.value is not None and not (is_said and reason.value is True) and leaf.kind != "list":
            said += f" ({self.value(leaf)})"
        where = self.where(leaf)
        return f"{said} [{where}]" if where else said

    def phrase(self, reason: Reason) -> str | None:
        node = self.node(reason)
        return None if node is None else Phrases(self.case.knowledge.vocabulary, self.words).said(node)

    def node(self, reason: Reason) -> Expression | None:
        try:
            return parse(reason.name, self.case.knowledge.vocabulary, measure=True)
        except ExpressionError:
            return None  # an effect of findings is no name of the vocabulary

    def presumed(self, reason: Reason) -> str:
        presumption = reason.presumption
        assert presumption is not None
        at = None if reason.subject is None else self.case.positions[reason.subject]
        says = presumption_said(self.case, presumption, at, self.words)
        why = str(self.words.tables["presumed_why"].get(presumption.id, presumption.why))
        where = "" if reason.place is None else f" [{reason.place.path}]"
        return f"{self.words.say('presumed_because', says=says, why=why)}{where}"

    def fact(self, reason: Reason) -> str:
        term = self.case.knowledge.vocabulary.terms.get(reason.name)
        where = self.where(reason)
        if term is None:
            count = self.value(reason)
            return f"{self.words.say('entries', count=count)} [{where}]"
        if term.source == "effect":
            # An effect of findings is named like that of a rule.
            return f"{self.words.say(f'effect_{term.attribute}')}: {self.value(reason)}"
        meaning = self.concluded(reason.name) or self.words.meaning(reason.name, term.meaning)
        return f"{meaning}: {self.value(reason)}{f' [{where}]' if where else ''}"

    def concluded(self, name: str) -> str | None:
        """Return the title of the rule that concludes a name; ``None`` of every other name."""
        rules = self.case.knowledge.active_rules
        return next((self.title(rule.id) for rule in rules if rule.concludes == name), None)

    def value(self, reason: Reason) -> str:
        if reason.value is None:
            return self.words.say("not_known" if reason.kind == "measure" else "not_stated")
        term = self.case.knowledge.vocabulary.terms.get(reason.name)
        if term is None:
            return self.words.number(reason.value if isinstance(reason.value, int) else 0)
        return value_in_words(self.case, term.name, reason.value, self.words)

    def where(self, reason: Reason) -> str:
        """Return the source of a value: the place in the profile and how it is known, or its origin."""
        if reason.place is not None:
            known = how_known(self.case.profile.provenance, reason.place.path, self.words.say, self.words.date)
            return f"{reason.place.path}: {known}" if known else reason.place.path
        if reason.kind == "parameter":
            return self.whose_number(reason.name.removeprefix("param."))
        if reason.kind == "network" and reason.subject is not None:
            return self.whose_fact(reason.name.removeprefix("network."), reason.subject)
        return reason.name

    def whose_number(self, name: str) -> str:
        if name in self.case.overridden:
            return self.words.say("set_here")
        parameter = self.case.knowledge.parameters[name]
        return self.words.say("ours") if parameter.origin == "ours" else self.words.source(parameter.source)

    def whose_fact(self, attribute: str, subject: str) -> str:
        network = self.case.networks[self.case.positions[subject]]
        fact = network.fact(attribute, self.case.edition, self.case.day) if attribute in NETWORK_FACTS else None
        if fact is None:
            return ""
        if fact.cites:
            return f"{self.words.say('source')}, {when_of(fact.as_of, self.words)}, {', '.join(fact.cites)}"
        # The text after the colon is what was read there; the reference is enough.
        source = self.words.say("ours") if fact.judged_by else self.words.source((fact.source or "").partition(": ")[0])
        day = self.words.date(fact.as_of)
        if fact.grade is None:
            return self.words.say("source_ungraded", source=source, day=day)
        return self.words.say("source_network", source=source, grade=fact.grade, day=day)
