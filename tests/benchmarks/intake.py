"""How many answers a person still has to give for a company of five channels: typed, by form, and by files and form.

``python -m tests.benchmarks.intake`` prints them; nothing is known of the company before.
"""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path
from typing import Any

import channelrules as cr
from channelrules import intake
from channelrules.intake.form import asked_of
from tests.fixtures.exports import EXPORTS, RANGE, posts, put, text_file

NETWORKS = ("facebook", "instagram", "linkedin", "youtube", "tiktok")
DAY = datetime.date(2026, 11, 5)


def files(folder: Path) -> dict[Path, tuple[datetime.date, datetime.date] | None]:
    """An export of each network, a history of followers and a calendar; of the exports the range is known."""
    found: dict[Path, tuple[datetime.date, datetime.date] | None] = {}
    for network in NETWORKS:
        export = next(each for each in EXPORTS if each.network == network)
        path = put(folder, f"{export.id}.csv", text_file(export.rows(posts(24, 40)), "utf-8"))
        found[path] = RANGE
    header = ["Date", "Followers", "Difference in followers from previous day"]
    days = [[(RANGE[0] + datetime.timedelta(days=n)).isoformat(), 1000 + n, 1] for n in range(92)]
    found[put(folder, "history.csv", text_file([header, *days], "utf-8"))] = None
    rows: list[list[Any]] = [["Publish date", "Platform", "Content", "Status"]]
    for place in range(4 * len(NETWORKS)):
        day = datetime.date(2026, 11, 2) + datetime.timedelta(days=2 * place)
        status = "Published" if day < DAY else "Approved"
        rows.append([day.isoformat(), NETWORKS[place % len(NETWORKS)], f"piece {place}", status])
    found[put(folder, "calendar.csv", text_file(rows, "utf-8"))] = None
    return found


def main() -> None:
    """Print what has to be answered."""
    book = cr.load_rules()
    blank = intake.blank_profile("Da Gino", NETWORKS, book, DAY)
    typed = len(book.assess(blank, engine="native").questions) + len(NETWORKS)
    print(f"typed: {typed}")
    print(f"by form: {sum(each.answers for each in asked_of(blank, book))}")
    with tempfile.TemporaryDirectory() as folder:
        given = files(Path(folder))
        ranges = {path.name: covers for path, covers in given.items() if covers}
        found = intake.read(None, given, rulebook=book, read_on=DAY, name="Da Gino", ranges=ranges)
    assert found.profile is not None
    left = asked_of(found.profile, book, new=False)
    print(f"read out of {len(given)} files: {len(found.changes)} facts; asked about them: {len(found.asks)}")
    print(f"by files and form: {sum(each.answers for each in left)}")


if __name__ == "__main__":
    main()
