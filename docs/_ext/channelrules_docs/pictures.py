"""Two pictures drawn from code and rules: the house, and what leads from a statement to a verdict."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from graphlib import TopologicalSorter
from html import escape
from pathlib import Path

import channelrules as cr
from channelrules.language.nodes import names_in

__all__ = [
    "arrows",
    "dependency_edges",
    "dependency_svg",
    "house_svg",
    "is_verdict",
    "order",
    "purpose",
]

PACKAGE = Path(cr.__file__).parent
_LINE, _ROW = 46, 22


# --- the house ---


def arrows(package: Path = PACKAGE) -> dict[str, set[str]]:
    """Return of each room of the package the rooms that it imports from, late imports too."""
    found: dict[str, set[str]] = {}
    for file in sorted(package.rglob("*.py")):
        room = file.relative_to(package).parts[0].removesuffix(".py")
        if room.startswith("__"):
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        imported = {each for node in ast.walk(tree) for each in _imported(node)}
        found.setdefault(room, set()).update(imported - {room})
    return found


def _imported(node: ast.AST) -> Iterator[str]:
    names: list[str] = []
    if isinstance(node, ast.Import):
        names = [each.name for each in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module:
        names = [node.module]
    for name in names:
        top, _, rest = name.partition(".")
        if top == "channelrules" and rest:
            yield rest.partition(".")[0]


def order(found: Mapping[str, set[str]]) -> list[str]:
    """Return the rooms from the ground up: each above all that it imports from at the head of its modules."""
    early = {room: {each for each in below if room not in found.get(each, set())} for room, below in found.items()}
    return list(TopologicalSorter(early).static_order())


def purpose(room: str) -> str:
    """Return what a room holds, by the first line of its docstring."""
    file = PACKAGE / room / "__init__.py"
    tree = ast.parse((file if file.exists() else PACKAGE / f"{room}.py").read_text(encoding="utf-8"))
    return (ast.get_docstring(tree) or "").split("\n")[0].rstrip(".").replace("`", "")


def house_svg() -> str:
    """Return the house as SVG: a box a room, its purpose in it, an arrow from each room to those it imports from."""
    found = arrows()
    rooms = list(reversed(order(found)))
    place = {room: 20 + _LINE * index for index, room in enumerate(rooms)}
    needed = _reduced(found)
    parts = [_head("house", 1150, 30 + _LINE * len(rooms), "The rooms of the package and their imports")]
    for room, below in sorted(found.items()):
        for other in sorted(below):
            parts.append(_arc(room, other, place, needed))
    for room, top in place.items():
        parts.append(
            f'<g class="room"><title>{escape(room)}: {escape(purpose(room))}</title>'
            f'<rect x="4" y="{top}" width="830" height="34" rx="5"/>'
            f'<text class="name" x="16" y="{top + 22}">{escape(room)}/</text>'
            f'<text x="120" y="{top + 22}">{escape(purpose(room))}</text></g>'
        )
    return "".join([*parts, "</svg>"])


def _reduced(found: Mapping[str, set[str]]) -> set[tuple[str, str]]:
    """Return the arrows that no way through other rooms stands for."""

    def reach(room: str, met: set[str]) -> set[str]:
        for each in found.get(room, set()) - met:
            met.add(each)
            reach(each, met)
        return met

    return {
        (room, other)
        for room, below in found.items()
        for other in below
        if not any(other in reach(each, set()) for each in below - {other} if room not in found.get(each, set()))
    }


def _arc(room: str, other: str, place: Mapping[str, int], needed: set[tuple[str, str]]) -> str:
    start, end = place[room] + 20, place[other] + 14
    reach = 834 + 30 + abs(end - start) * 0.55
    kind = "up" if end < start else "needed" if (room, other) in needed else "besides"
    return (
        f'<path class="arrow {kind}" data-from="{room}" data-to="{other}" marker-end="url(#house-tip)" '
        f'd="M834 {start} C{reach:.0f} {start} {reach:.0f} {end} 838 {end}">'
        f"<title>{room} imports from {other}</title></path>"
    )


def _head(name: str, width: int, height: int, title: str) -> str:
    return (
        f'<svg class="picture" id="picture-{name}" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(title)}" xmlns="http://www.w3.org/2000/svg"><defs><marker id="{name}-tip" '
        'viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">'
        '<path class="tip" d="M0 0 L8 4 L0 8 z"/></marker></defs>'
    )


# --- statements, rules, conclusions, verdicts ---


def dependency_edges(book: cr.Rulebook) -> list[tuple[str, str]]:
    """Return what bears on what: statements on rules, rules on conclusions and effects, these on rules and verdicts."""
    known = book.knowledge
    concluded = {rule.concludes for rule in known.active_rules if rule.concludes}
    found: list[tuple[str, str]] = []
    for rule in known.active_rules:
        found += [(statement, rule.id) for statement in rule.cites]
        found += [(rule.id, rule.concludes)] if rule.concludes else []
        found += [(rule.id, f"effect.{rule.effect}")] if rule.effect else []
        found += [(name, rule.id) for name in sorted(known.uses(rule) & concluded)]
    for row in (*known.channel_verdicts, *known.company_verdicts):
        wanted = {name for name in names_in(row.node) if name.startswith("effect.") or name in concluded}
        found += [(name, row.verdict) for name in sorted(wanted)]
    return list(dict.fromkeys(found))


def _columns(book: cr.Rulebook, edges: Sequence[tuple[str, str]]) -> list[list[str]]:
    known = book.knowledge
    used = {name for edge in edges for name in edge}
    statements = [each for each in book.statements if each in used]
    rules = [rule.id for rule in sorted(known.active_rules, key=lambda each: (each.topic, each.id))]
    middle = sorted(used - set(statements) - set(rules) - {target for _, target in edges if is_verdict(book, target)})
    verdicts = [row.verdict for row in (*known.channel_verdicts, *known.company_verdicts)]
    return [statements, rules, middle, list(dict.fromkeys(verdicts))]


def is_verdict(book: cr.Rulebook, name: str) -> bool:
    """Return whether a name is a verdict of a channel or of the company."""
    return any(name == row.verdict for row in (*book.knowledge.channel_verdicts, *book.knowledge.company_verdicts))


def dependency_svg(book: cr.Rulebook, uris: Mapping[str, str]) -> str:
    """Return the picture as SVG: four columns, each name a link, lines from what bears to what it bears on."""
    edges = dependency_edges(book)
    columns = _columns(book, edges)
    height = max(map(len, columns)) * _ROW
    lefts, widths = (0.0, 150.0, 560.0, 860.0), (52.0, 270.0, 190.0, 140.0)
    box: dict[str, tuple[float, float, float]] = {}
    for names, left, width in zip(columns, lefts, widths, strict=True):
        step = height / len(names)
        box |= {name: (left, 34 + step * (index + 0.5), width) for index, name in enumerate(names)}
    parts = [_head("dependencies", 1000, height + 40, "Statements, rules, conclusions and verdicts")]
    for title, left in zip(("statements", "rules", "conclusions, effects", "verdicts"), lefts, strict=True):
        parts.append(f'<text class="column" x="{left + 4:.0f}" y="16">{title}</text>')
    for start, end in edges:
        (x, y, width), (x2, y2, width2) = box[start], box[end]
        back = x2 < x
        ends = (x, x2 + width2) if back else (x + width, x2)
        bend = (ends[1] - ends[0]) * 0.45
        curve = f"C{ends[0] + bend:.0f} {y:.0f} {ends[1] - bend:.0f} {y2:.0f} {ends[1]:.0f} {y2:.0f}"
        parts.append(
            f'<path class="edge{" back" if back else ""}" data-from="{escape(start)}" data-to="{escape(end)}" '
            f'd="M{ends[0]:.0f} {y:.0f} {curve}"/>'
        )
    for name, (x, y, width) in box.items():
        title = book.statements[name].statement if name in book.statements else ""
        title = book.rules[name].title if name in book.rules else title
        parts.append(
            f'<a href="{escape(uris.get(name, "#"))}" class="node" data-name="{escape(name)}">'
            f"<title>{escape(f'{name}: {title}' if title else name)}</title>"
            f'<rect x="{x:.0f}" y="{y - 9:.0f}" width="{width:.0f}" height="18" rx="3"/>'
            f'<text x="{x + 5:.0f}" y="{y + 4:.0f}">{escape(name)}</text></a>'
        )
    return "".join([*parts, "</svg>"])
