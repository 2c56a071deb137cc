"""The page of the command line, made from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any

import typer

from channelrules.faces.cli.commands import app_of

__all__ = ["command_page", "commands"]


def commands() -> Iterator[tuple[str, Any]]:
    """Yield every command with its full name, such as ``channelrules rules test``."""
    yield from _below("channelrules", typer.main.get_command(app_of()))


def command_page() -> str:
    """Return the page, in Markdown: each command with its arguments and options."""
    return "\n".join(_page())


def _page() -> Iterator[str]:
    yield "# The command line"
    yield ""
    yield "The extra `cli` brings it. Every command answers `--help`; `channelrules --version` prints the version."
    yield ""
    yield (
        "The exit status is 0 where all went well, 2 for bad input, told in one message. Where a command means more "
        "by it, it says so."
    )
    yield ""
    for name, command in commands():
        yield f"## `{name}`"
        yield ""
        yield command.help or ""
        yield ""
        yield "```text"
        yield _usage(name, command)
        yield "```"
        yield ""
        shown = [each for each in command.params if not each.hidden]
        if shown:
            yield "| | what it is | left out |"
            yield "|---|---|---|"
            yield from (_row(each) for each in shown)
            yield ""


def _below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
        return
    for each in inner.values():
        yield from _below(f"{name} {each.name}", each)


def _is_option(parameter: Any) -> bool:
    return bool(parameter.opts[0].startswith("-"))


def _usage(name: str, command: Any) -> str:
    told = []
    for each in command.params:
        if not _is_option(each):
            many = "..." if each.nargs == -1 or each.multiple else ""
            told.append(f"{each.name.upper()}{many}" if each.required else f"[{each.name.upper()}{many}]")
    return " ".join([name, *(["[OPTIONS]"] if any(map(_is_option, command.params)) else []), *told])


def _row(parameter: Any) -> str:
    names = ", ".join(f"`{each}`" for each in (*parameter.opts, *parameter.secondary_opts))
    called = names if _is_option(parameter) else f"`{parameter.name.upper()}`"
    choices = _choices(parameter)
    help_ = " ".join((parameter.help or "").split()).replace("|", "\\|")
    return f"| {called} | {help_}{f' One of {choices}.' if choices else ''} | {_left_out(parameter)} |"


def _choices(parameter: Any) -> str:
    type_ = parameter.type_descriptor.annotation
    is_enum = isinstance(type_, type) and issubclass(type_, Enum)
    return ", ".join(f"`{each.value}`" for each in type_) if is_enum else ""


def _left_out(parameter: Any) -> str:
    if parameter.required:
        return "required"
    default = parameter.default.value if isinstance(parameter.default, Enum) else parameter.default
    return "" if default is None or default is False or callable(default) else f"`{default}`"
