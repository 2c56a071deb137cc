"""A plugin of pytest that notes how long each test takes, one line each."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note a part of a test: its id, the part, seconds and outcome."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        with Path(os.environ["MUTANTS_TIMES"]).open("a", encoding="utf-8") as file:
            file.write(json.dumps([report.nodeid, report.when, report.duration, report.outcome]) + "\n")
