"""The interview: what is typed, what is kept, and what is never lost."""

from __future__ import annotations

import datetime
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import attrs
import pytest

import channelrules as cr
from channelrules.errors import ProfileError
from channelrules.faces.answers import read_answer, what_is_expected
from channelrules.faces.cli.files import save_profile
from channelrules.faces.interview import Conversation, Stopped
from channelrules.facts.fields import specification
from tests.conftest import ROOT
from tests.fixtures.command import run

BOOK = cr.load_rules()


class Person:
    """Answers by what is asked; what a person does not know, they leave empty."""

    def __init__(self, known: dict[str, str | list[str]], last: str = "") -> None:
        self.last = last
        self.known = {key: [value] if isinstance(value, str) else list(value) for key, value in known.items()}
        self.told: list[str] = []

    def ask(self, prompt: str) -> str:
        self.told.append(prompt)
        assert len(self.told) < 2_000, f"asked again and again: {prompt}"
        for key, answers in self.known.items():
            if key in prompt and answers:
                return answers.pop(0)
        return self.last if "\n" in prompt else ""

    def interview(self, lang: str = "en", profile: cr.Profile | None = None) -> Conversation:
        words = BOOK.knowledge.language(lang)
        begun = None if profile is None else BOOK.interview(profile, everything=True)
        return Conversation(BOOK, words, self.ask, self.told.append, everything=True, interview=begun)


BAR: dict[str, str | list[str]] = {"called": "Bar Sport", "which network": "facebook", "1 planned": "active"}


def presumed(fact: str, lang: str = "en") -> str:
    """Return the longest piece of what is said to be presumed of a fact, without the names in it."""
    said = str(BOOK.knowledge.language(lang).tables["presumed"].get(fact, BOOK.presumptions[fact].says))
    return max(re.split(r"\{[^}]*\}", said), key=len)


def known(interview: Conversation) -> cr.Profile:
    assert interview.profile is not None
    return interview.profile


def test_from_a_name_to_settled_verdicts() -> None:
    """One answer that settles it, and the interview says so."""
    person = Person({**BAR, "Which future profit": "none"})
    interview = person.interview()
    interview.everything = False
    interview.run()
    assert BOOK.assess(known(interview)).channel("facebook").verdict is cr.Verdict.WHIM
    assert any("settled: facebook: whim" in each for each in person.told)


def test_what_is_presumed_is_asked_to_be_confirmed() -> None:
    """Yes states it as presumed, no the only other answer; where there are several, the question follows."""
    person = Person({**BAR, presumed("editorial.exists"): "no", presumed("plan.exists"): "y"})
    interview = person.interview()
    interview.run()
    assert isinstance(known(interview).channels[0].editorial_plan, cr.EditorialPlan)
    assert known(interview).communication_plan == "none"
    person = Person({**BAR, presumed("channel.role"): "no"})
    interview = person.interview()
    interview.run()
    assert known(interview).channels[0].role == "support"
    person = Person({**BAR, presumed("channel.account"): ["banana", "why", "no"], "What kind of account": "2"})
    interview = person.interview()
    interview.run()
    assert known(interview).channels[0].account == "personal_profile"
    assert any("'banana' does not fit here" in each for each in person.told)
    person = Person({**BAR, presumed("channel.posts_postponed"): "3"})
    interview = person.interview()
    interview.run()
    assert known(interview).channels[0].posts_postponed == 3


def test_leanings_are_told() -> None:
    """As soon as everything has at least a presumed verdict, the person may stop; once is enough."""
    person = Person(BAR)
    person.interview().run()
    told = [each for each in person.told if each.startswith("Everything now has at least a presumed verdict")]
    assert len(told) == 1
    potential = f"facebook: {BOOK.labels()['verdict']['potential']}?"
    assert potential in told[0]
    assert person.told[-2] == f"now: Bar Sport: unplanned?, {potential}"


@pytest.mark.parametrize(
    ("lang", "typed"), [("it", "30/10/2026"), ("ko", "2026년 10월 30일"), ("en", "10/30/2026"), ("it", "2026-10-30")]
)
def test_days_as_the_language_writes_them(lang: str, typed: str) -> None:
    spec = dict(specification(cr.Channel))["last_post_on"]
    assert read_answer(typed, spec, BOOK.knowledge.language(lang)) == datetime.date(2026, 10, 30)
    with pytest.raises(ProfileError):
        read_answer("30/10", spec, BOOK.knowledge.language(lang))


@pytest.mark.parametrize(
    ("lang", "absent", "unmeasured"),
    [("en", "none", "not measured"), ("it", "nessuno", "non misurato"), ("ko", "없음", "측정 안 함")],
)
def test_what_is_not_there_has_a_word_of_its_own(lang: str, absent: str, unmeasured: str) -> None:
    """It is offered in the language, and understood in it."""
    specs, words = dict(specification(cr.Channel)), BOOK.knowledge.language(lang)
    assert absent in what_is_expected(specs["benefit"], words, None)
    assert read_answer(absent, specs["benefit"], words) == "none"
    assert unmeasured in what_is_expected(specs["return_per_month"], words, None)
    assert read_answer(unmeasured, specs["return_per_month"], words) == "not_measured"


def test_nobody_knows_anything() -> None:
    """Every question once, and the end."""
    person = Person(BAR)
    person.interview().run()
    asked = [each for each in person.told if "?" in each and "\n" in each]
    assert len(asked) == len(set(asked)) > 20
    assert "Nothing else can be asked; what nobody could tell stays open." in person.told


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("banana", "'banana' does not fit here"),
        ("-1", "'-1' does not fit here; what is expected: 0 to 100,000"),
        ("nan", "'nan' does not fit here"),
        ("1e400", "does not fit here"),
        ("9" * 10_000, "does not fit here"),
        ("1,5,5", "does not fit here"),
    ],
)
def test_what_is_no_number_is_asked_again(answer: str, said: str) -> None:
    person = Person({**BAR, "all its channels together, today": [answer, "4.5"]})
    interview = person.interview()
    interview.run()
    assert any(said in each for each in person.told)
    assert known(interview).company.hours_per_week == 4.5


def test_numbers_as_the_language_writes_them() -> None:
    profile = cr.Profile(
        as_of=datetime.date(2026, 11, 1),
        company=cr.Company(name="Bar"),
        channels=(cr.Channel(id="a", network="facebook", status="active"),),
    )
    question = next(each for each in BOOK.assess(profile).questions if each.path == "company.hours_per_week")
    interview = Person({question.told("it"): "4,5"}).interview("it", profile)
    interview.run()
    assert known(interview).company.hours_per_week == 4.5


def test_stopping_keeps_what_was_said() -> None:
    person = Person({**BAR, "content formats": "text", "cost a month": "stop"})
    interview = person.interview()
    with pytest.raises(Stopped):
        interview.run()
    assert known(interview).company.formats == ("text",)


def test_why_it_is_asked() -> None:
    person = Person({**BAR, "content formats": ["why", "text"]})
    person.interview().run()
    assert any(each.startswith("why: ") and "format" in each for each in person.told)


def test_choices_are_listed() -> None:
    """A question mark lists networks, options and the columns of rows, in the language."""
    person = Person(
        {
            "called": "Bar",
            "which network": ["?", "facebook"],
            "1 planned": ["?", "active"],
            "What kind of account": ["?", ""],
            presumed("channel.account"): ["?", ""],
            "day, how many": ["?", ""],
            "all its channels together, today": ["?", ""],
        }
    )
    person.interview().run()
    assert "  Facebook" in person.told
    assert "  1 planned" in person.told
    assert "  2 personal profile" in person.told
    assert "  how many: a number: followers" in person.told
    assert "  a number: hours" in person.told


def test_back_to_the_question_before() -> None:
    """The answer before is asked for again, and the last channel can be taken back."""
    person = Person(
        {
            "called": ["back", "Bar"],
            "which network": ["back", "facebook", "instagram", "back", "tiktok", "back", ""],
            "1 planned": ["active", "active", "back"],
            "all its channels together, today": ["5", "6"],
            "keep up for a year": ["back", "4"],
        }
    )
    interview = person.interview()
    interview.run()
    profile = known(interview)
    assert [each.id for each in profile.channels] == []
    assert profile.company.name == "Bar"


def test_an_earlier_answer_is_edited() -> None:
    """By its number; what cannot be is told, and asked about no further."""
    person = Person(
        {
            **BAR,
            "all its channels together, today": "5",
            "Enter ends;": ["edit", "edit", "edit", "edit", "back", ""],
            "Which answer is to be changed": ["", "999", "1", "1"],
        }
    )
    interview = person.interview()
    interview.everything = False
    profile = cr.Profile(as_of=datetime.date(2026, 11, 1), company=cr.Company(name="Bar"))
    begun = BOOK.interview(profile).with_channel("facebook").edit("company.hours_per_week", 5)
    begun = begun.edit("channel[facebook].posts_published_per_month", 4)
    interview.interview = begun
    person.known["company.hours_per_week\n"] = ["banana", "7"]
    interview.run()
    assert known(interview).company.hours_per_week == 7
    assert any("'banana' does not fit here" in each for each in person.told)
    assert any(each.startswith("  1 company.hours_per_week: 5 hours") for each in person.told)


def test_subjects_are_announced() -> None:
    """Each with how many verdicts hang."""
    person = Person({"called": "Bar", "which network": ["facebook", "blog"], "1 planned": ["active", "active"]})
    interview = person.interview()
    interview.everything = False
    interview.run()
    heads = [each.split(" (")[0] for each in person.told if each.startswith("== ")]
    assert len(heads) == len(set(heads)) == 3


def test_a_session_is_taken_up_again(tmp_path: Path) -> None:
    """With every answer and what nobody knew; the profile is written beside it."""
    file, session = tmp_path / "bar.toml", tmp_path / "bar.json"
    code = "from channelrules.faces.cli.main import main; main()"
    command = [sys.executable, "-c", code, "ask", str(file), "--session", str(session), "--lang", "en"]
    typed = ("Bar Sport\nfacebook\nactive\n\n\n\nstop\n", "stop\n", "back\nback\nstop\n")
    for number, each in enumerate(typed):
        ran = subprocess.run(command, input=each, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        if number == 0:
            assert cr.read_profile(file).channels[0].id == "facebook"
        steps = json.loads(session.read_text(encoding="utf-8"))["steps"]
        assert len(steps) == (2, 2, 0)[number]
    session.write_text("[", encoding="utf-8")
    ran = subprocess.run(command, input="", capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "bar.json: this is not valid JSON" in ran.stderr


def test_a_name_too_long_and_a_network_misspelt() -> None:
    person = Person(
        {
            "called": ["x" * 10_000, "Bar"],
            "which network": ["facebok", "facebook", "facebook"],
            "1 planned": ["sleeping", "2", "active"],
        },
        last="stop",
    )
    interview = person.interview()
    with pytest.raises(Stopped):
        interview.run()
    assert any("at most 1,000 characters" in each for each in person.told)
    assert any("Did you mean 'facebook'?" in each for each in person.told)
    assert any("'sleeping' does not fit here" in each for each in person.told)
    assert [each.id for each in known(interview).channels] == ["facebook", "facebook_2"]


def test_networks_are_named_as_people_write_them() -> None:
    """In any case, by alias, in another language than the interview's; the profile has their ids."""
    named = ["X/Twitter", "Google Maps", "TRIP ADVISOR", "sito web"]
    person = Person({"called": "Bar", "which network": named, "1 planned": ["active"] * 4}, last="stop")
    interview = person.interview()
    with pytest.raises(Stopped):
        interview.run()
    networks = ["x", "google_business_profile", "tripadvisor", "website"]
    assert [each.network for each in known(interview).channels] == networks


def test_rows_of_followers() -> None:
    person = Person({**BAR, "day, how many": ["2026-05-01", "2026-05-01; 100", "2026-11-01, 120", ""]})
    interview = person.interview()
    interview.run()
    (channel,) = known(interview).channels
    assert channel.followers is not None
    assert [each.count for each in channel.followers] == [100, 120]
    assert any("does not fit here" in each for each in person.told)


def test_what_contradicts_itself_is_asked_again() -> None:
    person = Person({**BAR, "posts a month really come out": "2", "new and made for it": ["5", "1"]})
    interview = person.interview()
    interview.run()
    assert any("5 original posts are more than the 2 published" in each for each in person.told)
    (channel,) = known(interview).channels
    assert (channel.original_posts_per_month, channel.posts_published_per_month) in {(1, 2), (5, None)}


def test_nothing_is_written_over_unasked(tmp_path: Path) -> None:
    profile = cr.Profile(as_of=datetime.date(2026, 11, 1), company=cr.Company(name="X"))
    file = tmp_path / "x.toml"
    assert save_profile(profile, file, lambda _: False) == file
    before = file.read_text(encoding="utf-8")
    file.chmod(0o640)
    assert save_profile(profile, file, lambda _: False).name == "x-answers.toml"
    assert save_profile(profile, file, lambda _: False).name == "x-answers2.toml"
    assert file.read_text(encoding="utf-8") == before
    for suffix in ("json", "yaml"):
        written = save_profile(profile, tmp_path / f"x.{suffix}", lambda _: False)
        assert cr.read_profile(written) == profile
    assert cr.read_profile(save_profile(profile, file, lambda _: True)) == profile
    assert file.stat().st_mode & 0o777 == 0o640
    with pytest.raises(cr.OptionError, match="is not a suffix of a profile"):
        save_profile(profile, tmp_path / "x.txt", lambda _: True)
    with pytest.raises(cr.OptionError, match=r"cannot be written: .*\nformat = 1"):
        save_profile(profile, tmp_path / "nowhere" / "x.toml", lambda _: True)


@pytest.mark.parametrize(
    ("file", "said"), [("x.txt", "'.txt' is not a suffix of a profile"), ("nowhere/x.toml", "there is no folder")]
)
def test_nobody_is_asked_in_vain(tmp_path: Path, file: str, said: str) -> None:
    """What could not be written is told before the first question."""
    ran = run(ROOT, "ask", str(tmp_path / file))
    assert ran.returncode == 2
    assert said in ran.stderr
    assert ran.stdout == ""


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="this system has no terminals that close")
@pytest.mark.parametrize("sent", ["SIGINT", "SIGHUP", "SIGTERM"])
def test_a_closed_terminal_loses_nothing(tmp_path: Path, sent: str) -> None:
    """Ctrl-C, a closed terminal or an end from outside: what was answered is in the file."""
    file = tmp_path / "bar.toml"
    env = {**os.environ, "LANG": "en_US.UTF-8", "LC_ALL": "C"}
    command = [sys.executable, "-c", "from channelrules.faces.cli.main import main; main()", "ask", str(file)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env
    ) as ran:
        assert ran.stdin is not None
        assert ran.stdout is not None
        ran.stdin.write("Bar Sport\nfacebook\nactive\n\n")
        ran.stdin.flush()
        for line in ran.stdout:
            if "'why' tells why" in line:
                break
        time.sleep(0.3)
        ran.send_signal(getattr(signal, sent))
        ran.wait(timeout=20)
        ran.stdin.close()
    profile = cr.read_profile(file)
    assert profile.channels[0].status == "active"


def test_in_korean() -> None:
    """Names of networks, yes and no, and an empty list, as a Korean says them."""
    person = Person(
        {
            "회사 이름": "골목 식당",
            "어느 네트워크": ["페이스북"],
            "1 개설 예정": "운영 중",
            presumed("editorial.exists", "ko"): "아니요",
        }
    )
    interview = person.interview("ko")
    interview.run()
    (channel,) = known(interview).channels
    assert (channel.network, channel.status) == ("facebook", "active")
    assert isinstance(channel.editorial_plan, cr.EditorialPlan)
    person = Person({"커뮤니케이션 계획 항목": "없음"})
    profile = attrs.evolve(known(interview), channels=(attrs.evolve(channel, editorial_plan=cr.EditorialPlan()),))
    interview = person.interview("ko", profile)
    interview.run()
    assert known(interview).channels[0].editorial_plan == cr.EditorialPlan(entries=())
