"""The Python of the built-in rules as a wheel has it ready: the same answers, and only for the very same rules."""

import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest

import channelrules as cr
from channelrules.inference.ahead import MODULE, NOTHING_AHEAD, Ahead
from channelrules.inference.ahead_source import source_ahead
from channelrules.inference.durable_adapter import available
from channelrules.language.functions import Functions, Recorded

BOOK = cr.load_rules()
NAME = f"channelrules.{MODULE}"


@pytest.fixture(scope="module")
def source() -> str:
    return source_ahead(BOOK.knowledge)


@pytest.fixture
def module(source: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module, where a wheel has it."""
    made = ModuleType(NAME)
    exec(source, vars(made))
    monkeypatch.setitem(sys.modules, NAME, made)
    return made


def never(_: Functions, name: str, source: str) -> Callable[..., Any]:
    message = f"{name} is compiled:\n{source}"
    raise AssertionError(message)


@pytest.mark.parametrize("engine", ["native", "durable"])
def test_it_gives_the_same_answers_and_nothing_is_compiled(
    root: Path, module: ModuleType, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    """Whatever a command tells of a profile, on each engine, with what is presumed and without."""
    if engine == "durable" and not available():
        pytest.skip("durable-rules cannot be imported here")
    book = cr.load_rules()
    assert book._compiled.ahead.names == module.NAMES
    profile = book.read_profile(root / "docs" / "examples" / "trattoria.toml")
    expected = [BOOK.assess(profile, engine=engine, presume=each) for each in (True, False)]
    told = [(each.to_dict(include=("company", "channels")), cr.render(each)) for each in expected]
    monkeypatch.setattr(Functions, "compiled", never)
    found = [book.assess(profile, engine=engine, presume=each) for each in (True, False)]
    assert [(each.to_dict(include=("company", "channels")), cr.render(each)) for each in found] == told


def test_it_is_the_same_each_time(source: str) -> None:
    """So that the same files make the same wheel."""
    assert source_ahead(attrs.evolve(BOOK.knowledge)) == source


def test_it_never_wins_over_the_rules(module: ModuleType, root: Path) -> None:
    """Of other rules, in another version, and under a house it is left alone, though the digest may be the same."""
    assert Ahead.of(BOOK.knowledge).names == module.NAMES
    house = cr.load_rules(house=root / "docs" / "examples" / "house-rules")
    assert Ahead.of(house.knowledge) is NOTHING_AHEAD
    few = attrs.evolve(BOOK.knowledge, presumptions=())
    for each in (house, cr.load_rules(root / "rules"), cr.Rulebook(few), pickle.loads(pickle.dumps(cr.load_rules()))):
        assert each._compiled.ahead is NOTHING_AHEAD
    vars(module)["MADE_OF"] = vars(module)["MADE_OF"].replace("channelrules ", "channelrules 9.")
    assert Ahead.of(BOOK.knowledge) is NOTHING_AHEAD


def test_without_the_module_everything_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a checkout, which has none."""
    monkeypatch.setitem(sys.modules, NAME, None)
    assert Ahead.of(BOOK.knowledge) is NOTHING_AHEAD


def test_a_layout_of_the_module_is_pickled_by_name(module: ModuleType) -> None:
    """Its functions are the module's, in the process that takes it up too."""
    rules = Ahead.of(BOOK.knowledge).rules(BOOK.knowledge)
    again = pickle.loads(pickle.dumps(rules.layout))
    assert again._rows is module.rows
    assert again.channel == rules.layout.channel


def test_no_two_functions_have_one_name() -> None:
    """Else one would be brought for the other."""
    recorded = Recorded()
    assert recorded.made("twice", lambda: "def twice(): return 2\n")() == 2
    with pytest.raises(ValueError, match="two functions are called 'twice'"):
        recorded.made("twice", lambda: "def twice(): return 3\n")
