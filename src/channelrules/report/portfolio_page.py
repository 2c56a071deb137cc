"""The report on many companies as plain data: for a chamber of commerce, a bank, an association."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import attrs

from channelrules.decision.rulebook import Rulebook
from channelrules.errors import OptionError, PortfolioError
from channelrules.inference.outcomes import CompanyVerdict, Verdict
from channelrules.knowledge.locales import Words
from channelrules.knowledge.rule import Rule, Severity
from channelrules.report.badges import SIGNS
from channelrules.report.build import labels_of
from channelrules.report.page import Badge

__all__ = ["Often", "PortfolioPage", "Segment", "Stack", "portfolio_page", "read_summary"]

_MOST: Final = 15
_START: Final = 5
_SIZES: Final = ("micro", "small", "medium", "large")
_OF_EACH_COMPANY: Final = frozenset({"profile", "company", "plan"})


@attrs.frozen
class Segment:
    """A part of a stacked bar: how many have a verdict, certain or presumed.

    Attributes:
        badge: the verdict.
        count: how many, in digits.
        share: its part of the bar, 0 to 1.
    """

    badge: Badge
    count: str
    share: float


@attrs.frozen
class Stack:
    """A stacked bar, with its name and total."""

    name: str
    total: str
    segments: tuple[Segment, ...]


@attrs.frozen
class Often:
    """A count over all companies or channels.

    Attributes:
        name: its name in words.
        key: the rule's id, or the fact's name.
        badge: the severity; ``None`` for a fact.
        count: how often it is certain, in digits.
        presumed: how often it is presumed, in digits; empty for a fact.
        share: the certain part of those of which it is asked, 0 to 1.
        percent: the same in words.
    """

    name: str
    key: str
    badge: Badge | None
    count: str
    presumed: str
    share: float
    percent: str


@attrs.frozen
class PortfolioPage:
    """The report on many companies.

    Attributes:
        lang: the language of every word in it.
        labels: headings and other words of the page itself, by key.
        counts: how many were judged, in words.
        facts: the edition and the day of facts, in words.
        companies: the verdicts of companies as a whole.
        networks: the verdicts of channels by network, the most frequent network first.
        sizes: the same by the size of the company; empty where nobody states it.
        start: where to start, in words.
        rules: what is found most often.
        missing: which facts are missing most often.
        version: the rulebook and the houses.
    """

    lang: str
    labels: Mapping[str, str] = attrs.field(repr=False)
    counts: str
    facts: str
    companies: Stack
    networks: tuple[Stack, ...]
    sizes: tuple[Stack, ...]
    start: tuple[str, ...]
    rules: tuple[Often, ...]
    missing: tuple[Often, ...]
    version: tuple[str, ...]


def read_summary(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the counts and the options of a finished run over a portfolio, from its folder.

    Raises:
        PortfolioError: there is no such folder, or no finished run in it.
    """
    counts, mark = folder / "summary.json", folder / ".run" / "run.json"
    if not folder.is_dir():
        raise PortfolioError(f"there is no folder '{folder}'")
    try:
        found = tuple(json.loads(each.read_bytes()) for each in (counts, mark))
    except FileNotFoundError as error:
        name = Path(str(error.filename)).name
        message = f"the folder {folder.name} holds no finished run ({name} is missing)"
        raise PortfolioError(f"{message}: channelrules portfolio assess … --out {folder.name} makes one") from None
    except (OSError, ValueError):
        raise PortfolioError(f"the record of the folder {folder.name} is damaged: judge the table again") from None
    if not all(isinstance(each, dict) for each in found) or not isinstance(found[1].get("options"), dict):
        raise PortfolioError(f"the record of the folder {folder.name} is damaged: judge the table again")
    return found[0], found[1]


def portfolio_page(
    summary: Mapping[str, Any], run: Mapping[str, Any], book: Rulebook, *, lang: str | None = None
) -> PortfolioPage:
    """Return the report on many companies as plain data.

    Args:
        summary: the counts, as `channelrules.portfolio.Tally` writes them.
        run: the options of the run, as recorded in its folder.
        book: the rulebook that judged them.
        lang: a language of the rulebook; its first where left out.

    Raises:
        OptionError: another rulebook judged them, or it has no such language.
    """
    words = book.knowledge.language(lang)
    if run.get("rulebook") not in {None, book.digest}:
        raise OptionError("another rulebook judged these companies: name the same --rules and --house as then")
    teller = _Teller(summary, book, words)
    judged = (words.number(int(summary[each])) for each in ("judged", "channels", "rejected"))
    options = run.get("options", {})
    day = options.get("as_of") or words.say("report.own_day")
    edition = words.say(str(options.get("edition", "guidance")))
    return PortfolioPage(
        lang=words.lang,
        labels=labels_of(words),
        counts=words.say("report.counts", **dict(zip(("companies", "channels", "rejected"), judged, strict=True))),
        facts=words.say("report.portfolio_day", day=day, edition=edition),
        companies=teller.stack(
            words.say("report.companies"),
            summary.get("company_verdicts", {}),
            summary.get("company_leanings", {}),
            [each.value for each in CompanyVerdict],
            int(summary["judged"]),
        ),
        networks=tuple(teller.networks()),
        sizes=tuple(teller.sizes()),
        start=tuple(teller.start()),
        rules=tuple(each for _, each in teller.rules()[:_MOST]),
        missing=tuple(teller.missing()),
        version=(
            words.say("report.rulebook", name=book.name, version=book.version, digest=f"{book.digest[:12]}"),
            *(words.say("report.house", house=each.name) for each in book.knowledge.houses),
        ),
    )


@attrs.frozen
class _Teller:
    summary: Mapping[str, Any]
    book: Rulebook
    words: Words

    def stack(
        self,
        name: str,
        certain: Mapping[str, int],
        presumed: Mapping[str, int],
        order: list[str],
        total: int,
    ) -> Stack:
        """Return a bar of verdicts: of each, those that hold for certain, then those that are presumed."""
        counted = [(each, int(certain.get(each, 0)), False) for each in order if each != "undetermined"]
        counted += [(each, int(presumed.get(each, 0)), True) for each in order]
        counted.sort(key=lambda each: (order.index(each[0]), each[2]))
        # Verdicts that presumptions do not settle stay undetermined.
        open_ = int(certain.get("undetermined", 0)) - sum(presumed.values())
        if open_ > 0:
            counted.append(("undetermined", open_, False))
        whole = max(total, sum(count for _, count, _ in counted)) or 1
        segments = [
            Segment(self.badge(verdict, presumed=is_presumed), self.words.number(count), count / whole)
            for verdict, count, is_presumed in counted
            if count
        ]
        return Stack(name, self.words.number(total), tuple(segments))

    def badge(self, verdict: str, *, presumed: bool) -> Badge:
        certainty = self.words.say("report.presumed") if presumed else ""
        return Badge(verdict, SIGNS.get(verdict, "•"), self.words.verdict(verdict), certainty, presumed)

    def networks(self) -> Iterator[Stack]:
        """Yield the verdicts of channels, the network with most channels first."""
        verdicts, leanings = self.summary.get("verdicts", {}), self.summary.get("leanings", {})
        for network, counts in sorted(verdicts.items(), key=lambda each: (-sum(each[1].values()), each[0])):
            known = self.book.networks.get(network)
            name = self.words.network(network, known.name if known else network)
            yield self.channels(name, counts, leanings.get(network, {}))

    def sizes(self) -> Iterator[Stack]:
        """Yield the verdicts of channels, from the smallest companies to the largest; unstated sizes last."""
        sizes, leanings = self.summary.get("sizes", {}), self.summary.get("size_leanings", {})
        if not set(sizes) - {""}:
            return
        for size in (*_SIZES, ""):
            if size in sizes:
                name = self.words.choice(size) if size else self.words.say("report.size_unknown")
                yield self.channels(name, sizes[size], leanings.get(size, {}))

    def channels(self, name: str, certain: Mapping[str, int], presumed: Mapping[str, int]) -> Stack:
        return self.stack(name, certain, presumed, [each.value for each in Verdict], sum(certain.values()))

    def rules(self) -> list[tuple[Rule, Often]]:
        """Return what is found, the most frequent first."""
        found = []
        for name, counts in self.summary.get("rules", {}).items():
            rule = self.book.rules.get(name)
            if rule is None or rule.severity is None or not counts["fires"] + counts["presumed"]:
                continue
            asked = int(self.summary["judged" if rule.scope == "company" else "channels"]) or 1
            found.append((rule, self.often(rule, counts, asked), counts))
        found.sort(key=lambda each: (-each[2]["fires"], -each[2]["presumed"], each[0].id))
        return [(rule, often) for rule, often, _ in found]

    def often(self, rule: Rule, counts: Mapping[str, int], asked: int) -> Often:
        severity = rule.severity
        assert severity is not None
        share = counts["fires"] / asked
        return Often(
            name=rule.texts[self.words.lang].title,
            key=rule.id,
            badge=Badge(severity.value, SIGNS[severity.value], self.words.say(severity.value)),
            count=self.words.number(counts["fires"]),
            presumed=self.words.number(counts["presumed"]),
            share=share,
            percent=self.words.percent(share),
        )

    def missing(self) -> Iterator[Often]:
        """Yield the facts that are missing most often."""
        vocabulary = self.book.knowledge.vocabulary
        # What an entry of a plan leaves out is absent, so nobody has to be asked for it.
        known = {name: count for name, count in self.summary.get("missing", {}).items() if name in vocabulary.terms}
        for name, count in sorted(known.items(), key=lambda each: (-each[1], each[0]))[:_MOST]:
            whole = "judged" if name.partition(".")[0] in _OF_EACH_COMPANY else "channels"
            share = min(1.0, count / (int(self.summary[whole]) or 1))
            meaning = self.words.meaning(name, vocabulary[name].meaning)
            number = self.words.number(count)
            yield Often(meaning, name, None, number, "", share, self.words.percent(share))

    def start(self) -> Iterator[str]:
        """Yield where to start: the musts that are broken most often, then the fact to ask for."""
        found = self.rules()
        first = [each for each in found if each[0].severity is Severity.ERROR] or found
        for rule, often in first[:_START]:
            key = "report.start_company" if rule.scope == "company" else "report.start_channel"
            yield self.words.say(key, pattern=often.name, count=often.count, percent=often.percent)
        for each in self.missing():
            yield self.words.say("report.start_ask", fact=each.name, count=each.count)
            return
