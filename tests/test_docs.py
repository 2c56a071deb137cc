"""What the documentation and the docstrings show runs, and gives what they say; nothing is left without a page."""

from __future__ import annotations

import contextlib
import doctest
import functools
import importlib
import inspect
import json
import re
import shlex
import sys
import tomllib
from pathlib import Path
from typing import Any

import attrs
import pytest
from typer.testing import CliRunner

import channelrules as cr
from channelrules.faces.cli.commands import app_of
from channelrules.rendering.knowledge_pages import hangs_on, knowledge_pages
from channelrules.rendering.network_page import network_page
from channelrules.rendering.profile_page import ProfilePages
from tests.conftest import ROOT

DOCS = ROOT / "docs"
sys.path.insert(0, str(DOCS / "_ext"))

MADE = {"commands.md", "json.md", "refused.md"}
PAGES = [page for page in sorted(DOCS.rglob("*.md")) if "_build" not in page.parts and "rules" not in page.parts]
WRITTEN = [page for page in PAGES if "profile-file" not in page.parts and page.name not in MADE]
NAMES = sorted(set(cr.__all__) - {"__version__"})
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
OPTIONAL = {
    "chromium",
    "cp",
    "docker",
    "jupyter",
    "marimo",
    "npm",
    "pip",
    "pipx",
    "python",
    "streamlit",
    "taplo",
    "uvicorn",
    "uvx",
}
"""Programs that blocks name and tests do not start."""


def name_of(page: Path) -> str:
    return page.relative_to(DOCS).as_posix()


@pytest.mark.parametrize("page", WRITTEN, ids=name_of)
def test_python_blocks(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every Python block of a page gives what it shows."""
    monkeypatch.chdir(ROOT)
    content = page.read_text(encoding="utf-8").replace("```python\n", "\n").replace("\n```\n", "\n\n")
    test = doctest.DocTestParser().get_doctest(content, {}, page.name, str(page), 0)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    runner.run(test)
    assert runner.summarize(verbose=False).failed == 0


def blocks(page: Path) -> list[tuple[str, str]]:
    content = page.read_text(encoding="utf-8")
    return re.findall(r"^ *```(\w+)\n(.*?)^ *```$", content, re.MULTILINE | re.DOTALL)


def run(line: str) -> tuple[int, str]:
    words = [each for each in shlex.split(line, comments=True) if each]
    ran = CliRunner().invoke(app_of(), words[1:], prog_name="channelrules", env={"COLUMNS": "100", "LC_ALL": "C.UTF-8"})
    return ran.exit_code, ran.output


@pytest.mark.parametrize("page", WRITTEN, ids=name_of)
def test_shell_and_data_blocks(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of a page ends well, and prints what stands under it; every block of data can be read."""
    monkeypatch.chdir(ROOT)
    printed = None
    for language, content in blocks(page):
        match language:
            case "sh":
                for line in content.splitlines():
                    program = line.split(maxsplit=1)[0] if line.strip() else ""
                    if program == "channelrules" and all(Path(each).exists() for each in files_in(line)):
                        status, printed = run(line)
                        assert status in {0, 1}, f"{line}\n{printed}"
                    elif program not in {"channelrules", "#", "", *OPTIONAL}:
                        pytest.fail(f"{page.name}: what is {program}?")
            case "text" if printed is not None:
                assert doctest.OutputChecker().check_output(content, printed, FLAGS), printed
            case "toml":
                tomllib.loads(content)
            case "json":
                json.loads(content)
        if language != "sh":
            printed = None


def files_in(line: str) -> list[str]:
    """The files that a command line reads: one that a reader has to bring is not there, and the line is not run."""
    return [each for each in shlex.split(line) if re.search(r"\.(toml|yaml|json|csv|xlsx|zip|parquet)$", each)]


BEGINNINGS = {"channelrules": "index.md", "channelrules.portfolio": "tables.md", "channelrules.intake": "intake.md"}
"""The page whose first block the examples of a module begin with."""


@pytest.fixture(scope="module")
def beginnings() -> dict[str, dict[str, object]]:
    """What the examples of a module's names begin with, as its page of the reference says."""
    made: dict[str, dict[str, object]] = {}
    with contextlib.chdir(ROOT):
        for module, page in BEGINNINGS.items():
            block = next(text for language, text in blocks(DOCS / "reference" / page) if language == "python")
            made[module] = dict(made.get("channelrules", {}))
            for example in doctest.DocTestParser().get_examples(block):
                exec(example.source, made[module])
    return made


def published() -> list[tuple[str, str]]:
    from channelrules_docs.names import PUBLIC

    several = [(module, importlib.import_module(module)) for module in PUBLIC]
    return [(at, each) for at, module in several for each in sorted(module.__all__) if is_a_name(getattr(module, each))]


def is_a_name(found: object) -> bool:
    return not inspect.ismodule(found) and not isinstance(found, str)


def told(found: object) -> str:
    return inspect.getdoc(found) or ""


@pytest.mark.parametrize(("module", "name"), published())
def test_every_public_name_has_an_example(
    module: str, name: str, beginnings: dict[str, dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of its own, in its docstring, and it gives what it shows."""
    monkeypatch.chdir(ROOT)
    docstring = told(getattr(importlib.import_module(module), name))
    test = doctest.DocTestParser().get_doctest(docstring, dict(beginnings[module]), name, None, 0)
    assert test.examples
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    runner.run(test)
    assert runner.summarize(verbose=False).failed == 0


@pytest.mark.parametrize(("module", "name"), published())
def test_every_attribute_and_argument_is_described(module: str, name: str) -> None:
    """In the docstring of the class, function or method that has it."""
    found = getattr(importlib.import_module(module), name)
    if inspect.isclass(found) and attrs.has(found):
        for each in attrs.fields(found):
            described = rf"^ +(?:\w+, )*{each.name}(?:, \w+)*:|``{each.name}``"
            assert each.name.startswith("_") or re.search(described, told(found), re.MULTILINE), each.name
    methods = [each for at, each in vars(found).items() if at[0] != "_"] if inspect.isclass(found) else [found]
    for each in (each for each in methods if isinstance(each, property | functools.cached_property)):
        # Napoleon takes what stands before a colon there for a type.
        first = (told(each) or told(getattr(each, "func", None))).split("\n")[0]
        assert ": " not in re.sub(r"``.*?``", "", first), first
    for method in filter(inspect.isfunction, methods):
        assert told(method)
        unsaid = [each for each in inspect.signature(method).parameters if each != "self" and each not in told(method)]
        assert unsaid == []


@pytest.mark.parametrize("name", [each for each in NAMES if each.endswith("Error") or each == "Problems"])
def test_every_error_has_a_cause_and_a_cure(name: str) -> None:
    """In its docstring, under headings of their own, so that the page of errors tells both."""
    docstring = inspect.getdoc(getattr(cr, name)) or ""
    assert re.search(r"^Cause:\n {4}\S", docstring, re.MULTILINE)
    assert re.search(r"^Cure:\n {4}\S", docstring, re.MULTILINE)


def test_every_public_name_stands_on_one_page() -> None:
    """The pages of the reference take their names by module; together they have each exactly once."""
    from channelrules_docs.names import public_names

    found: list[tuple[str, str]] = []
    for page in PAGES:
        for within, options in re.findall(
            r"^```\{names\} (.*)\n((?::.*\n)*)```$", page.read_text(encoding="utf-8"), re.MULTILINE
        ):
            given = dict(re.findall(r"^:(\w+): (.*)$", options, re.MULTILINE))
            of = given.get("of", "channelrules")
            found += [(of, each) for each in public_names(within.split(), given.get("without", "").split(), of)]
    assert sorted(found) == sorted(published())


def test_the_package_docstring() -> None:
    """The first lines that `help(channelrules)` shows."""
    assert doctest.testmod(cr).failed == 0


def test_every_key_of_a_profile_has_a_section(book: cr.Rulebook) -> None:
    """Each key that the schema knows, on the page of its table."""
    pages = ProfilePages(book)
    told = pages.pages()
    keys = set(pages.every_key())
    assert all(f"## `{key}`\n" in told[page] for page, key in keys)

    def below(schema: dict[str, Any], page: str) -> None:
        for key, value in schema.get("properties", {}).items():
            if key == "$schema":
                continue
            assert (page or "profile", key) in keys
            for inner in [value, *value.get("anyOf", ())]:
                table = inner.get("items", inner)
                if "properties" in table and key != "parameters":
                    below(table, f"{page}-{key}" if page else key)

    below(cr.schema("profile"), "")
    text = told["channel"]
    assert "* Unit: `hours/week`." in text
    assert "* Asked for, on the spot: “" in text
    assert "[`no-editorial-plan`](../../rules/no-editorial-plan.md)" in text


def test_a_house_has_its_own_facts_on_the_pages() -> None:
    """With their range and the rules of the house that read them."""
    book = cr.load_rules(house=DOCS / "examples" / "house-rules")
    text = ProfilePages(book).pages()["channel"]
    section = text.split("## `answers_within_hours`")[1].split("## ")[0]
    assert "from 0 to 8,760" in section
    assert "`answers-too-late`" in section


def test_what_hangs_on_a_number(book: cr.Rulebook) -> None:
    """Every parameter tells its rules, through measures too, and setting it moves no rule that is not told."""
    page = knowledge_pages(book)["parameters"]
    assert all(f"## `{name}`\n" in page for name in book.parameters)
    assert "too-many-pages" in hangs_on(book, "pages_hard_limit")["rules"]
    profile = book.read_profile(DOCS / "examples" / "trattoria.toml")
    before = outcomes(book.assess(profile, engine="native", presume=False))
    for name, parameter in book.parameters.items():
        for value in (parameter.low, parameter.high):
            after = outcomes(book.assess(profile, engine="native", presume=False, parameters={name: value}))
            moved = {rule for rule, _, _ in before ^ after}
            assert moved <= set(hangs_on(book, name)["rules"]), name


def outcomes(decision: cr.Decision) -> set[tuple[str, str | None, str]]:
    several = (*decision.findings, *decision.open, *decision.clear)
    return {(each.id, each.subject, each.outcome.value) for each in several}


def test_every_statement_has_a_section_with_its_rules(book: cr.Rulebook) -> None:
    """And every rule that cites it is linked there."""
    page = knowledge_pages(book)["statements"]
    for statement in book.statements.values():
        section = page.split(f"## {statement.id}\n")[1].split("\n## ")[0]
        assert statement.statement in section
        for rule in book.knowledge.rules_citing(statement.id):
            assert f"[`{rule.id}`]({rule.id}.md)" in section


def test_every_fact_of_a_network_bears_its_day(book: cr.Rulebook) -> None:
    """On the page of networks, beside the source of what holds today."""
    page = network_page(book)
    for network in book.networks.values():
        for fact in network.facts[cr.Edition.CURRENT].get("account_model", ()):
            assert fact.as_of.isoformat() in fact.told()
            assert fact.told().replace("|", "\\|").replace("<", "&lt;") in page


def test_every_command_has_a_section() -> None:
    """With all its options, and the values that an option takes."""
    from channelrules_docs.command_page import command_page, commands

    page = command_page()
    found = dict(commands())
    assert {"channelrules assess", "channelrules rules test", "channelrules portfolio assess"} <= set(found)
    for name, command in found.items():
        section = page.split(f"## `{name}`\n")[1].split("\n## ")[0]
        assert command.help
        assert command.help in section
        assert all(f"`{option}`" in section for each in command.params for option in each.opts if option[0] == "-")
    assert "One of `guidance`, `current`." in page


def test_what_is_refused_is_shown_with_what_is_said() -> None:
    """Every broken file of a profile with its message, every mistake in a rule with its words."""
    from channelrules_docs.refused_page import refused_page

    page = refused_page()
    assert "three-mistakes.toml: 3 problems:" in page
    assert "Did you mean 'channel.pace\\_lost'?" in page.replace("\\\\", "\\")
    broken = ROOT / "tests" / "broken"
    for file in (broken / "profiles").iterdir():
        assert file.read_text(encoding="utf-8").rstrip().splitlines()[-1] in page
    for name in ("rules", "house"):
        cases = tomllib.loads((broken / name / "all.toml").read_text(encoding="utf-8"))["case"]
        assert page.count("\n| ") >= len(cases)


def test_every_key_of_a_decision_stands_on_the_page_of_json() -> None:
    """Those of the parts that several answers share, too."""
    from channelrules_docs.json_page import json_page

    page = json_page()
    schema = cr.schema("decision")
    assert all(f"| `{key}` |" in page for key in schema["properties"])
    assert all(f"## `{name}`\n" in page for name in schema["definitions"])


def test_the_picture_of_the_house_has_the_arrows_of_the_code() -> None:
    """No more and no fewer: Python itself is asked what each module names, and the picture what it draws."""
    from channelrules_docs.pictures import house_svg

    drawn = set(re.findall(r'class="arrow \w+" data-from="(\w+)" data-to="(\w+)"', house_svg()))
    package = ROOT / "src" / "channelrules"
    found = set()
    for file in package.rglob("*.py"):
        room = file.relative_to(package).parts[0].removesuffix(".py")
        text = file.read_text(encoding="utf-8")
        for imported in re.findall(r"^ *(?:from|import) channelrules\.(\w+)", text, re.MULTILINE):
            if imported != room and not room.startswith("__"):
                found.add((room, imported))
    assert drawn == found


def test_the_picture_of_the_rules_has_what_they_cite_and_do(book: cr.Rulebook) -> None:
    """Each rule in force with its statements, its effect and its conclusion; each row with what it reads."""
    from channelrules_docs.pictures import dependency_edges, dependency_svg

    drawn = dependency_svg(book, {})
    edges = set(dependency_edges(book))
    for rule in book.knowledge.active_rules:
        assert {(statement, rule.id) for statement in rule.cites} <= edges
        assert rule.effect is None or (rule.id, f"effect.{rule.effect}") in edges
        assert f'data-name="{rule.id}"' in drawn
    assert ("effect.whim", "whim") in edges
    assert drawn.count("data-from=") == len(edges)


def test_names_of_the_rulebook_are_links(book: cr.Rulebook) -> None:
    """Rules, statements, numbers, measures and the keys of a profile lead to the section that has them."""
    from channelrules_docs.links import targets

    known = targets()
    assert known["G17"] == ("rules/statements", "g17")
    assert known["pages_hard_limit"] == ("rules/parameters", "pages_hard_limit")
    assert known["channel.status"] == ("reference/profile-file/channel", "status")
    assert known["plan.starts_on"] == ("reference/profile-file/communication_plan", "from")
    assert all(known[rule] == (f"rules/{rule}", "") for rule in book.rules)


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    """To a page that is not there, and to a place that a page does not have; what leads outside is listed."""
    from channelrules_docs.link_check import broken_links

    (tmp_path / "a.html").write_text(
        '<a href="b.html#there">1</a><a href="b.html#gone">2</a><a href="c.html">3</a><a href="https://e.org">4</a>',
        encoding="utf-8",
    )
    (tmp_path / "b.html").write_text('<p id="there"></p>', encoding="utf-8")
    broken, outside, count = broken_links(tmp_path)
    assert broken == ["a.html: b.html#gone", "a.html: c.html"]
    assert outside == {"https://e.org"}
    assert count == 3


def test_no_page_names_an_index_or_a_path_of_a_machine() -> None:
    """No address of a registry, no home of anybody."""
    for page in WRITTEN:
        assert not re.search(r"/root/|/home/|/work/|index-url|simple/", page.read_text(encoding="utf-8")), page
