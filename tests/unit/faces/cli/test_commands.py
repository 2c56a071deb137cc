"""The command line, as a program that is run."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

import channelrules as cr
from channelrules.faces.cli.main import main as cli
from channelrules.facts.vocabulary import NETWORK_FACTS
from channelrules.rendering.samples import of_any_company
from tests.fixtures.command import run, run_program

TRATTORIA = "docs/examples/trattoria.toml"


def test_exit_status(root: Path) -> None:
    """0 without errors among the findings, 1 with, 2 for bad input; a program of its own says the same as a call."""
    assert run_program(root, "assess", "docs/examples/river-pools.toml").returncode == 0
    assert run_program(root, "assess", TRATTORIA).returncode == 1
    assert run_program(root, "assess", "README.md").returncode == 2
    assert run_program(root, "assess", TRATTORIA).stdout == run(root, "assess", TRATTORIA).stdout


def test_text(root: Path, book: cr.Rulebook) -> None:
    """Plain text where it is no terminal: what `render` gives, and with --all all of it."""
    ran = run(root, "assess", TRATTORIA)
    decision = book.assess(book.read_profile(root / TRATTORIA))
    assert ran.stdout == cr.render(decision)
    assert "\x1b" not in ran.stdout
    assert max(map(len, ran.stdout.splitlines())) <= 100
    assert run(root, "assess", TRATTORIA, "--all").stdout == cr.render(decision, everything=True)


def test_what_is_presumed_is_left_out_of_the_exit_status(root: Path) -> None:
    """Unless --strict asks for it; --no-presume presumes nothing, and then there is nothing more to count."""
    file = "docs/examples/river-pools.toml"
    assert run(root, "assess", file).returncode == 0
    assert run(root, "assess", file, "--strict").returncode == 1
    ran = run(root, "assess", file, "--strict", "--no-presume")
    assert ran.returncode == 0
    assert "nothing is presumed" in ran.stdout
    assert not json.loads(run(root, "assess", file, "--no-presume", "--format", "json").stdout)["presume"]
    assert "presumed:" not in run(root, "explain", file, "blog", "--no-presume").stdout


def test_json(root: Path, book: cr.Rulebook) -> None:
    """JSON is the decision's own data, the same on both engines."""
    ran = run(root, "assess", TRATTORIA, "--format", "json", "--engine", "native", "--set", "pages_hard_limit=4")
    data = json.loads(ran.stdout)
    profile = book.read_profile(root / TRATTORIA)
    assert data == book.assess(profile, parameters={"pages_hard_limit": 4}).to_dict()
    assert {each["name"]: each["origin"] for each in data["parameters"]}["pages_hard_limit"] == "set"
    told = json.loads(run(root, "assess", TRATTORIA, "--format", "json", "--engine", "native", "--lang", "it").stdout)
    assert told == book.assess(profile).to_dict(lang="it")
    assert told["labels"]["verdict"]["whim"] == "sfizio"


def test_editions_stand_side_by_side(root: Path) -> None:
    """Where the editions differ, both verdicts stand under the table, with the facts that do it and their dates."""
    for edition in ("guidance", "current"):
        told = run(root, "assess", "docs/examples/atelier.yaml", "--edition", edition).stdout.splitlines()
        place = told.index("! tiktok: helpful by the guidance (early 2021), asset by what is known today")
        assert place < told.index("What to do first")
        meaning = NETWORK_FACTS["account_model"].meaning
        assert f"{meaning}: no account for companies (early 2021), today shared (as of" in told[place + 1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["assess", TRATTORIA, "--engine", "rete"], "there is no engine 'rete'; there are durable, native"),
        (["assess", TRATTORIA, "--as-of", "tomorrow"], "--as-of tomorrow: a date such as 2026-11-01 is expected"),
        (["assess", TRATTORIA, "--set", "pages"], "--set pages: name=number is expected"),
        (["assess", TRATTORIA, "--set", "pages_hard_limit=nan"], "name=number is expected"),
        (["assess", TRATTORIA, "--set", "page_hard_limit=3"], "Did you mean 'pages_hard_limit'?"),
        (["assess", TRATTORIA, "--set", "pages_hard_limit=0"], "is between 1 and 50, 0 is given"),
        (["assess", TRATTORIA, "--edition", "next"], "--edition"),
        (["assess", TRATTORIA, "--rules", "nothing"], "there is no such folder"),
        (["assess", "tests/broken/profiles/three-mistakes.toml"], "three-mistakes.toml: 3 problems"),
        (["assess", "docs"], "this is a directory"),
        (["rules", "show", "too-many-page"], "Did you mean 'too-many-pages'?"),
        (["rules", "show", "channel.rol"], "nothing is presumed of 'channel.rol'. Did you mean 'channel.role'?"),
    ],
)
def test_bad_input(root: Path, arguments: list[str], words: str) -> None:
    """One clear message, exit status 2, no traceback."""
    ran = run(root, *arguments)
    assert ran.returncode == 2
    assert words in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not ran.stdout


def test_rules_list_and_show(root: Path, book: cr.Rulebook) -> None:
    """Every rule is listed; one is shown with its words, condition, parameters and examples."""
    listed = run(root, "rules", "list").stdout.splitlines()
    assert [line.partition("\t")[0] for line in listed] == list(book.rules)
    shown = run(root, "rules", "show", "too-many-pages").stdout
    for words in (
        "a must; ours; asked of the company once",
        "G13a (a must, ours)",
        "company.pages_beyond_hard_limit",
        "param.pages_hard_limit: 5 (our choice",
        "example: six pages",
        "fires: company",
    ):
        assert words in shown
    assert "cannot be waived" in run(root, "rules", "show", "company-as-personal-profile").stdout
    assert "concludes: channel.can_be_asset" in run(root, "rules", "show", "designed-for-business").stdout


def test_presumptions_are_listed_and_shown(root: Path, book: cr.Rulebook) -> None:
    """All of them in a list; those of a fact with value, reason, conditions, and the rules on which they bear."""
    listed = run(root, "rules", "list", "--presumptions").stdout.splitlines()
    assert [line.split("\t")[0] for line in listed] == list(book.presumptions)
    shown = run(root, "rules", "show", "channel.stands_for").stdout
    for each in book.presumptions.values():
        if each.fact == "channel.stands_for":
            words = book.knowledge.language("en")
            assert of_any_company(each.says, words, book.knowledge.vocabulary, within=True) in shown
            assert f"why: {each.why}" in shown
    assert "not where: whose face it shows is “owner” or “employee”" in shown
    assert "bears on the rules: business-account-required," in shown
    under = run(root, "rules", "show", "no-access").stdout.partition("presumptions that bear on it\n")[2]
    assert "    channel.company_is_admin: the company itself can get into the channel\n" in under


def test_version(root: Path) -> None:
    """The version is the package's."""
    assert run(root, "--version").stdout == f"channelrules {cr.__version__}\n"


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The command line without its extra says how to get it; what else is missing is no matter of extras."""
    for name in ("commands", "advice_commands", "options"):
        monkeypatch.delitem(sys.modules, f"channelrules.faces.cli.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "typer", None)
    monkeypatch.setattr(sys, "argv", ["channelrules", "rules", "list"])
    with pytest.raises(SystemExit) as caught:
        cli()
    assert caught.value.code == 2
    said = "the command line needs an extra: pip install 'channelrules[cli]'"
    run_once = "uvx --from 'channelrules[cli]' channelrules"
    assert capsys.readouterr().err == f"channelrules: {said}, or run: {run_once}\n"
    monkeypatch.undo()
    monkeypatch.setattr(sys, "argv", ["channelrules", "rules", "list"])
    monkeypatch.delitem(sys.modules, "channelrules.faces.cli.commands", raising=False)
    monkeypatch.setitem(sys.modules, "channelrules.faces.cli.rules_commands", None)
    with pytest.raises(ModuleNotFoundError):
        cli()


def test_advice(root: Path) -> None:
    """Each command of advice: text, data, and status 2 for what cannot be."""
    for command in (
        ["explain", TRATTORIA, "fb"],
        ["explain", TRATTORIA, "fb", "--rule", "no-access"],
        ["changes", TRATTORIA, "fb", "--to", "asset"],
        ["changes", TRATTORIA],
        ["shortlist", TRATTORIA, "--hours", "6", "--pages", "3"],
        ["compare", "docs/examples/wetherspoon-before.toml", "docs/examples/wetherspoon-after.toml"],
    ):
        for lang in ("en", "it", "ko"):
            ran = run(root, *command, "--lang", lang)
            assert ran.returncode == 0, ran.stderr
            assert ran.stdout
        assert json.loads(run(root, *command, "--format", "json").stdout)
    for wrong, said in (
        (["explain", TRATTORIA, "fbb"], "there is no channel 'fbb'"),
        (["explain", TRATTORIA, "fb", "--rule", "many-pages"], "asked of each company"),
        (["changes", TRATTORIA, "fb", "--to", "gold"], "one of helpful, potential, asset; 'gold' is wanted"),
        (["shortlist", TRATTORIA, "--budget", "-1"], "the limit of budget is not negative"),
        (["compare", TRATTORIA, "docs/examples/river-pools.toml"], "of two companies"),
        (["assess", TRATTORIA, "--lang", "fr"], "there is no language 'fr'; there are en, it, ko"),
    ):
        ran = run(root, *wrong)
        assert ran.returncode == 2
        assert said in ran.stderr


def test_the_language_of_the_terminal(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment's language where the rulebook has it, else the first."""
    for environment, said in (("it_IT.UTF-8", "sfizio"), ("ko_KR.UTF-8", "즉흥적"), ("fr_FR.UTF-8", "whim")):
        monkeypatch.setenv("LC_ALL", environment)
        assert said in run(root, "assess", TRATTORIA).stdout


def test_a_rule_in_another_language(root: Path, book: cr.Rulebook) -> None:
    """Headings and texts in the language that is asked for, and only that one."""
    shown = run(root, "rules", "show", "too-many-pages", "--lang", "it").stdout
    text = book.rule("too-many-pages").texts["it"]
    assert shown.startswith(f"too-many-pages: {text.title}\n")
    words = book.knowledge.language("it")
    assert of_any_company(str(text.remedy), words, book.knowledge.vocabulary) in shown
    assert "  quando\n" in shown
    assert "[ko]" not in shown


def test_standard_input(root: Path) -> None:
    """A dash reads it, in whatever form; an interview needs it for answers."""
    given = (root / TRATTORIA).read_text(encoding="utf-8")
    assert run(root, "assess", "-", given=given).stdout == run(root, "assess", TRATTORIA).stdout
    assert run(root, "explain", "-", "fb", given=given).returncode == 0
    ran = run(root, "changes", "-", given="{")
    assert ran.returncode == 2
    assert "standard input: this is not valid JSON" in ran.stderr
    assert "standard input: the file is empty" in run(root, "assess", "-").stderr
    assert "reads its answers from standard input" in run(root, "ask", "-").stderr
