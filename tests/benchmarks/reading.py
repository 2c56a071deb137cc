"""What reading costs at worst: time and memory for files of the largest size, each made to be dear in its own way.

``python -m tests.benchmarks.reading`` prints a row for each, in a process of its own: how long it took, how much
memory came on top of what the library takes with its rulebook, and what became of the file.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from channelrules.facts import limits
from channelrules.facts.limits import MAX_BYTES, MAX_YAML_BYTES

HEAD = 'format = 1\nas_of = 2026-11-01\n[company]\nname = "x"\n'


def _filled(
    size: int, part: str | Callable[[int], str], before: str = "", after: str = "", *, most: int | None = None
) -> str:
    """Return a text of nearly a size: one part after another, and single keys from where there are enough of them."""
    make = part if callable(part) else lambda _number: part
    made, length, number = [before], len(before) + len(after), 0
    while length + len(piece := make(number) if number != most else after) <= size and number != most:
        made.append(piece)
        length += len(piece)
        number += 1
    made.append(after)
    while most is not None and length + 12 <= size:
        piece = f"k{number:x}=1\n"
        made.append(piece)
        length += len(piece)
        number += 1
    return "".join(made)


def _most(nodes: int) -> int:
    """Return how many parts of some nodes a file may have."""
    return limits.MAX_NODES // nodes - 10


def _channels(size: int) -> str:
    days = [f"{1990 + day // 336}-{day // 28 % 12 + 1:02}-{day % 28 + 1:02}" for day in range(200)]
    counts = ", ".join(f"{{ on = {day}, count = 1234567 }}" for day in days)
    return _filled(
        size * 7 // 10,
        lambda number: f'[[channel]]\nid = "c{number}"\nnetwork = "blog"\nstatus = "active"\nfollowers = [{counts}]\n',
        HEAD,
    )


def _long(size: int) -> str:
    day = '{{ on = 2026-11-01, content = "{}" }},'.format("x" * 900)
    return _filled(size, day, HEAD + "[communication_plan]\nfrom = 2026-07-01\nentries = [", "]\n")


TOML: dict[str, Callable[[int], str]] = {
    "counts of followers": _channels,
    "long texts": _long,
    "dotted keys": lambda size: _filled(size, lambda number: f"{number:x}.a.a.a = 1\n"),
    "dotted keys, fewer": lambda size: _filled(size, lambda number: f"{number:x}.a.a.a = 1\n", most=_most(3)),
    "pairs, fewer": lambda size: _filled(size, lambda number: f"{number:x}.a = 1\n", most=_most(1)),
    "long keys, fewer": lambda size: _filled(size, lambda number: f"{number:x}{'.a' * 49} = 1\n", most=_most(49)),
    "one dotted key": lambda size: "a" + ".a" * (size // 2 - 10) + " = 1\n",
    "headings": lambda size: _filled(size, lambda number: f"[{number:x}]\n"),
    "dotted headings": lambda size: _filled(size, lambda number: f"[{number:x}.a.a.a]\n"),
    "headings, fewer": lambda size: _filled(size, lambda number: f"[{number:x}]\n", most=_most(1)),
    "dotted headings, fewer": lambda size: _filled(size, lambda number: f"[{number:x}.a.a.a]\n", most=_most(4)),
    "empty lists": lambda size: _filled(size, "[],", "a = [", "]\n"),
    "empty tables": lambda size: _filled(size, "{},", "a = [", "]\n"),
    "lists by name": lambda size: _filled(size, lambda number: f"{number:x}=[]\n"),
    "lists by name, fewer": lambda size: _filled(size, lambda number: f"{number:x}=[]\n", most=_most(1)),
    "unknown keys": lambda size: _filled(size, lambda number: f"{number:x}=1\n"),
    "numbers": lambda size: _filled(size, "1.5,", HEAD + "formats = [", "]\n"),
    "wrong channels": lambda size: _filled(size, '[[channel]]\nnetwork = "x"\nid = 3\n', HEAD, most=_most(2)),
    "unknown networks": lambda size: _filled(
        size,
        lambda number: f'[[channel]]\nid = "c{number}"\nnetwork = "facebok"\nstatus = "active"\n',
        HEAD,
        most=_most(5),
    ),
    "waivers for nothing": lambda size: _filled(
        min(size, 1_000_000),
        lambda number: f'[[waiver]]\nrule="no-acess"\nchannel="c{number}"\nbecause="x"\nby="y"\nuntil=2027-01-01\n',
        HEAD,
    ),
    "comments": lambda size: _filled(size, "#\n", HEAD),
    "escapes": lambda size: HEAD.replace('"x"', '"' + "\\u0041" * (size // 6 - 20) + '"'),
    "quotes": lambda size: "'" * size,
    "one long number": lambda size: HEAD + "hours_per_week = 0x" + "f" * (size - 100) + "\n",
}


def _tables(size: int) -> str:
    tables = _filled(14 * _most(2), '{"b":{"b":1}},', "[")
    return f"{tables}{_filled(size - len(tables) - 2, '1.5,')}1]"


JSON: dict[str, Callable[[int], str]] = {
    "empty lists": lambda size: _filled(size, "[],", "[", "[]]"),
    "empty tables": lambda size: _filled(size, "{},", "[", "{}]"),
    "tables": lambda size: _filled(size, '{"b":{"b":1}},', "[", "{}]"),
    "keys": lambda size: _filled(size, lambda number: f'"{number:x}":1,', "{", '"x":1}'),
    "texts": lambda size: _filled(size, '"ab",', '{"company":[', "1]}"),
    "numbers": lambda size: _filled(size, "1.5,", '{"company":[', "1]}"),
    "wrong channels": lambda size: _filled(size, '{"id":3,"a":1},', '{"channel":[', "{}]}"),
    "tables, fewer": _tables,
    "one long text": lambda size: '{"company": "' + "x" * (size - 20) + '"}',
}
YAML: dict[str, Callable[[int], str]] = {
    "empty lists": lambda size: _filled(size, "[],", "[", "[]]"),
    "empty lists, fewer": lambda size: _filled(min(size, 3 * _most(1)), "[],", "[", "[]]"),
    "tables": lambda size: _filled(size, "{b: 1},", "[", "{}]"),
    "tables, fewer": lambda size: _filled(min(size, 7 * _most(3)), "{b: 1},", "[", "{}]"),
    "one long number": lambda size: "a: " + "1" * (size - 10),
    "words": lambda size: _filled(size, "- a\n"),
    "lists in lists": lambda size: _filled(size, "- - - a\n"),
    "counts of followers": lambda size: _filled(size, "  - {on: 2026-05-01, count: 410}\n", "followers:\n"),
    "keys": lambda size: _filled(size, lambda number: f"k{number}: 1\n"),
    "long words": lambda size: _filled(size, "x ", "a: "),
    "flow of quotes": lambda size: _filled(size, "'a',", "[", "1]"),
    "comments": lambda size: _filled(size, "#\n", "a: 1\n"),
}
KINDS = {"toml": (TOML, MAX_BYTES), "json": (JSON, MAX_BYTES), "yaml": (YAML, MAX_YAML_BYTES)}


_MEASURE = """
import json, resource, sys, time
import channelrules as cr
book = cr.load_rules()
book.assess(book.read_profile(sys.argv[2]), engine="native")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
begin = time.perf_counter()
try:
    book.read_profile(sys.argv[1])
    said = "read"
except cr.Problems as error:
    said = error.exceptions[0].message
seconds = time.perf_counter() - begin
more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(json.dumps([seconds, more * 1024, said]))
"""


def measured(file: Path) -> tuple[float, int, str]:
    """Return the seconds that reading takes, the bytes on top of the library's own, and what became of the file."""
    small = file.with_name(f"small{file.suffix}")
    data = {"format": 1, "as_of": "2026-11-01", "company": {"name": "x"}}
    small.write_text(HEAD if file.suffix == ".toml" else json.dumps(data), encoding="utf-8")
    command = [sys.executable, "-c", _MEASURE, str(file), str(small)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, more, said = json.loads(ran.stdout)
    return seconds, more, said


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        for form, (makers, size) in KINDS.items():
            for name, make in makers.items():
                file = Path(folder) / f"profile.{form}"
                file.write_text(make(size), encoding="utf-8")
                seconds, more, said = measured(file)
                room = 50e6 + 20 * file.stat().st_size
                print(
                    f"{form}  {name:20} {seconds:6.2f} s {more / 1e6:6.1f} MB of {room / 1e6:.0f}  {said[:60]}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
