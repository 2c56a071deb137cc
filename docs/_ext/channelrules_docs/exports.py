"""A table of the files that intake knows, made from its data: what each can say, and what people look for in vain."""

from __future__ import annotations

from channelrules.intake.kinds import Kind, kinds

__all__ = ["export_rows"]


def export_rows() -> list[str]:
    """Return the table in Markdown, a row for each kind of file."""
    lines = ["| file | recognised by | header known in | can say | cannot say |", "|---|---|---|---|---|"]
    return [*lines, *(_row(each) for each in kinds())]


def _row(kind: Kind) -> str:
    columns = (kind.columns[each] for each in dict.fromkeys((*kind.needs, *kind.marks)))
    first = ", ".join(f"`{next(iter(names.values()))[0]}`" for names in columns)
    told = first or ("the format" if kind.reads == "calendar" else "days and messages, no header")
    what = f"{kind.name}: " if kind.name else ""
    cells = [f"{what}`{kind.id}`", told, ", ".join(kind.languages()) or "–", _facts(kind.gives), _facts(kind.lacks)]
    return f"| {' | '.join(cells)} |"


def _facts(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{each}`" for each in names) or "nothing that a profile asks for"
