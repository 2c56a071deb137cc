"""Which social channels are worth having: declarative rules, three-valued, with reasons.

>>> import channelrules as cr
>>> book = cr.load_rules()
>>> len(book.rules) > 30
True
"""

# As in typing, which takes as long to import as the rest of this module: type checkers take it as true.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from channelrules import intake as intake
    from channelrules import portfolio as portfolio
    from channelrules.advice.changes import Change, Changes, ChangeSet, Reached
    from channelrules.advice.question import Question
    from channelrules.advice.reason import Reason
    from channelrules.advice.sensitivity import Tip
    from channelrules.advice.shortlist import Candidate, Choice, Limits, PagesRow, Shortlist
    from channelrules.advice.stale_facts import Doubt
    from channelrules.audit.diff import Changed, DecisionChange, RulebookDiff, diff
    from channelrules.decision.compare import compare
    from channelrules.decision.comparison import Cause, CauseSummary, Comparison, Difference, Reach, Way
    from channelrules.decision.decision import Decision
    from channelrules.decision.finding import Finding, PresumedFact
    from channelrules.decision.interview import Interview, Progress, Step
    from channelrules.decision.json_schema import schema
    from channelrules.decision.numbers import PageLimit, ParameterUse
    from channelrules.decision.parts import Degree, EditionDifference, EditionView, WaiverState, WaiverUse
    from channelrules.decision.rulebook import Rulebook, load_rules
    from channelrules.decision.subjects import ChannelDecision, CompanyDecision
    from channelrules.errors import (
        ChannelRulesError,
        EngineError,
        ExpressionError,
        MissingExtraError,
        OptionError,
        PortfolioError,
        Problems,
        ProfileError,
        RulebookError,
    )
    from channelrules.facts.profile import (
        Channel,
        CommunicationPlan,
        Company,
        EditorialEntry,
        EditorialPlan,
        FollowerCount,
        NetworkFacts,
        PlanEntry,
        Profile,
        Provenance,
        Result,
        Waiver,
    )
    from channelrules.facts.reader import parse_profile, read_profile
    from channelrules.inference.evidence import Evidence
    from channelrules.inference.outcomes import CompanyVerdict, Outcome, Verdict
    from channelrules.knowledge.network import Edition, Network, NetworkFact
    from channelrules.knowledge.parameter import Parameter
    from channelrules.knowledge.presumption import Presumption
    from channelrules.knowledge.rule import Example, Rule, RuleText, Severity, Statement
    from channelrules.rendering.text import render, render_advice

__version__ = "0.1.0"

__all__ = [
    "Candidate",
    "Cause",
    "CauseSummary",
    "Change",
    "ChangeSet",
    "Changed",
    "Changes",
    "Channel",
    "ChannelDecision",
    "ChannelRulesError",
    "Choice",
    "CommunicationPlan",
    "Company",
    "CompanyDecision",
    "CompanyVerdict",
    "Comparison",
    "Decision",
    "DecisionChange",
    "Degree",
    "Difference",
    "Doubt",
    "Edition",
    "EditionDifference",
    "EditionView",
    "EditorialEntry",
    "EditorialPlan",
    "EngineError",
    "Evidence",
    "Example",
    "ExpressionError",
    "Finding",
    "FollowerCount",
    "Interview",
    "Limits",
    "MissingExtraError",
    "Network",
    "NetworkFact",
    "NetworkFacts",
    "OptionError",
    "Outcome",
    "PageLimit",
    "PagesRow",
    "Parameter",
    "ParameterUse",
    "PlanEntry",
    "PortfolioError",
    "PresumedFact",
    "Presumption",
    "Problems",
    "Profile",
    "ProfileError",
    "Progress",
    "Provenance",
    "Question",
    "Reach",
    "Reached",
    "Reason",
    "Result",
    "Rule",
    "RuleText",
    "Rulebook",
    "RulebookDiff",
    "RulebookError",
    "Severity",
    "Shortlist",
    "Statement",
    "Step",
    "Tip",
    "Verdict",
    "Waiver",
    "WaiverState",
    "WaiverUse",
    "Way",
    "__version__",
    "compare",
    "diff",
    "load_rules",
    "parse_profile",
    "read_profile",
    "render",
    "render_advice",
    "schema",
]

# Everything is imported on first use: a program that only asks for the version starts at once.
_HOMES = {
    "channelrules.advice.changes": "Change ChangeSet Changes Reached",
    "channelrules.advice.stale_facts": "Doubt",
    "channelrules.advice.reason": "Reason",
    "channelrules.advice.question": "Question",
    "channelrules.advice.sensitivity": "Tip",
    "channelrules.advice.shortlist": "Candidate Choice Limits PagesRow Shortlist",
    "channelrules.audit.diff": "Changed DecisionChange RulebookDiff diff",
    "channelrules.decision.compare": "compare",
    "channelrules.decision.comparison": "Cause CauseSummary Comparison Difference Reach Way",
    "channelrules.decision.decision": "Decision",
    "channelrules.decision.numbers": "PageLimit ParameterUse",
    "channelrules.decision.parts": "Degree EditionDifference EditionView WaiverState WaiverUse",
    "channelrules.decision.subjects": "ChannelDecision CompanyDecision",
    "channelrules.decision.finding": "Finding PresumedFact",
    "channelrules.decision.rulebook": "Rulebook load_rules",
    "channelrules.decision.interview": "Interview Progress Step",
    "channelrules.decision.json_schema": "schema",
    "channelrules.rendering.text": "render render_advice",
    "channelrules.errors": (
        "ChannelRulesError EngineError ExpressionError MissingExtraError OptionError PortfolioError "
        "Problems ProfileError RulebookError"
    ),
    "channelrules.facts.profile": (
        "Channel CommunicationPlan Company EditorialEntry EditorialPlan FollowerCount NetworkFacts "
        "PlanEntry Profile Provenance Result Waiver"
    ),
    "channelrules.facts.reader": "parse_profile read_profile",
    "channelrules.inference.evidence": "Evidence",
    "channelrules.inference.outcomes": "CompanyVerdict Outcome Verdict",
    "channelrules.knowledge.network": "Edition Network NetworkFact",
    "channelrules.knowledge.parameter": "Parameter",
    "channelrules.knowledge.presumption": "Presumption",
    "channelrules.knowledge.rule": "Example Rule RuleText Severity Statement",
}


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name in {"intake", "portfolio"}:
        return import_module(f"channelrules.{name}")
    for module, names in _HOMES.items():
        if name in names.split():
            found = globals()[name] = getattr(import_module(module), name)
            return found
    message = f"module 'channelrules' has no attribute '{name}'"
    raise AttributeError(message)


def __dir__() -> list[str]:
    return __all__
