"""Profiles in the signatures of FastAPI and in the models of pydantic, which calls this; nothing else imports it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError, core_schema

from channelrules.errors import Problems, ProfileError
from channelrules.facts.profile import Profile
from channelrules.facts.reader import parse_profile
from channelrules.knowledge.json_schema import schema

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

__all__ = ["profile_core_schema", "profile_json_schema"]

_PART = re.compile(r"\[(\d+)\]|\[([^\]]*)\]|([^.\[]+)")


def profile_core_schema() -> CoreSchema:
    """Return how pydantic validates a profile: one is taken as it is, plain data is read as a file is.

    Every problem becomes an error of its own, at its place, of type ``profile``. A profile is written as plain data.
    """
    return core_schema.no_info_plain_validator_function(
        _validated, serialization=core_schema.plain_serializer_function_ser_schema(_written)
    )


def profile_json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a profile, as `channelrules.schema` has it, to stand inside another one."""
    made = schema("profile")
    del made["$schema"]
    return made


def _written(profile: Profile) -> dict[str, Any]:
    return profile.to_dict()


def _validated(given: object) -> Profile:
    if isinstance(given, Profile):
        return given
    try:
        return parse_profile(given)
    except Problems as problems:
        found = [each for each in problems.exceptions if isinstance(each, ProfileError)]
        raise ValidationError.from_exception_data("Profile", [_detail(each, given) for each in found]) from None


def _detail(problem: ProfileError, given: object) -> InitErrorDetails:
    context = {"text": " ".join(part for part in (problem.message, problem.hint) if part)}
    return {"type": PydanticCustomError("profile", "{text}", context), "loc": _parts(problem.path), "input": given}


def _parts(path: str) -> tuple[int | str, ...]:
    """Return ``channel[0].account`` as ``("channel", 0, "account")``."""
    return tuple(int(number) if number else name or key for number, name, key in _PART.findall(path))
