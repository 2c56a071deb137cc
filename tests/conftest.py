"""The rulebook, once for all tests, and Hypothesis' settings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import channelrules as cr

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("quick", max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "ci", max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.load_profile("ci" if os.environ.get("CI") else "quick")


@pytest.fixture(scope="session")
def book() -> cr.Rulebook:
    return cr.load_rules()


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT
