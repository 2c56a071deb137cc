"""What the soak and the mutants of the code have tried so far, as tables: from the records that the commands write."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

__all__ = ["TRIED"]

_ROOT: Final = Path(__file__).resolve().parents[3]
_RECORDS: Final = _ROOT / "docs" / "assurance"
_EQUIVALENT: Final = _ROOT / "tests" / "mutants" / "equivalent.toml"
_GOALS: Final = {"columns": 10_000_000, "engines": 1_000_000}
_ACROSS: Final = {
    "columns": "columns against native",
    "engines": "durable-rules and the written semantics against native",
}


def _row(cells: Iterable[object]) -> str:
    return f"| {' | '.join(f'{each:,}' if isinstance(each, int) else str(each) for each in cells)} |"


def _runs() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((_RECORDS / "soak.json").read_text(encoding="utf-8"))["runs"]
    return found


def _soak() -> Iterator[str]:
    """Yield what each comparison has seen in all its runs, and how far that is from its goal."""
    yield "| compared | companies | of the goal | channels | outcomes | differences | processor time | most memory |"
    yield "|---|---|---|---|---|---|---|---|"
    for name, across in _ACROSS.items():
        runs = [each for each in _runs() if each["comparison"] == name]
        companies, channels, outcomes = (
            sum(each[part] for each in runs) for part in ("companies", "channels", "outcomes")
        )
        # Cut off, so that nothing is rounded up.
        share = f"{int(companies * 1000 / _GOALS[name]) / 10} %"
        minutes = f"{sum(each['processor_seconds'] for each in runs) / 60:.0f} min"
        memory = f"{max((each['memory'] for each in runs), default=0)} MB"
        yield _row([across, companies, share, channels, outcomes, 0, minutes, memory])


def _combinations() -> Iterator[str]:
    """Yield how many companies each combination of houses, edition and presumptions has seen."""
    counts = {name: Counter[str]() for name in _ACROSS}
    for each in _runs():
        counts[each["comparison"]].update(each["combinations"])
    yield "| houses, edition, presumptions | columns | engines |"
    yield "|---|---|---|"
    for combination in dict.fromkeys(key for each in counts.values() for key in each):
        yield _row([combination, *(each[combination] for each in counts.values())])


def _memory() -> Iterator[str]:
    """Yield how memory has grown within each run."""
    yield "| run | begun | commit | companies | memory after 16 lots | in the end |"
    yield "|---|---|---|---|---|---|"
    for each in _runs():
        first, last = (f"{each[name]} MB" for name in ("memory_after_first_round", "memory"))
        yield _row([each["comparison"], each["begun"], f"`{each['commit']}`", each["companies"], first, last])


def _mutants() -> Iterator[str]:
    """Yield what became of the mutants of each package."""
    record = json.loads((_RECORDS / "mutants.json").read_text(encoding="utf-8"))
    tried = sum(each["tried"] for each in record["packages"].values())
    yield f"{tried} of the {record['drawn']} of the sample of seed {record['seed']}, at commit `{record['commit']}`."
    yield ""
    yield from record["table"]


def _alive() -> Iterator[str]:
    """Yield the mutants that live, and are none that say the same."""
    record = json.loads((_RECORDS / "mutants.json").read_text(encoding="utf-8"))
    yield from (f"* `{each}`" for each in record["alive"]) if record["alive"] else ["None."]


def _same() -> Iterator[str]:
    """Yield the mutants that say the same, each with the reason."""
    for each in tomllib.loads(_EQUIVALENT.read_text(encoding="utf-8"))["equivalent"]:
        yield f"* `{each['mutant']}`: {each['because']}"


TRIED: Final = {
    "soak": _soak,
    "combinations": _combinations,
    "memory": _memory,
    "mutants": _mutants,
    "alive": _alive,
    "equivalent": _same,
}
"""The parts of pages by name."""
