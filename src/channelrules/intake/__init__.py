"""Reads facts from the files that people already have (extra ``intake``)."""

from __future__ import annotations

from channelrules.intake.companies import Companies, companies_of
from channelrules.intake.form import Asked, asked_of, blank_profile, write_form
from channelrules.intake.found import Note, Weight, Where
from channelrules.intake.merge import Change, Difference
from channelrules.intake.reading import Intake, read
from channelrules.intake.refusals import write_refused
from channelrules.intake.telling import intake_data, intake_text

__all__ = [
    "Asked",
    "Change",
    "Companies",
    "Difference",
    "Intake",
    "Note",
    "Weight",
    "Where",
    "asked_of",
    "blank_profile",
    "companies_of",
    "intake_data",
    "intake_text",
    "read",
    "write_form",
    "write_refused",
]
