"""What is wrong with how a command was written, told as facts."""

from __future__ import annotations

from typing import Any

import pytest
import typer

from channelrules.faces.cli.commands import app_of
from channelrules.faces.cli.usage import usage_problem


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["assess", "x.toml", "--lng", "it"], "there is no option '--lng'. Did you mean '--lang'?"),
        (["assess", "x.toml", "--lang"], "--lang needs a value"),
        (["assess"], "FILE is missing"),
        (["assess", "x.toml", "--format", "xml"], "--format: one of text, json is expected"),
        (["shortlist", "x.toml", "--hours", "many"], "--hours: a number is expected"),
        (["assess", "x.toml", "y.toml"], "this is one argument too many: y.toml"),
        (["rules", "shwo"], "there is no command 'shwo'. Did you mean 'show'?"),
        (["form", "Gino"], "--out/-o is missing"),
    ],
)
def test_a_slip_is_a_fact(arguments: list[str], said: str) -> None:
    """Whatever class Typer has for it, the sentence is ours, so that it can be told in every language."""
    command: Any = typer.main.get_command(app_of())
    with pytest.raises(Exception) as caught:  # noqa: PT011 - Typer keeps its classes to itself
        command(arguments, standalone_mode=False)
    assert str(usage_problem(caught.value)) == said
