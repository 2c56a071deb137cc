"""Tables and sentences made of what was measured: the files of ``docs/assurance/`` that the commands write."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from channelrules_docs.assurance_page import counted, laws

__all__ = ["COUNTED", "FIGURES", "figures_of", "weaker_licences"]

_FOLDER: Final = Path(__file__).resolve().parents[2] / "assurance"
_PERMISSIVE: Final = ("Apache", "BSD", "MIT", "ISC", "PSF", "Zlib", "CC0")


def figures_of(name: str) -> Iterator[str]:
    """Yield a part of a page, in Markdown, line by line.

    Raises:
        KeyError: there is no such part.
        OSError: what it is made of was not measured.
    """
    if name in COUNTED:
        yield from COUNTED[name]()
        return
    made = FIGURES[name]
    yield from made(json.loads((_FOLDER / f"{name.partition('.')[0]}.json").read_text(encoding="utf-8")))


def _rows(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield f"| {' | '.join(f'{each:,}' if isinstance(each, int) else str(each) for each in row)} |"


# --- what is counted now ---


def _tests() -> Iterator[str]:
    yield from _rows(("what", "how many"), counted())


def _laws() -> Iterator[str]:
    yield from _rows(("law", "what it says"), laws())


# --- supply ---


def weaker_licences(supply: Mapping[str, Any]) -> dict[str, str]:
    """Return the packages whose licence asks more of whoever passes them on than to name their authors."""
    return {
        name: each["licence"]
        for name, each in supply["packages"].items()
        if not any(word in each["licence"] for word in _PERMISSIVE)
    }


def _extras(supply: Mapping[str, Any]) -> Iterator[str]:
    def told() -> Iterator[tuple[object, ...]]:
        for extra, names in supply["extras"].items():
            own = names if not extra else [name for name in names if name not in supply["extras"][""]]
            yield f"`{extra}`" if extra else "none", len(own), ", ".join(own)

    yield from _rows(("extra", "packages", "which"), told())


def _packages(supply: Mapping[str, Any]) -> Iterator[str]:
    def told() -> Iterator[tuple[object, ...]]:
        for name, each in supply["packages"].items():
            extras = [f"`{extra}`" if extra else "always" for extra, names in supply["extras"].items() if name in names]
            yield name, each["version"], each["licence"], ", ".join(extras)

    yield f"Read from the packages' own metadata under {supply['where']}."
    yield ""
    yield from _rows(("package", "version", "licence, as it states it", "comes with"), told())


def _weaker(supply: Mapping[str, Any]) -> Iterator[str]:
    def told() -> Iterator[tuple[object, ...]]:
        for name, licence in weaker_licences(supply).items():
            yield name, licence, ", ".join(f"`{extra}`" for extra, names in supply["extras"].items() if name in names)

    yield from _rows(("package", "licence", "comes with"), told())


# --- durable-rules ---


def _durable(found: Mapping[str, Any]) -> Iterator[str]:
    long, forks, interrupted = found["one process"], found["forks"], found["interruptions"]
    memory = dict(long["memory in MB"])
    begin, end = min(memory), max(memory)
    yield f"durable-rules {found['durable_rules']}, {found['where']}."
    yield ""
    rows = [
        ("companies in one process", long["companies"]),
        ("… documents through its network, each in a session of its own", long["documents"]),
        ("… companies judged in another way than by the native engine", long["different"]),
        (f"… memory after {begin:,} companies", f"{memory[begin]} MB"),
        (f"… memory after {end:,} companies", f"{memory[end]} MB"),
        ("… seconds of the processor, both engines and making the companies", long["processor seconds"]),
        *_lives(found["threads"], forks, interrupted),
    ]
    yield from _rows(("what", "how much"), iter(rows))


def _sanitized(found: Mapping[str, Any]) -> Iterator[str]:
    own = found["sanitized"]
    rows = [
        ("by", own["by"]),
        ("companies", own["companies"]),
        ("… documents", own["documents"]),
        ("… judged in another way than by the native engine", own["different"]),
        *_lives(own["threads"], own["forks"], own["interruptions"]),
    ]
    yield from _rows(("what", "how much"), iter(rows))


def _lives(threads: Any, forks: Any, interrupted: Any) -> list[tuple[object, ...]]:
    children = sum(forks[each] for each in ("right", "wrong", "hung", "crashed"))
    return [
        ("threads that make hosts at once and share some", threads["threads"]),
        ("… answers that differ", threads["different"]),
        ("forks taken while two other threads make hosts", children),
        ("… hosts made meanwhile", forks["hosts"]),
        (
            "… children that answer rightly, wrongly, never, or crash",
            _joined(forks, "right", "wrong", "hung", "crashed"),
        ),
        ("runs interrupted at any moment", interrupted["interrupted"]),
        ("… interruptions swallowed", interrupted["swallowed"]),
        ("… later answers that differ", interrupted["different"]),
    ]


def _joined(found: Mapping[str, int], *names: str) -> str:
    return ", ".join(f"{found[name]:,}" for name in names)


# --- runs over tables ---


def _faults(found: Mapping[str, Any]) -> Iterator[str]:
    def told() -> Iterator[tuple[object, ...]]:
        for cell in (each for part in found["parts"].values() for each in part["cells"]):
            ended = "; ".join(f"{how} ({count:,})" for how, count in cell["ended"].items())
            again = "not started again" if cell["same"] is None else f"{cell['same']:,} of {cell['times']:,}"
            yield cell["fault"], cell["where"], cell["times"], ended, again

    yield f"{found['where']}."
    yield ""
    yield from _rows(("fault", "where", "times", "how it ended", "the same bytes"), told())
    for part in found["parts"].values():
        if not part["cells"]:
            yield ""
            yield f"Left out on that machine: {part['what']}"


# --- the service ---


def _load(found: Mapping[str, Any]) -> Iterator[str]:
    memory, compared = found["memory in MB"], found["compared"]
    before, after = found["programs that wanted a core, before and after"]
    middle, most, longest = found["latency in ms"]
    half = next(each for each in memory if each[0] >= memory[-2][0] / 2)
    rows = [
        ("minutes", found["minutes"]),
        ("connections that ask without a pause", found["connections"]),
        ("… answers", found["answers"]),
        ("… refused, failed or timed out", found["errors"]),
        ("… a second", found["a second"]),
        ("… latency: median, 99 in 100, longest", f"{middle:,}, {most:,}, {longest:,} ms"),
        ("answers compared with `assess`", compared["the same"] + compared.get("others", 0)),
        ("… of them in full", compared["in full"]),
        ("… others than those of `assess`", compared.get("others", 0)),
        ("requests made from the contract", sum(found["fuzzed"].values())),
        ("… by status", ", ".join(f"{status}: {count:,}" for status, count in found["fuzzed"].items())),
        *((f"memory after {seconds:,} s", f"{size} MB") for seconds, size in (memory[0], half, memory[-1])),
        ("told to stop while it is asked: seconds until it had", found["stop"]["seconds"]),
        ("… ended by", found["stop"]["ended"]),
        ("… lines on its standard error", len(found["stop"]["lines of errors"])),
    ]
    yield f"{found['where']}; {before} programs wanted a core when it began, {after} when it ended."
    yield ""
    yield from _rows(("what", "how much"), iter(rows))


FIGURES: Final[Mapping[str, Callable[[Any], Iterator[str]]]] = {
    "durable": _durable,
    "durable.sanitized": _sanitized,
    "faults": _faults,
    "load": _load,
    "supply.extras": _extras,
    "supply.packages": _packages,
    "supply.weaker": _weaker,
}
"""What pages can show, by its name: the file, and which part of it."""

COUNTED: Final[Mapping[str, Callable[[], Iterator[str]]]] = {"tests": _tests, "laws": _laws}
"""What is counted when the page is made, by its name."""
