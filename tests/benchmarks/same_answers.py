"""Whether two checkouts answer with the same bytes: ``python tests/benchmarks/same_answers.py OTHER_SRC [OWN_SRC]``.

Every profile under ``tests/cases`` and ``docs/examples``, and generated ones of which half is known, is judged by both:
with presumptions and without, by both editions, on both engines, with all advice and the shortlist, in each language.
The profiles are those of the folder in which this file stands, whichever sources judge them.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "docs" / "examples" / "house-rules"
GENERATED = 60


def _files(book: Any) -> Iterator[tuple[str, Any]]:
    paths = [each for folder in ("tests/cases", "docs/examples") for each in sorted((ROOT / folder).rglob("*"))]
    for path in paths:
        if path.suffix not in {".toml", ".yaml"} or HOUSE in path.parents:
            continue
        name = str(path.relative_to(ROOT))
        if path.suffix == ".toml":
            data = tomllib.loads(path.read_text(encoding="utf-8"))
            if "expected" in data:
                yield name, book.parse_profile({"format": 1, "as_of": "2026-11-01", **data["profile"]})
                continue
        yield name, book.read_profile(path)


def _generated() -> Iterator[tuple[str, Any]]:
    from tests.benchmarks.advice import bare, company
    from tests.benchmarks.settled import thinned

    for seed in range(GENERATED):
        yield f"generated {seed}", thinned(company(seed), (0.25, 0.5, 0.75)[seed % 3], random.Random(seed))
    for seed in range(3):
        yield f"bare {seed}", bare(company(seed))


def _answers(book: Any, profile: Any, lang: str, *, first: bool) -> Iterator[tuple[str, Any]]:
    native = book.assess(profile, engine="native")
    yield "native", native.to_dict()
    yield "advice", native.to_dict(lang=lang, advice=True)
    yield "presumptions off", book.assess(profile, engine="native", presume=False).to_dict()
    yield "current", book.assess(profile, engine="native", edition="current").to_dict()
    if "durable" in book._compiled.engines:
        yield "durable", book.assess(profile, engine="durable").to_dict(include=("company", "channels"))
    if any(each.status != "parked" for each in profile.channels):
        told = native.shortlist(pages=2)
        yield "shortlist", told.to_dict()
    if first:
        yield "text", native.render(lang=lang, everything=True)


def digests() -> Iterator[str]:
    """Yield a line for each answer: its name, and the digest of its bytes."""
    import channelrules as cr

    for house in ((), HOUSE):
        book = cr.load_rules(house=house)
        for number, (name, profile) in enumerate([*_files(book), *_generated()]):
            if house and number % 5:
                continue
            for kind, answer in _answers(book, profile, ("en", "it", "ko")[number % 3], first=number % 4 == 0):
                told = json.dumps(answer, ensure_ascii=False, default=str)
                yield f"{'house, ' if house else ''}{name}, {kind}\t{hashlib.sha256(told.encode()).hexdigest()}"


def _of(sources: Path) -> dict[str, str]:
    path = os.pathsep.join([str(sources), str(ROOT)])
    done = subprocess.run(
        [sys.executable, __file__], env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=True
    )
    return dict(line.split("\t") for line in done.stdout.splitlines())


def main() -> int:
    """Print the answers that differ; return 1 where any does."""
    if len(sys.argv) == 1:
        print("\n".join(digests()))
        return 0
    other, own = Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "src"
    theirs, ours = _of(other), _of(own)
    differ = [name for name in {**theirs, **ours} if theirs.get(name) != ours.get(name)]
    print(f"{len(ours)} answers, {len(differ)} differ from {other}")
    print("\n".join(differ))
    return int(bool(differ))


if __name__ == "__main__":
    raise SystemExit(main())
