"""The findings as SARIF 2.1.0, so that code hosts show them at the line of the profile where the fact stands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import quote

import channelrules
from channelrules.inference.outcomes import Outcome
from channelrules.printable import printable
from channelrules.report.lines import lines_of
from channelrules.report.page import FindingLine, ReportPage

__all__ = ["page_as_sarif"]

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def page_as_sarif(page: ReportPage, file: str, content: str) -> dict[str, Any]:
    """Return the findings of a report as plain data for SARIF.

    A presumed finding is a note that says so, whatever its severity; a finding that an exception lifts is included as
    suppressed.

    Args:
        page: the report as data.
        file: the path of the profile below the folder of the repository.
        content: of that file.
    """
    lines = lines_of(content, PurePath(file).suffix)
    found = [each for subject in page.subjects for each in subject.findings]
    rules = list(dict.fromkeys(each.rule for each in found))
    titles = {each.id: each for each in page.appendix.rules}
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "channelrules",
                        "version": channelrules.__version__,
                        "rules": [
                            {
                                "id": rule,
                                "shortDescription": {"text": titles[rule].text},
                                "help": {"text": f"{titles[rule].whose}: {titles[rule].cites}"},
                            }
                            for rule in rules
                        ],
                    }
                },
                "results": [_result(each, page, rules, quote(PurePath(file).as_posix()), lines) for each in found],
            }
        ],
    }


def _result(
    each: FindingLine, page: ReportPage, rules: list[str], file: str, lines: Mapping[str, int]
) -> dict[str, Any]:
    said = [each.message, each.remedy]
    if each.outcome == Outcome.PRESUMED.value:
        said.insert(0, f"{page.labels['presumed']}:")
    told: dict[str, Any] = {
        "ruleId": each.rule,
        "ruleIndex": rules.index(each.rule),
        "level": "note" if each.outcome == Outcome.PRESUMED.value else each.severity,
        "message": {"text": printable(" ".join(part for part in said if part), lines=True)},
        "locations": [
            {"physicalLocation": {"artifactLocation": {"uri": file}, "region": {"startLine": _line(each, lines)}}}
        ],
        "partialFingerprints": {"finding/v1": f"{each.rule}:{each.channel or 'company'}"},
        "properties": {"outcome": each.outcome, "severity": each.severity, "channel": each.channel},
    }
    if each.exception:
        told["suppressions"] = [{"kind": "external", "justification": each.exception}]
    return told


def _line(each: FindingLine, lines: Mapping[str, int]) -> int:
    """Return the line of the first fact that the profile states, else of the channel, else the first line."""
    own = f"channel[{each.channel}]" if each.channel is not None else "company"
    own_first = sorted(each.places, key=lambda path: not path.startswith(own))
    return next((lines[path] for path in (*own_first, own) if path in lines), 1)
