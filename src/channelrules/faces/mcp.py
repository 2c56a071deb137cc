"""The Model Context Protocol server (extra ``mcp``): `Assistant` over standard input and output.

The module needs the extra; the importing code reports where it is missing.
"""

# The tools' annotations are read at run time, so they are not strings here.
from collections.abc import Callable
from typing import Annotated, Any, Final, ParamSpec, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

import channelrules
from channelrules.decision.rulebook import Rulebook
from channelrules.errors import ChannelRulesError
from channelrules.faces.assistant import Assistant

__all__ = ["server_of"]

Given = Annotated[
    dict[str, Any] | str, Field(description="the profile: plain data with the keys of a file, or its text as TOML")
]
Lang = Annotated[str | None, Field(description="of every text; the rulebook's first where left out")]
ChannelId = Annotated[str | None, Field(description="the id of a channel; the company where left out")]
RuleId = Annotated[str | None, Field(description="the id of a rule")]
Target = Annotated[str | None, Field(description="the verdict to reach; the next better one where left out")]
Answers = Annotated[dict[str, Any] | None, Field(description="answers to put into the profile first, by their paths")]
AsHtml = Annotated[bool, Field(description="the client's report as one HTML file, instead of text")]
Unknown = Annotated[list[str] | None, Field(description="the paths of facts that nobody knows")]

P = ParamSpec("P")
R = TypeVar("R")

_INSTRUCTIONS: Final = """\
Judges which social channels of a company are worth having: asset, potential, helpful or whim.
Begin with next_question and a profile that holds the company's name, a day and its channels, such as
{"format": 1, "as_of": "2026-11-01", "company": {"name": "Bar Sport"},
 "channel": [{"id": "fb", "network": "facebook", "status": "active"}]}
(status: planned, active, dormant, parked, closed). Ask the person what it returns, put the answer under its path into
`answers`, or the path into `unknown` where nobody knows, and go on with the profile that comes back.
Never invent a fact: what nobody states stays open or is presumed, and that is told apart from what is certain.
`assess` tells the verdicts with their reasons, each with the statements of the guidance that it rests on: cite them."""


def server_of(book: Rulebook) -> MCPServer[Any]:
    """Return the server; `run` on it serves standard input until that closes."""
    assistant = Assistant(book)
    server: MCPServer[Any] = MCPServer(
        "channelrules", version=channelrules.__version__, instructions=_INSTRUCTIONS, log_level="ERROR"
    )
    for tool in _tools(assistant):
        server.add_tool(tool, annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False))
    return server


def _told(call: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
    try:
        return call(*arguments, **named)
    except ChannelRulesError as error:
        # Only errors that the caller can fix are reported.
        raise ToolError(str(error)) from None


def _tools(assistant: Assistant) -> list[Callable[..., Any]]:
    def assess(profile: Given, lang: Lang = None) -> dict[str, Any]:
        """Judge a company: each channel's verdict, what to do first, what is wrong and why, with citations."""
        return _told(assistant.assess, profile, lang)

    def next_question(
        profile: Given, answers: Answers = None, unknown: Unknown = None, lang: Lang = None
    ) -> dict[str, Any]:
        """Return the one fact to ask for next, the most telling first, and the profile with the answers in it."""
        return _told(assistant.next_question, profile, answers or {}, unknown or [], lang)

    def explain(profile: Given, channel: ChannelId = None, rule: RuleId = None, lang: Lang = None) -> dict[str, Any]:
        """Tell why a verdict, or a rule's outcome, is what it is, down to the facts."""
        return _told(assistant.explain, profile, channel, rule, lang)

    def changes(profile: Given, channel: ChannelId = None, to: Target = None, lang: Lang = None) -> dict[str, Any]:
        """Tell the smallest changes that reach a better verdict, and on which of our own numbers it hangs."""
        return _told(assistant.changes, profile, channel, to, lang)

    def report(profile: Given, lang: Lang = None, html: AsHtml = False) -> str:  # noqa: FBT002 - named by the protocol
        """Return everything that is decided, for a person: verdicts, findings, what is open, what is in order."""
        return _told(assistant.report, profile, lang, html=html)

    def rules(rule: RuleId = None, lang: Lang = None) -> dict[str, Any]:
        """List the rules, or show one: what it catches, its condition, its numbers, and what it cites."""
        return _told(assistant.rules, rule, lang)

    return [assess, next_question, explain, changes, report, rules]
