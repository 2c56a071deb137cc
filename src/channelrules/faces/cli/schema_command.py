"""The command that prints JSON Schemas: ``schema``."""

from __future__ import annotations

from typing import Annotated

import typer

from channelrules.decision.json_schema import schema
from channelrules.faces.cli.options import HouseOption, RulesOption, rulebook, told
from channelrules.faces.cli.terminal import say_json

__all__ = ["print_schema"]


def print_schema(
    name: Annotated[str, typer.Argument(help="profile, rule, network, parameters, presumptions, …, or decision.")],
    rules: RulesOption = None,
    house: HouseOption = None,
) -> None:
    """Print the JSON Schema of a kind of file, or of a decision, for editors and other programs.

    With a house, that of a profile has the facts that the house declares.
    """
    with told():
        say_json(rulebook(rules, house).schema(name) if rules or house else schema(name))
