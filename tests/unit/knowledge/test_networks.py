"""The facts about networks, where they come from, and the names by which people know networks."""

from __future__ import annotations

import datetime
import pickle
from collections.abc import Iterator

import attrs
import pytest

import channelrules as cr
from channelrules.errors import Problems
from channelrules.facts.choices import NETWORK_KINDS
from channelrules.facts.names import folded
from channelrules.facts.vocabulary import NETWORK_FACTS
from channelrules.knowledge.network import editorial_by_kind
from channelrules.knowledge.network_names import NetworkNames

BOOK = cr.load_rules()
DAY = datetime.date(2026, 11, 24)
SHOWN = {"advertising", "analytics"}


def current() -> Iterator[tuple[str, str, cr.NetworkFact]]:
    """Yield every fact of today: the network's id, the attribute, the fact."""
    for network in BOOK.networks.values():
        for attribute, several in network.facts[cr.Edition.CURRENT].items():
            for fact in several:
                yield network.id, attribute, fact


def read_by(rules: list[cr.Rule]) -> set[str]:
    """Return the attributes of networks that rules rest on."""
    names = {name for rule in rules for name in BOOK.knowledge.uses(rule)}
    return {name.removeprefix("network.") for name in names if name.startswith("network.")}


def assess(written: str, own: dict[str, str] | None = None) -> cr.ChannelDecision:
    data = {
        "format": 1,
        "as_of": "2026-11-24",
        "company": {"name": "Example"},
        "channel": [{"id": "a", "network": written, "status": "active"}],
        "network": [own] if own else [],
    }
    return BOOK.assess(BOOK.parse_profile(data)).channel("a")


# --- where the facts come from ---


def test_few_facts_that_could_be_read_are_unverified() -> None:
    """At most 30 of grade C but for the two attributes that are only shown, on all networks together."""
    unverified = [(network, name) for network, name, fact in current() if fact.grade == "C" and name not in SHOWN]
    assert len(unverified) <= 30
    assert {name for _, name in unverified} == {"minimum_posts_per_week"}


def test_no_rule_that_weighs_rests_on_an_unverified_fact() -> None:
    """Neither a must nor a rule that takes an asset away reads an attribute of which any value is unverified."""
    unverified = {name for _, name, fact in current() if fact.grade == "C"}
    weighing = [rule for rule in BOOK.knowledge.active_rules if rule.kind == "must" or rule.effect is not None]
    assert read_by(weighing) & unverified == set()


def test_what_no_rule_reads_is_said_to_be_only_shown() -> None:
    """Advertising and analytics decide nothing, and their meaning says so."""
    assert read_by(list(BOOK.knowledge.active_rules)) & SHOWN == set()
    assert {name for name, spec in NETWORK_FACTS.items() if "no rule reads it" in spec.meaning} == SHOWN


def test_what_is_ours_is_a_judgement() -> None:
    """We judge whom a network is for and what comes first; whatever else is ours is about the company's own tools."""
    judged = {(BOOK.networks[network].kind, name) for network, name, fact in current() if fact.origin == "ours"}
    assert {name for kind, name in judged if kind != "owned"} == {"designed_for", "main_format", "editorial"}


def test_that_a_network_lives_on_video_is_sourced() -> None:
    """A must asks for the means to make video, so that a network is made of it is never our own judgement."""
    lives_on_video = [
        fact for _, name, fact in current() if name == "main_format" and fact.value in {"video", "short_video"}
    ]
    assert len(lives_on_video) >= 4
    assert all(fact.grade in {"A", "B"} for fact in lives_on_video)


def test_the_main_format_is_one_that_is_at_home() -> None:
    """On every network the format that comes first is among the native ones."""
    for network in BOOK.networks.values():
        main, native = (network.fact(each, cr.Edition.CURRENT, DAY) for each in ("main_format", "native_formats"))
        assert main is not None
        assert native is not None
        assert isinstance(native.value, tuple)
        assert main.value in native.value, network.id


def test_a_judgement_is_told_as_ours() -> None:
    """Whoever reads where a fact comes from sees that it is ours, and the reason."""
    fact = BOOK.networks["discord"].fact("designed_for", cr.Edition.CURRENT, DAY)
    assert fact is not None
    assert fact.told().startswith("ours: made for groups of people who talk")
    assert fact.origin == "ours"


@pytest.mark.parametrize(
    ("network", "attribute", "value"),
    [
        ("tiktok", "native_formats", {"image", "short_video"}),
        ("linkedin", "native_formats", {"ebook", "image"}),
        ("discord", "account_model", "shared"),
        ("snapchat", "account_model", "shared"),
        ("pinterest", "business_account", "mandatory"),
        ("vk", "main_format", "text"),
        ("threads", "analytics", True),
    ],
)
def test_facts_that_were_wrong(network: str, attribute: str, value: object) -> None:
    """What a second look at the sources found, stays found."""
    fact = BOOK.networks[network].fact(attribute, cr.Edition.CURRENT, DAY)
    assert fact is not None
    if isinstance(value, set):
        assert isinstance(fact.value, tuple)
        assert value <= set(fact.value)
    else:
        assert fact.value == value


def test_no_separate_network_takes_a_company_on_a_personal_profile() -> None:
    """Where page and profile are apart, a company on a profile is an error (G03a): so no terms allow it there."""
    for network in BOOK.networks.values():
        model, profile = (
            network.fact(each, cr.Edition.CURRENT, DAY) for each in ("account_model", "business_on_personal_profile")
        )
        assert model is not None
        assert model.value != "separate" or profile is None or profile.value == "forbidden", network.id


def test_a_version_of_terms_begins_nothing() -> None:
    """Facts that begin on a day are launches; of what terms say, only the day of the copy is known."""
    begins = {(network, name) for network, name, fact in current() if fact.valid_from is not None}
    assert begins == {("instagram", "business_account"), ("x", "business_account")}


# --- what is filled with content ---


def test_what_is_filled_with_content() -> None:
    """Networks, blog, news, magazine, newsletter and podcast are; a website, listings and marketplaces are not."""
    plain = {
        network.id
        for network in BOOK.networks.values()
        if (fact := network.fact("editorial", cr.Edition.CURRENT, DAY)) and fact.value is False
    }
    assert plain == {"website"} | {
        each.id for each in BOOK.networks.values() if each.kind in {"listing", "marketplace"}
    }


def test_the_documents_name_tools_with_a_plan_of_their_own() -> None:
    """Blog, news section, magazine and YouTube stand in the guidance, and are cited."""
    named = [network.id for network in BOOK.networks.values() if network.facts[cr.Edition.GUIDANCE].get("editorial")]
    assert named == ["blog", "magazine", "news", "youtube"]


@pytest.mark.parametrize("kind", NETWORK_KINDS)
def test_the_kind_says_it_where_nothing_is_stated(kind: str) -> None:
    """Networks and one's own tools are filled with content, listings and marketplaces are not; the reason is ours."""
    fact = editorial_by_kind(kind, DAY)
    assert fact.value is (kind in {"network", "owned"})
    assert (fact.origin, fact.as_of) == ("ours", DAY)


def test_a_profile_may_say_it_of_its_own_network() -> None:
    """What it states counts; its kind is stated too, or follows from the account model."""
    facts = cr.NetworkFacts(id="club", account_model="separate", designed_for="both", main_format="text")
    stated = attrs.evolve(facts, kind="listing")
    for given, kind, editorial in (
        (facts, "network", True),
        (stated, "listing", False),
        (attrs.evolve(stated, editorial=True), "listing", True),
        (attrs.evolve(facts, account_model="owned", editorial=False), "owned", False),
    ):
        network = cr.Network.stated(given, DAY)
        fact = network.fact("editorial", cr.Edition.GUIDANCE, DAY)
        assert fact is not None
        assert (network.kind, fact.value) == (kind, editorial)
        assert network.row(cr.Edition.CURRENT, DAY)[list(NETWORK_FACTS).index("editorial")] is editorial


# --- names ---


@pytest.mark.parametrize(
    ("written", "network"),
    [
        ("Google Maps", "google_business_profile"),
        ("GMB", "google_business_profile"),
        ("google my business", "google_business_profile"),
        ("google-my-business", "google_business_profile"),
        ("Meta", "facebook"),
        ("FB", "facebook"),
        ("IG", "instagram"),
        ("insta", "instagram"),
        ("LI", "linkedin"),
        ("YT", "youtube"),
        ("X/Twitter", "x"),
        ("x / TWITTER", "x"),
        (" Twitter ", "x"),
        ("Booking.com", "booking"),
        ("Trip-Advisor", "tripadvisor"),
        ("Naver Place", "naver_place"),
        ("RED", "xiaohongshu"),
        ("Sito web", "website"),
        ("Account ufficiale LINE", "line_official_account"),
        ("페이스북", "facebook"),
        ("네이버 플레이스", "naver_place"),
    ],
)
def test_names_as_people_write_them(written: str, network: str) -> None:
    """A profile names a network in any case, with spaces, by an alias or in a language; the answer has its id."""
    assert assess(written).network == network


def test_a_network_of_ones_own_is_named_in_any_case_too() -> None:
    """The network that a profile describes comes first, even where the rulebook has one of that name."""
    own = {"id": "film_club", "account_model": "shared", "designed_for": "both", "main_format": "video"}
    assert assess("Film Club", own).network == "film_club"
    assert assess("Twitter", {**own, "id": "twitter", "name": "Bird club"}).name == "Bird club"


def test_an_unknown_name_gets_a_suggestion() -> None:
    """However it is written, the nearest name is suggested."""
    with pytest.raises(Problems) as raised:
        assess("FACEBOOOK")
    (problem,) = raised.value.exceptions
    assert "the network 'FACEBOOOK' is not in the rulebook" in str(problem)
    assert "Did you mean 'facebook'?" in str(problem)


def test_no_two_networks_share_a_name() -> None:
    """In no way of writing, in no language."""
    known: dict[str, str] = {}
    for network in BOOK.networks.values():
        names = [network.id, network.name, *network.aliases]
        names += [words.network(network.id, network.name) for words in BOOK.knowledge.words.values()]
        for name in names:
            assert known.setdefault(folded(name), network.id) == network.id, name


def test_names_fold_alike_however_they_are_written() -> None:
    """Case, spaces and the marks between words do not count; folding twice changes nothing."""
    for written in ("X / Twitter", "x_twitter", " X-TWITTER ", "x.twitter", "X  twitter"):
        assert folded(written) == "x_twitter"
        assert folded(folded(written)) == folded(written)


def test_names_are_a_mapping_that_pickles() -> None:
    """It iterates over what was declared, finds what folds alike, and survives pickling."""
    names = pickle.loads(pickle.dumps(NetworkNames([("x", "x"), ("Twitter", "x"), ("twitter", "y")])))
    assert list(names) == ["x", "Twitter", "twitter"]
    assert len(names) == 3
    assert (names["TWITTER"], names["twitter"]) == ("x", "y")
    assert "tumblr" not in names
