"""Companies by the million, made up: about 4.5 channels each, 15 % of the facts missing, always the same for a seed.

Made from the form of the table itself, so that a new fact of the profile is in them by itself.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from channelrules.language.shape import day_number
from channelrules.language.types import Kind
from channelrules.portfolio.form import COMPANIES, EXISTS, KEY, MEASURED, SCHEMA, Field

DAY = datetime.date(2026, 11, 1)
MISSING = 0.15
NETWORKS = (
    *("facebook", "instagram", "linkedin", "youtube", "tiktok", "twitter", "blog", "newsletter"),
    *("google_business_profile", "pinterest", "website", "telegram", "threads", "xing"),
)
LIKELY = {
    "status": ("active",) * 7 + ("planned", "dormant", "parked"),
    "stands_for": ("company",) * 9 + ("person",),
    "fronted_by": ("company",) * 7 + ("owner", "employee"),
    "role": ("asset",) * 2 + ("support",),
    "benefit": ("table bookings", "newsletter sign-ups", "requests", "none"),
    "currency": ("EUR", "CHF", "KRW"),
}
MOST = {
    "hours_per_week": 20,
    "hours_per_week_long_term": 15,
    "video_hours_per_week": 12,
    "external_hours_per_week": 8,
    "administrators": 4,
    "posts_planned_per_month": 20,
    "posts_published_per_month": 16,
    "original_posts_per_month": 8,
    "posts_postponed": 8,
    "engagement_rate": 0.1,
    "count": 5_000,
}
WAIVED = (
    *("consumer-network-as-asset", "too-many-pages", "no-account-for-companies", "native-format-missing"),
    *("no-editorial-plan", "no-access", "no-communication-plan", "many-pages", "posts-put-off"),
)
SPANS = {
    "renewed_on": (-150, 0),
    "starts_on": (-250, -30),
    "ends_on": (-20, 300),
    "market_reviewed_on": (-400, 0),
    "until": (70, 200),
}


class Maker:
    """Makes one batch."""

    def __init__(self, seed: int, missing: float = MISSING, rare: float = 0) -> None:
        self.rng = np.random.default_rng(seed)
        self.missing = missing
        self.rare = rare

    def gone(self, count: int) -> Any:
        return self.rng.random(count) < self.missing

    def value(self, field: Field, count: int, place: Any) -> pa.Array:
        """Return a column of values; what is required, or must be told apart, is made from its place."""
        rng, spec = self.rng, field.spec
        gone = None if field.required else self.gone(count)
        if field.name == "network":
            return coded(rng.integers(0, len(NETWORKS), count), NETWORKS)
        if field.name in {"id", "plan_entry"}:
            return coded(place % 12, [f"e{number}" for number in range(12)], gone)
        if field.name == "what":
            return coded(place % 3, ["bookings", "requests", "applications"])
        if field.name == "every":
            # One entry in eight recurs.
            gone = rng.random(count) < 0.875
        if spec.type.kind is Kind.NUMBER:
            most = MOST.get(field.name, 400)
            made = rng.integers(0, int(most * 4), count) / 4 if most > 1 else rng.random(count) * most
            return pa.array(np.floor(made).astype(np.int64) if spec.whole else made, mask=gone)
        if spec.type.kind is Kind.YES_NO:
            return pa.array(rng.random(count) < 0.8, mask=gone)
        if spec.type.kind is Kind.DATE:
            low, high = SPANS.get(field.name, (-120, 60 if field.name == "on" else 0))
            days = rng.integers(low, high + 1, count) + day_number(DAY)
            return pa.array(days.astype(np.int32), mask=gone).cast(pa.date32())
        if spec.type.kind is Kind.SET:
            options = np.array(spec.type.options or [*(f"e{number}" for number in range(8)), "website"])
            sizes = rng.integers(1, 3 if spec.lone else 6, count)
            offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
            first = np.repeat(rng.integers(0, len(options), count), sizes)
            step = np.arange(offsets[-1]) - np.repeat(offsets[:-1], sizes)
            words = coded((first + step) % len(options), list(options)).cast(pa.string())
            return pa.ListArray.from_arrays(pa.array(offsets), words, mask=pa.array(gone) if gone is not None else None)
        words = LIKELY.get(field.name) or spec.type.options or ("an image", "a short text", "a video")
        return coded(rng.integers(0, len(words), count), list(words), gone)

    def listed(self, field: Field, count: int, most: int, least: int = 0) -> pa.Array:
        """Return a list of structs for each place."""
        sizes = self.rng.integers(least, most + 1, count)
        offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
        place = np.arange(offsets[-1]) - np.repeat(offsets[:-1], sizes)
        gone = pa.array(self.gone(count)) if field.name in {"entries", "followers", "results_per_month"} else None
        return pa.ListArray.from_arrays(pa.array(offsets), self.struct(field, int(offsets[-1]), place), mask=gone)

    def struct(self, field: Field, count: int, place: Any, mask: Any = None) -> pa.Array:
        """Return a struct for each place."""
        children: dict[str, pa.Array] = {}
        for each in field.fields:
            if each.name == "followers":
                # Two counts, half a year apart, or none.
                children[each.name] = self.followers(each, count)
            elif each.fields and not each.spec.listed:
                children[each.name] = self.plan(each, count)
            elif each.fields:
                children[each.name] = self.listed(each, count, 8 if field.name == "communication_plan" else 3)
            else:
                children[each.name] = self.value(each, count, place)
        made = self.consistent(children)
        types = [pa.field(each.name, made[each.name].type) for each in field.fields]
        return pa.StructArray.from_arrays(list(made.values()), fields=types, mask=mask)

    def followers(self, field: Field, count: int) -> pa.Array:
        offsets = np.arange(count + 1, dtype=np.int32) * 2
        days = np.tile(np.array([day_number(DAY) - 180, day_number(DAY)], dtype=np.int32), count)
        first = self.rng.integers(50, 3_000, count)
        counts = np.column_stack([first, np.floor(first * (0.9 + self.rng.random(count) * 0.4))]).ravel()
        struct = pa.StructArray.from_arrays(
            [pa.array(days).cast(pa.date32()), pa.array(counts.astype(np.int64))], ["on", "count"]
        )
        return pa.ListArray.from_arrays(pa.array(offsets), struct, mask=pa.array(self.gone(count)))

    def plan(self, field: Field, count: int) -> pa.Array:
        """Return a plan for each place: there, known not to be there, or unknown."""
        dice = self.rng.random(count)
        made = self.struct(field, count, np.arange(count))
        there = dice >= 0.4
        columns = dict(zip([each.name for each in made.type], made.flatten(), strict=True))
        for name, column in columns.items():
            columns[name] = pa.compute.if_else(pa.array(there), column, pa.scalar(None, column.type))
        columns[EXISTS] = pa.array(there, mask=dice < self.missing)
        return pa.StructArray.from_arrays(list(columns.values()), fields=list(made.type))

    def consistent(self, children: dict[str, pa.Array]) -> dict[str, pa.Array]:
        """Take away what would contradict itself."""
        compute = pa.compute
        made = dict(children)
        if "every" in made:
            made["until"] = _without(made["until"], made["every"].is_null())
        if "rests_until" in made:
            early = compute.less(made["rests_until"], made["rests_from"])
            made["rests_until"] = _without(made["rests_until"], early)
        if "original_posts_per_month" in made:
            more = compute.greater(made["original_posts_per_month"], made["posts_published_per_month"])
            made["original_posts_per_month"] = _without(made["original_posts_per_month"], more)
            wrong = compute.and_(
                compute.equal(made["stands_for"].cast(pa.string()), "person"),
                compute.equal(made["fronted_by"].cast(pa.string()), "company"),
            )
            made["stands_for"] = coded_without(made["stands_for"], wrong)
            none = compute.and_(made["company_is_admin"], compute.equal(made["administrators"], 0))
            made["administrators"] = _without(made["administrators"], none)
            stated = made["return_per_month"].is_valid()
            made[MEASURED] = compute.if_else(stated, True, made[MEASURED])
            made[MEASURED] = compute.if_else(stated, pa.scalar(True), _false_or_unknown(made[MEASURED]))
        return made

    def seldom(self, name: str) -> Any:
        """Return what few companies have: exceptions, networks and numbers of their own."""
        rng = self.rng
        if rng.random() >= self.rare:
            return None
        if name == "networks":
            return [{"id": "blog", "account_model": "shared", "designed_for": "consumers", "main_format": "video"}]
        if name == "provenance":
            return [{"path": "channel[e0].followers", "how": "file", "file": "export.csv", "rows": "2-61"}]
        if name == "parameters":
            return [("pages_hard_limit", int(rng.integers(1, 9))), ("silence_warning_days", int(rng.integers(10, 90)))]
        return [
            {
                "rule": str(rng.choice(WAIVED)),
                "channel": "e0" if rng.random() < 0.5 else None,
                "because": "it pays",
                "by": "the owner",
                "until": DAY + datetime.timedelta(days=int(rng.integers(-20, 90))),
            }
            for _ in range(int(rng.integers(1, 4)))
        ]

    def batch(self, begin: int, count: int) -> pa.RecordBatch:
        """Return a batch of companies."""
        columns: dict[str, pa.Array] = {}
        for field in COMPANIES:
            if field.name == KEY:
                columns[field.name] = pa.array([f"C{number:08d}" for number in range(begin, begin + count)])
            elif field.name == "as_of":
                columns[field.name] = pa.array([DAY] * count, pa.date32())
            elif field.name == "channels":
                columns[field.name] = self.listed(field, count, 8, 1)
            elif field.name == "communication_plan":
                columns[field.name] = self.plan(field, count)
            elif field.fields or field.name == "parameters":
                told = [self.seldom(field.name) for _ in range(count)] if self.rare else [None] * count
                columns[field.name] = pa.array(told, field.type)
            else:
                columns[field.name] = self.value(field, count, np.arange(count))
        return pa.RecordBatch.from_arrays(
            [_decoded(column, SCHEMA.field(name).type) for name, column in columns.items()], schema=SCHEMA
        )


def coded(places: Any, words: Any, gone: Any = None) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32), mask=gone), pa.array(list(words))).cast(
        pa.string()
    )


def coded_without(column: pa.Array, wrong: pa.Array) -> pa.Array:
    return _without(column, wrong)


def _without(column: pa.Array, wrong: pa.Array) -> pa.Array:
    return pa.compute.if_else(pa.compute.fill_null(wrong, False), pa.scalar(None, column.type), column)


def _false_or_unknown(column: pa.Array) -> pa.Array:
    return pa.compute.if_else(pa.compute.fill_null(column, True), pa.scalar(None, pa.bool_()), column)


def _decoded(column: pa.Array, wanted: pa.DataType) -> pa.Array:
    return column.cast(wanted) if column.type != wanted else column


def batches(
    count: int, size: int = 20_000, seed: int = 1, missing: float = MISSING, rare: float = 0
) -> Iterator[pa.RecordBatch]:
    """Yield batches of companies; the same for a seed, however many are asked for."""
    for begin in range(0, count, size):
        yield Maker(seed + begin, missing, rare).batch(begin, min(size, count - begin))


def write(path: Path, count: int, seed: int = 1) -> None:
    """Write companies to a Parquet file."""
    with pq.ParquetWriter(path, SCHEMA) as writer:
        for batch in batches(count, 100_000, seed):
            writer.write_batch(batch)
