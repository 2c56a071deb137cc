"""The report as plain data, and as a page that fetches nothing."""

from __future__ import annotations

import datetime
import re
from html.parser import HTMLParser
from pathlib import Path

import attrs
import pytest

import channelrules as cr
from channelrules.report.build import labels_of, report_page
from channelrules.report.html import environment

HOSTILE = (
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    '"><img src=x onerror=alert(1)>',
    "</style></title><b>bold",
    "😀 emoji & co.",
    "long " + "x" * 295,
)
"""Names that would be markup or templates if anything took them for that."""


class Reader(HTMLParser):
    """What a browser would make of a page: its elements with what they fetch, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fetched: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.fetched += [value or "" for name, value in attributes if name in {"src", "srcset", "data", "poster"}]
        assert not any(name.startswith("on") for name, _ in attributes)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


@pytest.fixture(scope="module")
def trattoria(book: cr.Rulebook, root: Path) -> cr.Decision:
    return book.assess(book.read_profile(root / "docs" / "examples" / "trattoria.toml"))


@pytest.mark.parametrize("lang", ["en", "it", "ko"])
def test_a_page_tells_the_whole_answer(trattoria: cr.Decision, lang: str) -> None:
    """Each channel, finding, thing in order and question that matters is on the page, in the language."""
    text = " ".join(read(trattoria.to_html(lang)).text)
    wanted = [each.told(lang)[0] for each in (*trattoria.findings, *trattoria.clear)]
    wanted += [each.asked(lang) for each in trattoria.questions if each.matters]
    for each in wanted:
        assert each in text


def test_certain_and_presumed_are_told_apart(trattoria: cr.Decision) -> None:
    """By a word and a sign as well as by a colour."""
    page = report_page(trattoria)
    shown = {each.name: each.badge for each in page.verdicts}
    assert (shown["fb (Facebook)"].word, shown["fb (Facebook)"].presumed) == ("whim", False)
    assert (shown["tt (TikTok)"].word, shown["tt (TikTok)"].presumed) == ("helpful", True)
    assert shown["fb (Facebook)"].certainty != shown["tt (TikTok)"].certainty
    assert page.verdicts[1].could_be == "could still be whim"


def test_the_first_things_are_five_at_most_and_certain_ones_come_first(trattoria: cr.Decision) -> None:
    """Each with who does the work there, as far as that is stated."""
    first = report_page(trattoria).first
    assert [each.badge.tone for each in first] == ["error", "error", "error", "error", "warning"]
    assert [each.who for each in first] == ["company", "company", "company", "to be named", "employee"]


def test_pictures_are_shares_and_words(trattoria: cr.Decision) -> None:
    """Two hours on Facebook, an estimate for the others, six hours that there are."""
    hours = report_page(trattoria).pictures.hours
    assert hours is not None
    assert [(each.share, each.soft) for each in hours.bars] == [(2 / 6, False), (1.25 / 6, True), (1.25 / 6, True)]
    assert (hours.limit, hours.total.share) == (1.0, 4.5 / 6)
    assert hours.says.startswith("Together the channels need 4.5 hours a week; available each week: 6 hours.")
    (curve,) = report_page(trattoria).pictures.followers
    assert curve.points == ((0.0, 1.0), (1.0, 402 / 410))
    assert curve.says == "Lost: 8 followers. 410 followers (May 1, 2026); 402 followers (November 1, 2026)."


def test_nothing_is_fetched_and_nothing_runs(trattoria: cr.Decision) -> None:
    """No script, no frame, no address of another place that a browser would load."""
    page = trattoria.to_html("ko")
    reader = read(page)
    assert not {"script", "link", "iframe", "object", "embed", "form"} & set(reader.tags)
    assert reader.fetched == []
    assert "url(" not in page
    assert "@import" not in page


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_values_stay_text(book: cr.Rulebook, name: str) -> None:
    """Whatever a company is called, and whatever stands in a note or an address, is shown and does nothing."""
    harmless = book.assess(company_called("x", "y")).to_html()
    reader, plain = read(book.assess(company_called(name, name)).to_html()), read(harmless)
    assert reader.tags == plain.tags
    assert "".join(reader.text).count(name) > 2


def company_called(name: str, said: str) -> cr.Profile:
    channel = cr.Channel(id="c", network="facebook", status="active", benefit=said, note=said, url=said)
    return cr.Profile(as_of=datetime.date(2026, 11, 1), company=cr.Company(name=name), channels=(channel,))


@pytest.mark.parametrize("text", ["\u202egnitteb\u202c", "\x1b[31mred\x1b[0m", "a\x00b"])
def test_control_characters_are_written_out(text: str) -> None:
    """No profile has them; were a template to get them all the same, they are shown and do nothing."""
    shown = environment().from_string("{{ text }}").render(text=text)
    assert shown == text.encode("unicode_escape").decode()


def test_the_running_head_is_a_string_of_css(book: cr.Rulebook) -> None:
    """A company's name cannot end the string, the rule or the style sheet."""
    page = book.assess(company_called('a"; } </style><b>\\', "x")).to_html()
    head = re.search(r"@top-left { content: \"([^\"]*)\"; font", page)
    assert head
    assert re.fullmatch(r"(?:[a-z]|\\[0-9a-f]{6})*", head.group(1))


def test_an_address_is_a_link_only_where_it_leads_to_the_web(book: cr.Rulebook) -> None:
    """What would run when it is followed stays text."""
    for url, linked in (("https://example.org/a", True), ("javascript:alert(1)", False)):
        channel = cr.Channel(id="c", network="facebook", status="active", url=url)
        profile = cr.Profile(as_of=datetime.date(2026, 11, 1), company=cr.Company(name="x"), channels=(channel,))
        assert (f'href="{url}"' in book.assess(profile).to_html()) is linked


def test_nobody_is_named_unless_that_is_wanted(book: cr.Rulebook, root: Path) -> None:
    """Who said a fact, and who answers for an exception, stays out."""
    profile = book.read_profile(root / "docs" / "examples" / "trattoria.toml")
    known = cr.Provenance(path="channel[fb].account", how="said", by="Anna Bianchi")
    waiver = cr.Waiver(
        rule="posts-put-off", channel="fb", because="summer", by="Carla Verdi", until=datetime.date(2027, 1, 1)
    )
    decision = book.assess(attrs.evolve(profile, provenance=(known,), waivers=(waiver,)))
    assert not re.search("Anna|Carla", decision.to_html())
    assert "summer" in decision.to_html()
    named = decision.to_html(names=True)
    assert "Anna Bianchi" in named
    assert "Carla Verdi" in named


def test_against_last_time(book: cr.Rulebook, root: Path) -> None:
    """What was done and what got better is told, with what brought it about."""
    examples = root / "docs" / "examples"
    before, after = (
        book.assess(book.read_profile(examples / f"wetherspoon-{each}.toml")) for each in ("before", "after")
    )
    page = report_page(after, before=before)
    assert page.since is not None
    assert page.since.done or page.since.better
    assert page.since.because
    assert page.labels["since"] in after.to_html(before=before)
    assert page.labels["since"] not in after.to_html()


def test_no_channels_and_an_unknown_language(book: cr.Rulebook) -> None:
    """A company without channels has a report too; a language that the rulebook lacks is told."""
    nobody = cr.Profile(as_of=datetime.date(2026, 11, 1), company=cr.Company(name="Nobody"))
    assert "No channel is listed" in book.assess(nobody).to_html()
    with pytest.raises(cr.OptionError, match="there is no language 'xx'; there are en, it, ko"):
        book.assess(nobody).to_html("xx")


def test_every_word_of_the_report_is_used(book: cr.Rulebook, root: Path) -> None:
    """A heading or sentence that nothing shows would be translated for nothing."""
    code = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("report", "faces/cli")
        for path in (root / "src" / "channelrules" / folder).rglob("*")
        if path.suffix in {".py", ".j2"}
    )
    for key in labels_of(book.knowledge.language(None)):
        assert re.search(rf"labels\.{key}\b|labels\[[\"']{key}[\"']\]|report\.{key}\b", code), key
