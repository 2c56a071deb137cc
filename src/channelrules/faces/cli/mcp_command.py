"""The command that serves assistants: ``channelrules mcp`` (extra ``mcp``)."""

from __future__ import annotations

from channelrules.errors import MissingExtraError
from channelrules.faces.cli.options import HouseOption, RulesOption, rulebook, told
from channelrules.told import tell

__all__ = ["serve"]


def serve(rules: RulesOption = None, house: HouseOption = None) -> None:
    """Serve assistants over the Model Context Protocol, on standard input and output, until they close."""
    with told():
        book = rulebook(rules, house)
        try:
            from channelrules.faces.mcp import server_of
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] not in {"mcp", "pydantic"}:
                raise
            raise MissingExtraError(tell("the_mcp_server", "the MCP server"), "mcp") from None
        server_of(book).run("stdio")
