"""The public rulebook: the guidance as rules, and the methods that judge a company by them."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from channelrules.errors import ChannelRulesError, OptionError
from channelrules.knowledge.builtin import built_in_knowledge, built_in_rules
from channelrules.knowledge.model import Knowledge
from channelrules.knowledge.network import Edition
from channelrules.told import A_PROFILE, tell

if TYPE_CHECKING:
    from channelrules.decision.decision import Decision
    from channelrules.decision.interview import Interview
    from channelrules.facts.profile import Profile
    from channelrules.inference.compiled import Compiled
    from channelrules.knowledge.network import Network
    from channelrules.knowledge.parameter import Parameter
    from channelrules.knowledge.presumption import Presumption
    from channelrules.knowledge.rule import Example, Rule, Statement

# A rulebook is loaded before anything is read, judged or rendered: its methods import those parts.

__all__ = ["Rulebook", "compiled_of", "edition_of", "load_rules"]


def load_rules(
    folder: str | os.PathLike[str] | None = None,
    *,
    house: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] = (),
) -> Rulebook:
    """Return the built-in rulebook, or that of a folder, with house rules laid over it.

    Args:
        folder: a folder of rules; the built-in ones where left out. It is data: nothing in it is executed.
        house: a folder of house rules, or several that are laid over each other in order.

    Raises:
        Problems: everything that the folder, or a house, has wrong.

    Examples:
        >>> cr.load_rules().name
        'channelrules'
        >>> [house.name for house in cr.load_rules(house="docs/examples/house-rules").knowledge.houses]
        ['Nord Consulting']
    """
    houses = [Path(house)] if isinstance(house, str | os.PathLike) else [Path(each) for each in house]
    if folder is None and not houses:
        return Rulebook(built_in_knowledge(), built_in=True)
    from channelrules.knowledge.loader import load_knowledge

    if folder is None:
        return Rulebook(load_knowledge(built_in_rules(), houses=houses))
    return Rulebook(load_knowledge(Path(folder), houses=houses))


@attrs.frozen(eq=False, slots=False)
class Rulebook:
    """What the guidance says, and how to judge a company by it. Get one from `load_rules`.

    A rulebook keeps nothing of the profiles that it judged; it may be shared by threads and pickled. Its rules
    are compiled on first use.

    Attributes:
        knowledge: its content as data.

    Examples:
        >>> book.version, len(book.rules), len(book.networks)
        ('2026.11', 56, 57)
        >>> book.rule("video-without-means").title
        'A YouTube channel without the means to make video'
        >>> book.assess(profile, engine="native").channel("fb").verdict
        <Verdict.WHIM: 'whim'>
        >>> [each.company.name for each in book.assess_many([profile, profile])]
        ['Trattoria da Gino', 'Trattoria da Gino']
    """

    knowledge: Knowledge
    _built_in: bool = False

    @cached_property
    def _compiled(self) -> Compiled:
        from channelrules.inference.ahead import NOTHING_AHEAD, Ahead
        from channelrules.inference.compiled import Compiled

        return Compiled(self.knowledge, Ahead.of(self.knowledge) if self._built_in else NOTHING_AHEAD)

    def __reduce__(self) -> tuple[object, ...]:
        return Rulebook, (self.knowledge,)

    # --- content ---

    @property
    def name(self) -> str:
        """The rulebook's name."""
        return self.knowledge.name

    @property
    def version(self) -> str:
        """The version of its content."""
        return self.knowledge.version

    @property
    def digest(self) -> str:
        """A SHA-256 of its content, as hexadecimal digits."""
        return self.knowledge.digest

    @property
    def rules(self) -> Mapping[str, Rule]:
        """Its rules, by id."""
        return self.knowledge.rules

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """Its numbers, by name."""
        return self.knowledge.parameters

    @property
    def presumptions(self) -> Mapping[str, Presumption]:
        """Its presumptions, by id, in the order in which they are tried."""
        return {each.id: each for each in self.knowledge.presumptions}

    @property
    def networks(self) -> Mapping[str, Network]:
        """The networks and owned tools that it knows, by id."""
        return self.knowledge.networks

    @property
    def statements(self) -> Mapping[str, Statement]:
        """The statements of the guidance, by id."""
        return self.knowledge.statements

    def rule(self, id: str) -> Rule:  # noqa: A002 - the field is called so everywhere
        """Return a rule.

        Raises:
            OptionError: there is none with this id.
        """
        return self.knowledge.rule(id)

    def presumptions_under(self, rule: Rule) -> tuple[Presumption, ...]:
        """Return the presumptions that bear on a rule: those of facts that it rests on, through measures too."""
        names = self._compiled.below(rule.node)
        return tuple(each for each in self.knowledge.presumptions if each.fact in names)

    def rules_under(self, presumption: Presumption) -> tuple[Rule, ...]:
        """Return the rules in force on which a presumption bears."""
        return tuple(rule for rule in self.knowledge.active_rules if presumption in self.presumptions_under(rule))

    def labels(self, lang: str | None = None) -> dict[str, dict[str, str]]:
        """Return the names of verdicts, actions, outcomes and severities in a language, by their ids.

        Args:
            lang: a language of the rulebook; its first where left out.

        Raises:
            OptionError: the rulebook has no such language.
        """
        from channelrules.decision.labels import labels

        return labels(self.knowledge.language(lang))

    def examples(self, rule: Rule) -> tuple[Example, ...]:
        """Return the examples of a rule."""
        from channelrules.knowledge.examples import examples_of

        return examples_of(self.knowledge, rule)

    def schema(self, name: str) -> dict[str, Any]:
        """Return the JSON Schema (draft 7) of a kind of file, as `channelrules.schema` does, for this rulebook.

        That of a profile names its networks and the facts that its houses declare.

        Raises:
            OptionError: there is no schema of this name.
        """
        from channelrules.decision.json_schema import schema

        return schema(name, self.knowledge)

    def tell(self, error: ChannelRulesError, *, lang: str | None = None) -> str:
        """Return the text of an error in a language of the rulebook, as ``str(error)`` gives it in English.

        Args:
            error: the exception; several problems give a line each.
            lang: a language of the rulebook; its first where left out.

        Raises:
            OptionError: the rulebook has no texts in this language.

        Examples:
            >>> try:
            ...     book.rule("to-many-pages")
            ... except cr.OptionError as error:
            ...     print(book.tell(error, lang="it"))
            non esiste una regola 'to-many-pages'. Si intendeva 'too-many-pages'?
        """
        return error.in_words(self.knowledge.language(lang).told)

    def _repr_html_(self) -> str | None:
        """Return it as a notebook shows it; ``None`` without the extra ``report``."""
        from channelrules.report.inline import rulebook_inline

        return rulebook_inline(self)

    # --- reading ---

    def read_profile(self, file: str | os.PathLike[str]) -> Profile:
        """Return the profile in a file, its networks and waivers checked against this rulebook.

        Raises:
            Problems: everything that the file has wrong.
        """
        from channelrules.facts.reader import read_profile

        known = self.knowledge
        return read_profile(file, networks=known.network_ids, rules=self.rules, own=known.of_houses)

    def parse_profile(self, data: object, source: str = A_PROFILE) -> Profile:
        """Return the profile in plain data, such as ``json.loads`` gives.

        Args:
            data: with the keys of a profile file.
            source: what problems call it.

        Raises:
            Problems: everything that is wrong with it.
        """
        from channelrules.facts.reader import parse_profile

        known = self.knowledge
        return parse_profile(data, source=source, networks=known.network_ids, rules=self.rules, own=known.of_houses)

    def parse_profile_text(self, text: str | bytes, form: str | None = None, source: str = A_PROFILE) -> Profile:
        """Return the profile in a text, such as standard input or the body of a request.

        Args:
            text: what a file would hold; bytes are UTF-8.
            form: ``toml``, ``json`` or ``yaml``; detected where left out.
            source: what messages call it.

        Raises:
            Problems: everything that is wrong with it.
            OptionError: there is no such form.
            MissingExtraError: it is YAML, and the extra ``yaml`` is not installed.
        """
        from channelrules.facts.reader import parse_profile_text

        known = self.knowledge
        return parse_profile_text(
            text, form, source=source, networks=known.network_ids, rules=self.rules, own=known.of_houses
        )

    # --- judging ---

    def assess(
        self,
        profile: Profile,
        *,
        edition: Edition | str = Edition.GUIDANCE,
        as_of: datetime.date | None = None,
        parameters: Mapping[str, float] | None = None,
        engine: str | None = None,
        presume: bool = True,
    ) -> Decision:
        """Return the decision on a company.

        Args:
            profile: what is known of it.
            edition: which facts about networks are used: those of the guidance (``guidance``; where it is
                silent, the current fact) or the current ones (``current``).
            as_of: the day on which facts about networks and waivers are taken; the profile's own
                day where left out. Spans such as silence are counted to the profile's day.
            parameters: values of parameters for this call, by name; they take precedence over the profile's.
            engine: ``native`` or ``durable``; where left out, durable-rules if it can be imported.
            presume: whether the rulebook's presumptions are used. They add leanings and presumed findings, and
                do not change what is certain.

        Raises:
            OptionError: an unknown edition, engine or parameter, or a number out of its range.
            Problems: a channel on a network that nobody describes, or a waiver for a rule that
                does not exist.
        """
        from channelrules.decision.builder import decide
        from channelrules.inference.judging import judge

        name = engine or ("durable" if "durable" in self._compiled.engines else "native")
        day = as_of or profile.as_of
        return decide(judge(self._compiled, profile, edition_of(edition), day, parameters, name, presume=presume))

    def assess_many(
        self,
        profiles: Iterable[Profile],
        *,
        edition: Edition | str = Edition.GUIDANCE,
        as_of: datetime.date | None = None,
        parameters: Mapping[str, float] | None = None,
        engine: str = "native",
        presume: bool = True,
    ) -> Iterator[Decision]:
        """Yield the decision of each profile, one at a time: memory does not grow with their number.

        Args:
            profiles: what is known of the companies; each is taken when its decision is asked for.
            edition: as in `assess`, like ``as_of``, ``parameters`` and ``presume``.
            as_of: the day on which facts about networks and waivers are taken; each profile's own where left out.
            parameters: values of parameters for this call, by name; they take precedence over the profiles'.
            engine: ``native``, which is the fastest, or ``durable``.
            presume: whether the rulebook's presumptions are used.

        Raises:
            ChannelRulesError: as in `assess`, when the decision on that profile is asked for.
        """
        from channelrules.decision.builder import decide
        from channelrules.inference.judging import judge

        compiled, facts = self._compiled, edition_of(edition)
        compiled.engine(engine)
        return (
            decide(judge(compiled, profile, facts, as_of or profile.as_of, parameters, engine, presume=presume))
            for profile in profiles
        )

    # --- asking ---

    def interview(
        self, profile: Profile, *, everything: bool = False, edition: Edition | str = Edition.GUIDANCE
    ) -> Interview:
        """Return an interview that asks for what a profile leaves open, the most telling question first.

        Args:
            profile: what is known; a name and a day are enough, channels can be added.
            everything: whether questions that only settle findings are asked, too.
            edition: which facts about networks are used.

        Raises:
            OptionError: an unknown edition.
        """
        from channelrules.decision.interview import Interview

        return Interview(self._compiled, profile, (), everything, edition_of(edition))

    def resume(self, data: object) -> Interview:
        """Return an interview from the data of `Interview.to_dict`.

        Raises:
            OptionError: the data is no interview of this format.
            Problems: everything that is wrong with the profile that it began with.
            ProfileError: an answer is invalid, or two contradict each other.
        """
        from channelrules.decision.interview import INTERVIEW_FORMAT

        if not isinstance(data, Mapping) or data.get("format") != INTERVIEW_FORMAT:
            given = data.get("format") if isinstance(data, Mapping) else type(data).__name__
            pattern = "this is no interview of format {format}: {seen} is given"
            raise OptionError(tell("no_interview", pattern, format=INTERVIEW_FORMAT, seen=repr(str(given)[:40])))
        begun = self.interview(
            self.parse_profile(data.get("start"), source=tell("start", "start")),
            everything=data.get("everything") is True,
            edition=data.get("edition", Edition.GUIDANCE),
        )
        return begun.resumed(data.get("steps", []))

    # --- read back ---

    def read_decision(self, data: Mapping[str, Any]) -> Decision:
        """Return a decision from the data of `Decision.to_dict`, with the same verdicts, findings and texts.

        Methods that need the profile, such as `Decision.explain`, raise an error.

        Args:
            data: what `Decision.to_dict` returned, or the same from JSON.

        Raises:
            OptionError: another rulebook decided, or the data is no decision of this format.
        """
        from channelrules.decision.read_back import read_back

        return read_back(data, self.digest)

    def take_up(self, decision: Decision) -> Decision:
        """Return an unpickled decision restored with this rulebook.

        Raises:
            OptionError: another rulebook decided, or the decision was read back from plain data, which does not
                hold the profile.
        """
        from channelrules.decision.builder import decide
        from channelrules.decision.read_back import another_decided
        from channelrules.inference.judging import judge

        if decision.digest != self.digest:
            raise another_decided(decision.digest, self.digest)
        given = decision.taken_up
        if given is None and decision.is_whole:
            return decision
        if given is None:
            pattern = "this decision was read back from plain data, which does not hold the profile: assess it again"
            raise OptionError(tell("decision_without_profile", pattern))
        case = judge(
            self._compiled,
            given.profile,
            decision.edition,
            decision.as_of,
            given.overrides,
            given.engine,
            presume=decision.presume,
        )
        return decide(case)


def edition_of(given: Edition | str) -> Edition:
    """Return an edition by its name.

    Raises:
        OptionError: there is none with this name.
    """
    try:
        return Edition(given)
    except ValueError:
        names = ", ".join(each.value for each in Edition)
        pattern = "there is no edition '{edition}'; there are {known}"
        raise OptionError(tell("no_edition", pattern, edition=str(given), known=names)) from None


def compiled_of(book: Rulebook) -> Compiled:
    """Return the compiled form of a rulebook."""
    return book._compiled  # noqa: SLF001 - this module's own class
