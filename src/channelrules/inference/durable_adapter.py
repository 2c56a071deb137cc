"""durable-rules as a combiner of tests; this is the only module that imports it.

durable-rules 2.0.28 is reliable for a narrow subset and is given nothing else: documents of
generated names with the values ``"T"``, ``"F"`` and ``"U"``, conditions of equalities joined by
``$and`` and ``$or``, and a new session for each run. Its background threads are never started, and errors
that it swallows are raised.
"""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import attrs

from channelrules.errors import EngineError

__all__ = ["Combiner", "Formula", "available"]

Formula = bool | int | tuple[Any, ...]
"""A constant, the index of an atom, or ``("not", f)``, ``("and", f, …)``, ``("or", f, …)``."""

_FORMULAS_A_SET: Final = 24
_ATTRIBUTES_A_DOCUMENT: Final = 200
_TESTS_A_RULE: Final = 400
_SESSIONS_LEFT: Final = 500
_ALWAYS: Final = "z"
_NAME: Final = "rules"


class _Making:
    """The lock under which hosts are made: making one silences warnings, which all threads share.

    A forked process gets a new lock, as the thread that holds the old one does not exist there.
    """

    lock = threading.Lock()

    @classmethod
    def renew(cls) -> None:
        cls.lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_Making.renew)


def available() -> bool:
    """Return whether durable-rules can be imported here."""
    try:
        _engine_module()
    except Exception:  # noqa: BLE001 - an extension built for another Python fails in many ways
        return False
    return True


def _engine_module() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import durable.engine
    return durable.engine


def _simplified(formula: Formula) -> Formula:
    if not isinstance(formula, tuple):
        return formula
    operator, *parts = formula
    simple = [_simplified(part) for part in parts]
    if operator == "not":
        (part,) = simple
        return not part if isinstance(part, bool) else ("not", part)
    absorbing: bool = operator == "or"
    if any(part is absorbing for part in simple):
        return absorbing
    left: list[Formula] = [part for part in simple if not isinstance(part, bool)]
    if not left:
        return not absorbing
    return left[0] if len(left) == 1 else (operator, *left)


_Leaf = tuple[int, bool]
"""An atom, and whether a condition requires it to be true."""


def _surely(atom: int, *, wanted: bool) -> dict[str, str]:
    return {f"a{atom}": "T" if wanted else "F"}


def _possibly(atom: int, *, wanted: bool) -> dict[str, str]:
    return {f"{'p' if wanted else 'n'}{atom}": "T"}


def _condition(formula: Formula, leaf: Callable[..., dict[str, str]], *, wanted: bool = True) -> dict[str, Any]:
    if isinstance(formula, int):
        return leaf(formula, wanted=wanted)
    assert isinstance(formula, tuple)
    operator, *parts = formula
    if operator == "not":
        return _condition(parts[0], leaf, wanted=not wanted)
    joined = "$and" if (operator == "and") is wanted else "$or"
    return {joined: [_condition(part, leaf, wanted=wanted) for part in parts]}


def _leaves(formula: Formula, *, wanted: bool = True) -> Iterator[_Leaf]:
    if isinstance(formula, tuple):
        for part in formula[1:]:
            yield from _leaves(part, wanted=wanted is not (formula[0] == "not"))
    elif not isinstance(formula, bool):
        yield formula, wanted


def _hashes(name: str) -> tuple[int, int]:
    # durable-rules identifies attributes by a 32-bit FNV hash; both variants of FNV must be free of clashes.
    one = other = 2166136261
    for byte in name.encode():
        one = ((one ^ byte) * 16777619) & 0xFFFFFFFF
        other = ((other * 16777619) & 0xFFFFFFFF) ^ byte
    return one, other


def _check_names(names: Sequence[str]) -> None:
    for which in (0, 1):
        if len({_hashes(name)[which] for name in names}) < len(names):
            message = "two generated names have the same hash in durable-rules"
            raise EngineError(message)


@attrs.frozen(eq=False, repr=False)
class _Chunk:
    """The formulas of one rule set, with their places in the answer, and what they test."""

    formulas: tuple[tuple[int, Formula], ...]
    leaves: tuple[_Leaf, ...]

    @property
    def attributes(self) -> set[str]:
        """The names of the attributes of both its documents."""
        return {
            name for leaf in (_surely, _possibly) for atom, wanted in self.leaves for name in leaf(atom, wanted=wanted)
        }

    def sure(self, values: Sequence[bool | None]) -> dict[str, str]:
        """Return the document that says what each atom surely is."""
        return {
            f"a{atom}": "U" if (value := values[atom]) is None else "T" if value else "F" for atom, _ in self.leaves
        }

    def possible(self, values: Sequence[bool | None]) -> dict[str, str]:
        """Return the document that says whether each atom can be as it is wanted."""
        return {
            f"{'p' if wanted else 'n'}{atom}": "F" if values[atom] is (not wanted) else "T"
            for atom, wanted in self.leaves
        }


def _chunks(formulas: Sequence[tuple[int, Formula]]) -> Iterator[_Chunk]:
    kept: list[tuple[int, Formula]] = []
    leaves: set[_Leaf] = set()
    for place, formula in formulas:
        own = list(_leaves(formula))
        if len(own) > _TESTS_A_RULE or len(set(own)) > _ATTRIBUTES_A_DOCUMENT:
            message = (
                f"a condition with {len(own)} tests on {len(set(own))} values is too large for durable-rules: "
                f"at most {_TESTS_A_RULE} tests on {_ATTRIBUTES_A_DOCUMENT} values; use the native engine"
            )
            raise EngineError(message)
        if kept and (len(kept) >= _FORMULAS_A_SET or len(leaves.union(own)) > _ATTRIBUTES_A_DOCUMENT):
            yield _Chunk(tuple(kept), tuple(sorted(leaves)))
            kept, leaves = [], set()
        kept.append((place, formula))
        leaves.update(own)
    if kept:
        yield _Chunk(tuple(kept), tuple(sorted(leaves)))


def _action(fired: list[int], mark: int) -> Callable[[Any], None]:
    def run(_context: Any) -> None:
        fired.append(mark)

    return run


@attrs.define(eq=False, repr=False)
class _Host:
    """One rule set in a host of its own. Hosts cannot be closed, so they are made once and kept.

    A run that is interrupted can leave its session open, and durable-rules allows 1,024 of them; the host is
    made again before that.

    Attributes:
        chunk: whose formulas are its rules, one each.
        leaf: what its conditions test of an atom.
        left: how many sessions are open.
    """

    chunk: _Chunk
    leaf: Callable[..., dict[str, str]]
    fired: list[int] = attrs.field(factory=list)
    lock: Any = attrs.field(factory=threading.Lock)
    runs: int = 0
    left: int = 0
    host: Any = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """Make it."""
        self.make()

    def make(self) -> None:
        engine = _engine_module()

        class Quiet(engine.Host):  # type: ignore[misc, name-defined]  # durable has no types
            def _run(self) -> None:
                """Start none of the background timers."""

        rules: dict[str, Any] = {"always": {"all": [{"m": {_ALWAYS: "1"}}], "run": _action(self.fired, -1)}}
        for place, formula in self.chunk.formulas:
            rules[f"r{place}"] = {"all": [{"m": _condition(formula, self.leaf)}], "run": _action(self.fired, place)}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.host = Quiet()
            self.host.set_rulesets({_NAME: rules})
        self.left = 0

    def run(self, document: dict[str, str]) -> set[int]:
        with self.lock:
            if self.left >= _SESSIONS_LEFT:
                with _Making.lock:
                    self.make()
            self.runs += 1
            self.left += 1
            session = f"s{self.runs}"
            self.fired.clear()
            try:
                self.host.assert_fact(_NAME, {**document, _ALWAYS: "1", "sid": session})
                fired = set(self.fired)
                state = self.host.get_state(_NAME, session)
            finally:
                # Deleting a session in which nothing fired ends the process.
                if self.fired:
                    self.host.delete_state(_NAME, session)
                    self.left -= 1
        if "exception" in state:
            if "KeyboardInterrupt" in str(state["exception"]):
                raise KeyboardInterrupt
            message = f"durable-rules failed while it ran: {state['exception']}"
            raise EngineError(message)
        if -1 not in fired:
            message = "durable-rules did not handle a document"
            raise EngineError(message)
        return fired - {-1}


class Combiner:
    """What durable-rules says of formulas over atoms: true, false, or open (``None``).

    It may be shared by threads, pickled, and used on both sides of a fork: hosts are made in the
    process that uses them.

    Args:
        formulas: what to combine.
        atoms: how many atoms there are.

    Raises:
        EngineError: a formula is beyond the limits of durable-rules.
    """

    def __init__(self, formulas: Sequence[Formula], atoms: int) -> None:
        self._formulas = tuple(_simplified(formula) for formula in formulas)
        self._atoms = atoms
        open_ones = [(place, each) for place, each in enumerate(self._formulas) if not isinstance(each, bool)]
        self._chunks = tuple(_chunks(open_ones))
        for chunk in self._chunks:
            _check_names([_ALWAYS, "sid", "id", *chunk.attributes])
        self._hosts: tuple[int, tuple[tuple[_Host, _Host], ...]] = (0, ())

    def __reduce__(self) -> tuple[object, ...]:
        return Combiner, (self._formulas, self._atoms)

    def outcomes(self, values: Sequence[bool | None]) -> tuple[bool | None, ...]:
        """Return the value of each formula.

        Raises:
            EngineError: durable-rules failed.
        """
        found: list[bool | None] = [each if isinstance(each, bool) else False for each in self._formulas]
        for possibly, surely in self._hosts_here():
            # Most rules of a profile are clear, and only rules that fire cost time.
            possible = possibly.run(possibly.chunk.possible(values))
            for place in possible:
                found[place] = None
            if possible:
                for place in surely.run(surely.chunk.sure(values)):
                    found[place] = True
        return tuple(found)

    def _hosts_here(self) -> tuple[tuple[_Host, _Host], ...]:
        process, hosts = self._hosts
        if process == os.getpid():
            return hosts
        with _Making.lock:
            # Another thread may have made them meanwhile.
            process, hosts = self._hosts
            if process != os.getpid():
                hosts = tuple((_Host(each, _possibly), _Host(each, _surely)) for each in self._chunks)
                self._hosts = os.getpid(), hosts
            return hosts
