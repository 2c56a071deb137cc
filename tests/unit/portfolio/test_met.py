"""Keys that were met before are found, whatever became of their hashes meanwhile."""

from __future__ import annotations

import random

import numpy as np
import pyarrow as pa
import pytest

from channelrules.portfolio.met import Met, _Shelf


@pytest.mark.parametrize("fresh", [1, 50, 700, 1 << 20])
def test_the_first_is_kept_and_every_other_is_told(fresh: int) -> None:
    """Pieces of any size, packed at once, now and then, or never: as a set of the keys themselves says."""
    draw = random.Random(fresh)
    keys = [None if draw.random() < 0.02 else f"c{draw.randrange(3_000)}" for _ in range(5_000)]
    met, known, begin = Met(fresh), set[str](), 0
    while begin < len(keys):
        piece = keys[begin : begin + draw.choice((1, 7, 90, 400))]
        wanted = []
        for place, key in enumerate(piece):
            if key in known:
                wanted.append(place)
            elif key is not None:
                known.add(key)
        assert met.repeated(pa.array(piece, pa.string())) == wanted
        begin += len(piece)


def test_a_shelf_holds_what_was_put_there() -> None:
    """Hashes of one bucket, at its edges and one beside another, and no other."""
    near = [*range(40), (1 << 48) - 1, 1 << 48, (1 << 48) + 7, (1 << 60) - 1]
    shelf = _Shelf.of(np.empty(0, dtype=np.uint64))
    for some in (near[::2], near[1::4], near[3::4]):
        shelf = shelf.plus(np.array(sorted(some), dtype=np.uint64))
    others = [40, (1 << 48) - 2, (1 << 48) + 1, (1 << 48) + 8, (1 << 59)]
    asked = np.array(sorted([*near, *others]), dtype=np.uint64)
    assert [int(each) for each in asked[shelf.holds(asked)]] == sorted(near)
