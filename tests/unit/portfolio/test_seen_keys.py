"""Keys that were met before are found, whatever became of their hashes meanwhile."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from channelrules.errors import PortfolioError
from channelrules.portfolio.seen_keys import SeenKeys, _Filed, _marks, _places


@pytest.mark.parametrize("fresh", [10, 50, 700, 1 << 20])
def test_the_first_is_kept_and_every_other_is_told(fresh: int) -> None:
    """Pieces of any size, packed at once, now and then, or never: as a set of the keys themselves says."""
    draw = random.Random(fresh)
    keys = [None if draw.random() < 0.02 else f"c{draw.randrange(3_000)}" for _ in range(5_000)]
    known, begin = set[str](), 0
    with SeenKeys(fresh) as seen:
        while begin < len(keys):
            piece = keys[begin : begin + draw.choice((1, 7, 90, 400))]
            wanted = []
            for place, key in enumerate(piece):
                if key in known:
                    wanted.append(place)
                elif key is not None:
                    known.add(key)
            assert seen.repeated(pa.array(piece, pa.string())) == wanted
            begin += len(piece)


def test_the_file_holds_what_was_put_there() -> None:
    """Hashes at the edges of pages and of the numbers, in the first part and the second, and no other."""
    near = np.array([0, *range(7, 7 + 3 * 300, 3), (1 << 63) + 5, (1 << 64) - 1], dtype=np.uint64)
    with tempfile.TemporaryFile(buffering=0) as file:
        parts = [_Filed.of(each, 400, file) for each in (near[::2], near[1::2])]
        asked = np.unique(np.concatenate([near, near[:-1] + np.uint64(1)]))
        for part, own in zip(parts, (near[::2], near[1::2]), strict=True):
            assert asked[part.holds(asked, file)].tolist() == own.tolist()
            assert part.lets_through(_places(own, 400), _marks(own)).all()


def test_a_sieve_lets_few_others_through() -> None:
    """With four hashes a word, as it is made, less than one in a hundred of those that were not seen."""
    drawn = np.unique(np.random.default_rng(3).integers(0, 1 << 64, 40_000, dtype=np.uint64))
    with tempfile.TemporaryFile(buffering=0) as file:
        filed = _Filed.of(drawn[::2], len(drawn) // 8, file)
    others = drawn[1::2]
    assert np.mean(filed.lets_through(_places(others, len(drawn) // 8), _marks(others))) < 0.01


def test_without_room_for_temporary_files_the_folder_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """And what to do about it."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with SeenKeys(2) as seen, pytest.raises(PortfolioError, match=r"gone, cannot be written to.*TMPDIR"):
        seen.repeated(pa.array(["a", "b", "c"]))
