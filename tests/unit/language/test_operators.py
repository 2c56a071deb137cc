"""The table of operators: an entry is all that a new one needs, and one that lacks something is refused."""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any

import attrs
import pyarrow as pa
import pytest

import channelrules as cr
from channelrules import portfolio
from channelrules.audit.mutants import mutants
from channelrules.errors import ExpressionError
from channelrules.language import figures, operators, semantics
from channelrules.language.breakpoints import Varied, critical
from channelrules.language.columns.program import Program
from channelrules.language.comparisons import COMPARISONS
from channelrules.language.entries import Arguments, Breakpoints, Operator, Wording
from channelrules.language.figures import OverNumbers
from channelrules.language.lower import SUGAR
from channelrules.language.nodes import Compare, Expression, Literal, Operation
from channelrules.language.operators import OPERATORS
from channelrules.language.parser import infer, parse
from channelrules.language.printer import render
from channelrules.language.python_code import Coder
from channelrules.language.ratios import negated
from channelrules.language.semantics import MEANINGS, MEANINGS_OVER_LISTS, Facts, evaluate
from channelrules.language.solver_code import SolverCode
from channelrules.language.types import Kind, Type, number
from channelrules.rendering.conditions import Phrases
from tests.conftest import ROOT
from tests.fixtures.companies import batches
from tests.fixtures.evaluators import TYPES, VOCABULARY, both, shape_of
from tests.fixtures.folders import replaced
from tests.fixtures.portfolios import agree, profiles_of

HOOKS: dict[str, Any] = {
    "takes": Arguments((Kind.NUMBER,)),
    "gives": Kind.NUMBER,
    "type": lambda types: attrs.evolve(types[0], low=0),
    "python": lambda _, part: f"abs({part})",
    "columns": lambda call, part: call("where({0} < 0, -{0}, {0})", part),
    "solver": lambda z3, part: z3.If(part < 0, -part, part),
    "breakpoints": Breakpoints(lambda part: [*part, *map(negated, part)], operators.no_steps),
    "grows": (0,),
    "mutants": lambda node: (("the sign kept", node.parts[0]),),
    "words": Wording("cond_absolute", ("part",)),
}


@pytest.fixture
def absolute(monkeypatch: pytest.MonkeyPatch) -> Operator:
    """An operator `absolute(x)`: its entry, and its line in the written semantics."""
    made = Operator(name="absolute", about="a number without its sign", **HOOKS)
    monkeypatch.setattr(semantics, "MEANINGS", MappingProxyType({**MEANINGS, "absolute": abs}))
    monkeypatch.setattr(operators, "MEANINGS", semantics.MEANINGS)
    monkeypatch.setattr(operators, "OPERATORS", operators.entries(*OPERATORS.values(), made))
    return made


# --- a new operator is everywhere ---


@pytest.mark.parametrize(("m", "n"), list(itertools.product([0, 1, 2.5, None], repeat=2)))
def test_every_evaluator_computes_it(absolute: Operator, m: float | None, n: float | None) -> None:
    """Generated Python and columns give what its line in the written semantics gives, the unknown too."""
    wanted = None if m is None or n is None else abs(m - n)
    assert both("absolute(channel.m - channel.n)", m=m, n=n) == wanted
    assert both("2 * absolute(channel.m - channel.n) + 1 > 3", m=m, n=n) is (None if wanted is None else wanted > 1)
    items = [{"q": True, "v": m}, {"q": False, "v": n}]
    both("count(channel.items, absolute(v - 2) >= 1)", items)


def test_it_is_parsed_and_printed(absolute: Operator) -> None:
    """With its unit; what does not fit is refused like anywhere else."""
    text = "absolute(channel.m - 3) / 2 < 1"
    node, _ = infer(text, VOCABULARY)
    assert render(node) == text
    assert infer(render(node), VOCABULARY)[0] == node
    assert str(infer("absolute(channel.e - channel.d)", VOCABULARY)[1]) == "number of days"
    for wrong, words in (
        ("absolute(channel.a)", "where a number is expected"),
        ("absolute(channel.m, 2)", "takes 1 argument"),
        ("nothing(channel.m)", "measures have absolute, all"),
    ):
        with pytest.raises(ExpressionError, match=words):
            infer(wrong, VOCABULARY)
    with pytest.raises(ExpressionError, match="in measures only"):
        parse(text, VOCABULARY)


def test_it_is_mutated(absolute: Operator) -> None:
    """By itself, and like any number beside a comparison."""
    made = {
        each.change: each.text
        for each in mutants("s", infer("channel.m > absolute(channel.n)", VOCABULARY)[0], VOCABULARY)
    }
    assert made["absolute(channel.n): the sign kept"] == "channel.m > channel.n"
    assert made["channel.m > absolute(channel.n): moved by 1"] == "channel.m > absolute(channel.n) + 1"


def test_the_solver_sees_into_it(absolute: Operator) -> None:
    """It is never negative, and 3 for 3 and for -3."""
    z3 = pytest.importorskip("z3")
    of = z3.Real("m")
    code = SolverCode(z3, lambda name: of, {})

    def possible(text: str, *more: Any) -> bool:
        solver = z3.Solver()
        solver.add(code.value(infer(text, VOCABULARY)[0]), *more)
        return bool(solver.check() == z3.sat)

    assert not possible("absolute(channel.m) < 0")
    assert possible("absolute(channel.m) == 3", of > 0)
    assert possible("absolute(channel.m) == 3", of < 0)
    assert not possible("absolute(channel.m) == 3", of != 3, of != -3)


def test_it_reads_in_words(absolute: Operator) -> None:
    """By its sentence in the language."""
    words = cr.load_rules().knowledge.language("en")
    said = {**words.tables["say"], "cond_absolute": "{part} without its sign"}
    words = attrs.evolve(words, tables={**words.tables, "say": said})
    node = infer("absolute(channel.m - 1) > 2", VOCABULARY)[0]
    told = Phrases(VOCABULARY, words, "*").said(node)
    assert told == "** less 1 without its sign is more than 2"


def test_advice_finds_where_it_tips(absolute: Operator) -> None:
    """On both sides of zero."""
    node = infer("absolute(channel.m - 5) > 2", VOCABULARY)[0]
    facts = Facts({"channel.m": 1}, channels=(Facts({"channel.m": 1}),))
    assert critical(node, Varied("channel.m", 0, facts, {}), 0) == {Fraction(3), Fraction(7)}


def test_a_rulebook_uses_it(absolute: Operator, tmp_path: Path) -> None:
    """In a measure, judged in rows and in columns: of what is never negative it changes nothing."""
    folder = tmp_path / "rules"
    shutil.copytree(ROOT / "rules", folder)
    replaced(
        folder / "measures.toml",
        "count(channels, channel.is_page) > param.pages_soft_limit",
        "absolute(count(channels, channel.is_page)) > param.pages_soft_limit",
    )
    changed, table = cr.load_rules(folder), pa.Table.from_batches(batches(40, seed=5))
    found = portfolio.assess(table, rulebook=changed)
    agree(changed, found, list(profiles_of(table)))
    assert found.verdicts.equals(portfolio.assess(table, rulebook=cr.load_rules()).verdicts)


# --- a new figure over a list ---

ENDS = [each for each in reversed([*figures.FIGURES.values()]) if isinstance(each, OverNumbers)]
"""`max`, then `min`."""
OF_A_FIGURE: dict[str, Any] = {
    "of_numbers": True,
    "gives": Kind.NUMBER,
    "type": lambda members: attrs.evolve(members, low=0),
    "grows": 1,
    "python": lambda numbers: f"(max({numbers}) - min({numbers}))",
    "columns": lambda write, *columns: write.call("{0} - {1}", *(each.columns(write, *columns) for each in ENDS)),
    "ways": lambda member, now: [*member, *now],
}


@pytest.fixture
def spread(monkeypatch: pytest.MonkeyPatch) -> None:
    """A figure `spread(list.x)`: its entry, and its line in the written semantics."""
    written = {**MEANINGS_OVER_LISTS, "spread": lambda numbers: max(numbers) - min(numbers)}
    monkeypatch.setattr(semantics, "MEANINGS_OVER_LISTS", written)
    monkeypatch.setattr(figures, "MEANINGS_OVER_LISTS", written)
    made = OverNumbers(name="spread", **OF_A_FIGURE)
    monkeypatch.setattr(figures, "FIGURES", figures.figures(*figures.FIGURES.values(), made))


@pytest.mark.parametrize("values", [[], [3], [3, 1], [3, None], [5, 1, 2.5]])
def test_every_evaluator_computes_a_figure(spread: None, values: list[float | None]) -> None:
    """Unknown over nothing and over what is unknown; with a condition over what fulfils it."""
    items = [{"q": place != 2, "v": value} for place, value in enumerate(values)]
    known = [value for value in values if value is not None]
    wanted = max(known) - min(known) if known and len(known) == len(values) else None
    assert both("spread(channel.items.v)", items) == wanted
    assert both("spread(channel.items.v) > 1", items) is (None if wanted is None else wanted > 1)
    first = known[:2] if len(known) == len(values) else []
    assert both("spread(channel.items.v, q)", items) == (max(first) - min(first) if first else None)
    assert both("spread(channel.items.v)", None) is None


def test_a_figure_is_parsed_printed_and_left_open_by_the_solver(spread: None) -> None:
    """Its unit is that of the numbers; the solver takes it for any number."""
    node, type_ = infer("spread(channel.items.v, q) + 1", VOCABULARY)
    assert render(node) == "spread(channel.items.v, q) + 1"
    assert type_.kind is Kind.NUMBER
    z3 = pytest.importorskip("z3")
    assert z3.is_real(SolverCode(z3, str, VOCABULARY.lists).value(node))
    assert [each.text for each in mutants("s", infer("spread(channel.items.v) > 1", VOCABULARY)[0], VOCABULARY)]


@pytest.mark.parametrize("name", sorted(OF_A_FIGURE))
def test_a_figure_without_a_hook_is_refused(name: str) -> None:
    """By the names of figure and hook; without a meaning too."""
    left = {each: given for each, given in OF_A_FIGURE.items() if each != name}
    with pytest.raises(TypeError, match=f"^figure 'spread' has no '{name}'$"):
        OverNumbers(name="spread", **left)
    with pytest.raises(TypeError, match="figure 'spread' is missing in the written semantics"):
        figures.figures(*figures.FIGURES.values(), OverNumbers(name="spread", **OF_A_FIGURE))


# --- what an entry lacks ---


@pytest.mark.parametrize("hook", sorted(HOOKS))
def test_an_entry_without_a_hook_is_refused(hook: str) -> None:
    """By the names of operator and hook."""
    left = {name: given for name, given in HOOKS.items() if name != hook}
    with pytest.raises(TypeError, match=f"^operator 'absolute' has no '{hook}'$"):
        Operator(name="absolute", **left)


def _imported(change: Callable[[str], str]) -> None:
    file = Path(operators.__file__)
    exec(compile(change(file.read_text(encoding="utf-8")), str(file), "exec"), {"__name__": "of_a_test"})


def test_that_is_when_the_module_is_imported() -> None:
    """Not when the first rule uses the operator."""
    _imported(lambda text: text)
    with pytest.raises(TypeError, match="operator 'months_in' has no 'solver'"):
        _imported(lambda text: text.replace("        solver=opaque,\n", ""))


def test_an_operator_without_a_meaning_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """And a meaning without an operator."""
    made = Operator(name="absolute", **HOOKS)
    with pytest.raises(TypeError, match="'absolute' is missing in the written semantics"):
        operators.entries(*OPERATORS.values(), made)
    monkeypatch.setattr(operators, "MEANINGS", {**MEANINGS, "absolute": abs})
    with pytest.raises(TypeError, match="'absolute' is missing in the table of operators"):
        operators.entries(*OPERATORS.values())


# --- the entries that there are ---


@pytest.mark.parametrize("lang", cr.load_rules().knowledge.languages)
def test_every_sentence_is_there(lang: str) -> None:
    """Of operators and comparisons, in every language, with the names of the parts."""
    say = cr.load_rules().knowledge.language(lang).tables["say"]
    for each in OPERATORS.values():
        if each.words.say:
            assert set(re.findall(r"{(\w+)}", say[each.words.say])) == set(each.words.parts), each.name
            assert len(each.words.parts) == (1 if each.takes.more else each.takes.least)
    for comparison in COMPARISONS.values():
        assert {"{left}", "{right}"} <= set(re.findall(r"{\w+}", say[comparison.say] + say[comparison.say_of_days]))


def _examples(name: str) -> tuple[Type, ...]:
    of = {Kind.NUMBER: number("hours"), Kind.DATE: TYPES["channel.d"], Kind.SET: TYPES["channel.s"]}
    return tuple(of[kind] for kind in OPERATORS[name].takes.kinds)


@pytest.mark.parametrize("name", OPERATORS)
def test_what_it_gives_is_what_it_says(name: str) -> None:
    """The kind of the type is the kind of the entry, and each part grows some way."""
    entry = OPERATORS[name]
    assert entry.type(_examples(name)).kind is entry.gives
    assert 1 <= len(entry.grows) <= entry.takes.least
    assert set(entry.grows) <= {-1, 0, 1}


def test_the_documentation_has_every_function() -> None:
    """The rows of its table are made from the entries."""
    rows = []
    for name, about, takes in (
        *((each.name, each.about, each.takes) for each in OPERATORS.values() if each.sign is None),
        *((name, each.about, each.takes) for name, each in SUGAR.items()),
    ):
        letters = ", ".join("abc"[: takes.least]) + (", …" if takes.more else "")
        rows.append(f"| `{name}({letters})` | {about} |")
    assert "\n".join(rows) in (ROOT / "docs" / "reference" / "language.md").read_text(encoding="utf-8")


# --- what is no node ---


@attrs.frozen
class Strange:
    """What no evaluator knows."""

    name: str = "strange"


@pytest.mark.parametrize(
    "work",
    [
        lambda node: evaluate(node, Facts({})),
        render,
        lambda node: Coder(str).value(node),
        lambda node: Coder(str).true(node),
        lambda node: Coder(str).value(Operation("+", (Literal(1), node))),
        lambda node: Program.of(shape_of(Literal(1)), {"it": (node, "channel")}),
        lambda node: Program.of(shape_of(Literal(1)), {"it": (Compare("<", Literal(1), node), "channel")}),
        lambda node: SolverCode(None, str, {}).value(node),
        lambda node: critical(node, Varied("channel.m", 0, Facts({}), {}), 0),
        lambda node: list(mutants("s", node, VOCABULARY)),
        lambda node: Phrases(VOCABULARY, cr.load_rules().knowledge.language("en")).said(node),
        lambda node: Phrases(VOCABULARY, cr.load_rules().knowledge.language("en")).value(node),
    ],
)
def test_what_is_no_node_is_refused(work: Callable[[Expression], object]) -> None:
    """By every evaluator, by its name: nothing is left out in silence, nothing recurses for ever."""
    with pytest.raises(AssertionError, match="Strange"):
        work(Strange())  # type: ignore[arg-type]  # which is what is refused
