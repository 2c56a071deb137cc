"""Every small change of a module's source that is worth a test.

A change replaces the text of one expression or statement, so that all else stays as it is written. Left out is what no
test could notice or everybody would: annotations, ``assert`` (it tells the type checker what holds), the wording of
messages, ``__all__``, what only a type checker reads, and arguments that only say how a class or a ``zip`` is checked.
"""

from __future__ import annotations

import ast
import copy
import hashlib
from collections import Counter
from typing import Final

import attrs

__all__ = ["Mutant", "mutants_of"]

_COMPARISONS: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_ARITHMETIC: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_CHECKS: Final = frozenset({"strict", "repr", "eq", "slots", "kw_only", "frozen", "order", "compare", "metadata"})
"""Arguments that say how a class is made or a ``zip`` checked, and decide nothing."""
_TYPES: Final = frozenset({"int", "float", "str", "bool", "bytes", "list", "dict", "set", "tuple", "None"})


@attrs.frozen
class Mutant:
    """One change of one module.

    Attributes:
        file: the module below ``src``, with ``/``.
        function: the function or class that it stands in; empty on the level of the module.
        kind: what is changed: comparison, boolean, not, arithmetic, constant, return, statement or arguments.
        line, end: the first and last line of what is replaced, from 1.
        before, after: the replaced text, and what stands there instead.
        begin, stop: where the replaced text begins and stops in the source, in bytes of UTF-8.
        number: which of several that are alike otherwise, from 0.
    """

    file: str
    function: str
    kind: str
    line: int
    end: int
    before: str
    after: str
    begin: int
    stop: int
    number: int = 0

    @property
    def key(self) -> str:
        """What tells it from every other, however lines above it move."""
        number = f" #{self.number}" if self.number else ""
        return f"{self.file}::{self.function or '-'}: {_line(self.before)} -> {_line(self.after)}{number}"

    def rank(self, seed: int) -> str:
        """Return where it stands in the order in which a sample is drawn."""
        return hashlib.sha256(f"{seed} {self.key}".encode()).hexdigest()

    def applied(self, source: str) -> str:
        """Return the source of the module with the change."""
        plain = source.encode()
        return (plain[: self.begin] + self.after.encode() + plain[self.stop :]).decode()


def _line(text: str) -> str:
    return " ".join(text.split())


def mutants_of(file: str, source: str) -> list[Mutant]:
    """Return every mutant of a module, in the order of its source."""
    finder = _Finder(source)
    finder.body(ast.parse(source).body, "")
    found: list[Mutant] = []
    met: Counter[str] = Counter()
    for function, kind, node, after in finder.found:
        begin, stop = finder.span(node)
        before = source.encode()[begin:stop].decode()
        made = Mutant(file, function, kind, node.lineno, node.end_lineno or node.lineno, before, after, begin, stop)
        found.append(attrs.evolve(made, number=met[made.key]))
        met[made.key] += 1
    return sorted(found, key=lambda each: (each.begin, each.stop, each.kind, each.after))


_Found = tuple[str, str, ast.expr | ast.stmt, str]


class _Finder:
    def __init__(self, source: str) -> None:
        self.found: list[_Found] = []
        self.starts = [0]
        for line in source.encode().splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.starts[node.lineno - 1] + node.col_offset, self.starts[node.end_lineno - 1] + node.end_col_offset

    def add(self, function: str, kind: str, node: ast.expr | ast.stmt, after: ast.AST | str) -> None:
        text = after if isinstance(after, str) else ast.unparse(after)
        self.found.append((function, kind, node, f"({text})" if isinstance(node, ast.expr) else text))

    # --- statements ---

    def body(self, statements: list[ast.stmt], function: str) -> None:
        for place, each in enumerate(statements):
            documents = place == 0 and isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)
            if not documents:
                self.statement(each, function)

    def statement(self, node: ast.stmt, function: str) -> None:
        match node:
            case (
                ast.FunctionDef(name=name, args=arguments, body=body)
                | ast.AsyncFunctionDef(name=name, args=arguments, body=body)
            ):
                inside = f"{function}.{name}" if function else name
                for default in (*arguments.defaults, *arguments.kw_defaults):
                    if default is not None:
                        self.expression(default, inside)
                self.body(body, inside)
            case ast.ClassDef(name=name, body=body):
                self.body(body, f"{function}.{name}" if function else name)
            case ast.Assert() | ast.Import() | ast.ImportFrom() | ast.Global() | ast.Nonlocal():
                return
            case ast.If(test=ast.Name("TYPE_CHECKING")):
                return
            case ast.Assign(targets=[ast.Name("__all__" | "__slots__")]):
                return
            case ast.AnnAssign(value=value):
                if value is not None:
                    self.expression(value, function)
            case ast.Expr(value=ast.Constant()):
                return  # the docstring of an attribute
            case _:
                self.plain(node, function)

    def plain(self, node: ast.stmt, function: str) -> None:
        match node:
            case ast.Return(value=value) if value is not None and not _is_none(value):
                self.add(function, "return", node, "return None")
            case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Raise() | ast.Continue() | ast.Break() if function:
                self.add(function, "statement", node, "pass")
            case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]) if function:
                self.add(function, "statement", node, "pass")
            case ast.If(test=test) | ast.While(test=test):
                self.negated(test, function)
        if isinstance(node, ast.AugAssign) and type(node.op) in _ARITHMETIC and function:
            changed = copy.deepcopy(node)
            changed.op = _ARITHMETIC[type(node.op)]()
            self.add(function, "arithmetic", node, changed)
        for name, value in ast.iter_fields(node):
            if name in {"body", "orelse", "finalbody"} and isinstance(value, list):
                self.body(value, function)
            elif name in {"handlers", "cases"}:
                for each in value:
                    if getattr(each, "guard", None) is not None:
                        self.negated(each.guard, function)
                        self.expression(each.guard, function)
                    self.body(each.body, function)
            elif isinstance(value, ast.expr):
                self.expression(value, function)
            elif isinstance(value, list):
                for each in value:
                    if isinstance(each, ast.withitem):
                        self.expression(each.context_expr, function)
                    elif isinstance(each, ast.expr):
                        self.expression(each, function)

    def negated(self, test: ast.expr, function: str) -> None:
        if not isinstance(test, ast.Compare | ast.UnaryOp):
            self.add(function, "not", test, ast.UnaryOp(ast.Not(), test))

    # --- expressions ---

    def expression(self, node: ast.expr, function: str) -> None:
        if isinstance(node, ast.JoinedStr):
            return  # their parts have no place of their own before Python 3.12
        self.changed(node, function)
        for child in ast.iter_child_nodes(node):
            match child:
                case ast.keyword(arg=name, value=value):
                    if name not in _CHECKS:
                        self.expression(value, function)
                case ast.comprehension(iter=over, ifs=conditions):
                    self.expression(over, function)
                    for each in conditions:
                        self.negated(each, function)
                        self.expression(each, function)
                case ast.arguments(defaults=defaults, kw_defaults=more):
                    for default in (*defaults, *more):
                        if default is not None:
                            self.expression(default, function)
                case ast.expr():
                    self.expression(child, function)

    def changed(self, node: ast.expr, function: str) -> None:
        match node:
            case ast.Compare(ops=operations):
                for place, each in enumerate(operations):
                    made = copy.deepcopy(node)
                    made.ops[place] = _COMPARISONS[type(each)]()
                    self.add(function, "comparison", node, made)
            case ast.BoolOp(op=operation, values=values):
                other = ast.Or() if isinstance(operation, ast.And) else ast.And()
                self.add(function, "boolean", node, ast.BoolOp(other, values))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                self.add(function, "not", node, operand)
            case ast.UnaryOp(op=ast.USub() | ast.Invert(), operand=operand):
                self.add(function, "arithmetic", node, operand)
            case ast.IfExp(test=test):
                self.negated(test, function)
            case ast.BinOp(left=left, op=operation, right=right) if type(operation) in _ARITHMETIC:
                if not (isinstance(operation, ast.BitOr) and (_is_type(left) or _is_type(right))):
                    self.add(function, "arithmetic", node, ast.BinOp(left, _ARITHMETIC[type(operation)](), right))
            case ast.Constant(value=value):
                self.constant(node, value, function)
            case ast.Call(func=callee, args=[one, other, *more], keywords=keywords):
                stars = isinstance(one, ast.Starred) or isinstance(other, ast.Starred)
                if not stars and ast.dump(one) != ast.dump(other):
                    self.add(function, "arguments", node, ast.Call(callee, [other, one, *more], keywords))

    def constant(self, node: ast.Constant, value: object, function: str) -> None:
        match value:
            case bool():
                self.add(function, "constant", node, repr(not value))
            case int() | float():
                self.add(function, "constant", node, repr(value + 1))
            case str() if value and not any(map(str.isspace, value)):
                self.add(function, "constant", node, repr(f"{value}_"))


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_type(node: ast.expr) -> bool:
    match node:
        case ast.Name(name) | ast.Attribute(attr=name):
            return name in _TYPES or (name[:1].isupper() and not name.isupper())
        case ast.Subscript(value=value):
            return _is_type(value)
        case ast.Constant(value=None):
            return True
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _is_type(left) or _is_type(right)
    return False
