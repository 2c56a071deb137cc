"""What is refused, and in which words: made from the broken files that the tests hold the messages to."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import channelrules as cr

__all__ = ["refused_page"]

_BROKEN = Path(__file__).resolve().parents[3] / "tests" / "broken"
_LANGUAGES = {".toml": "toml", ".json": "text", ".yaml": "yaml"}


def refused_page(folder: Path = _BROKEN) -> str:
    """Return the page, in Markdown: broken profiles with everything that is said of them, and mistakes in rules."""
    return "\n".join(_page(folder))


def _page(folder: Path) -> Iterator[str]:
    yield "# What is refused"
    yield ""
    yield (
        "Files with mistakes, and what is said of them. The tests hold the messages to these very files. Each "
        "message says where, what was seen, what is expected, and what was probably meant."
    )
    yield ""
    yield "## Profiles"
    yield ""
    book = cr.load_rules()
    for file in sorted((folder / "profiles").iterdir()):
        try:
            book.read_profile(file)
        except cr.ChannelRulesError as error:
            yield f"### {file.stem.replace('-', ' ').capitalize()} ({file.suffix.removeprefix('.').upper()})"
            yield ""
            yield f"```{_LANGUAGES[file.suffix]}"
            yield re.sub(r"^# expect: .*\n", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE).rstrip()
            yield "```"
            yield ""
            yield "```text"
            yield str(error).replace(str(file), file.name)
            yield "```"
            yield ""
    for name, heading in (("rules", "Rules"), ("house", "House rules")):
        yield f"## {heading}"
        yield ""
        yield "| the mistake | what is said |"
        yield "|---|---|"
        for case in tomllib.loads((folder / name / "all.toml").read_text(encoding="utf-8"))["case"]:
            said = "; ".join(each.strip() for each in case["expect"] if len(each.strip()) > 1)
            yield f"| {_cell(case['name'])} | {_cell(said)} |"
        yield ""


def _cell(text: str) -> str:
    return re.sub(r"([\\|<*_`\[])", r"\\\1", " ".join(text.split()))
