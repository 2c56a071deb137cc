"""The methods for files: open, save, drafts, the report, and comparison with an earlier file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Final

import attrs

from channelrules.decision.compare import compare
from channelrules.decision.decision import Decision
from channelrules.errors import MissingExtraError, OptionError
from channelrules.faces.playground.earlier import since_saved
from channelrules.faces.playground.faults import Refused
from channelrules.faces.playground.fragments import fragment
from channelrules.faces.playground.live import live_of
from channelrules.faces.playground.messages_files import Compared, Draft, Report, Saved
from channelrules.faces.playground.messages_live import Live
from channelrules.faces.playground.session import MAX_CHANNELS
from channelrules.faces.playground.state import Opened, SessionState
from channelrules.facts.paths import places_of
from channelrules.facts.profile import Profile
from channelrules.report.build import report_page
from channelrules.report.html import page_as_html
from channelrules.report.since import since_of

__all__ = ["Files"]

_DRAFT: Final = 1
_FORMS: Final = {".toml": "toml", ".json": "json", ".yaml": "yaml", ".yml": "yaml"}
_LONGEST: Final = 60


@attrs.frozen
class Files:
    """The methods for files.

    Attributes:
        state: of the session.
    """

    state: SessionState

    # --- opened, kept, taken up again ---

    def open(self, name: str, content: str) -> Live:
        """Open a profile or a draft in place of the present company, and return the verdicts."""
        data = _json(content) if PurePath(name).suffix.lower() == ".json" else None
        if isinstance(data, Mapping) and "playground" in data:
            return self.resume(content)
        if isinstance(data, Mapping) and "rulebook" in data:
            raise Refused("fault_is_decision", "file")
        profile = self._profile(name, content)
        self.state.begin(self.state.book.interview(profile), Opened(content, _suffix(name), profile))
        return live_of(self.state)

    def draft(self) -> Draft:
        """Return the whole session as one text, which `resume` reads."""
        held, opened = self.state.held, self.state.opened
        told = {
            "playground": _DRAFT,
            "lang": self.state.lang,
            "interview": held.to_dict(),
            "opened": None if opened is None else {"text": opened.text, "suffix": opened.suffix},
        }
        return Draft(held.profile.company.name, json.dumps(told, ensure_ascii=False))

    def resume(self, content: str) -> Live:
        """Resume a draft in the present language, and return the verdicts."""
        data = _json(content)
        if not isinstance(data, Mapping) or data.get("playground") != _DRAFT:
            raise Refused("fault_draft", "file")
        interview = self.state.book.resume(data.get("interview"))
        if len(interview.start.channels) > MAX_CHANNELS:
            raise Refused("fault_too_many", "file", most=self.state.words.number(MAX_CHANNELS))
        self.state.begin(interview, self._opened(data.get("opened")))
        return live_of(self.state)

    def _opened(self, kept: object) -> Opened | None:
        if not isinstance(kept, Mapping) or not isinstance(kept.get("text"), str):
            return None
        suffix = _suffix(str(kept.get("suffix")))
        return Opened(kept["text"], suffix, self._profile(f"profile{suffix}", kept["text"]))

    def _profile(self, name: str, content: str) -> Profile:
        profile = self.state.book.parse_profile_text(content, _FORMS.get(_suffix(name)), source=PurePath(name).name)
        if len(profile.channels) > MAX_CHANNELS:
            raise Refused("fault_too_many", "file", most=self.state.words.number(MAX_CHANNELS))
        return profile

    # --- saved ---

    def save(self, form: str) -> Saved:
        """Return the profile as ``toml`` (comments of an opened file stay) or ``json``, or the ``decision`` on it."""
        profile, name = self.state.held.profile, _file_name(self.state.held.profile.company.name)
        if form == "toml":
            content, says = self._toml(profile)
            return Saved(f"{name}.toml", "application/toml", content, says)
        if form == "json":
            return Saved(f"{name}.json", "application/json", _as_json(profile.to_dict()), "")
        if form == "decision":
            decided = self.state.decision.to_dict(lang=self.state.lang)
            return Saved(f"{name}-decision.json", "application/json", _as_json(decided), "")
        raise Refused("fault_option", "option")

    def _toml(self, profile: Profile) -> tuple[str, str]:
        """Return the profile as TOML, and what is to be told of it."""
        kept = self._kept()
        if kept is not None:
            return kept, ""
        try:
            import tomli_w
        except ModuleNotFoundError:
            raise MissingExtraError("writing TOML", "cli") from None
        opened = self.state.opened
        lost = opened is not None and opened.suffix == ".toml" and "#" in opened.text
        says = self.state.words.say("page.comments_lost") if lost else ""
        return tomli_w.dumps(profile.to_dict(iso_dates=False)), says

    def _kept(self) -> str | None:
        """Return the opened file brought up to date; ``None`` where there is none, or it cannot be."""
        from channelrules.intake.document import updated

        opened, profile = self.state.opened, self.state.held.profile
        if opened is None or opened.suffix != ".toml":
            return None
        paths = list(self._changed(opened.profile, profile))
        try:
            return updated(opened.text, ".toml", profile, paths, self.state.book)
        except (OptionError, MissingExtraError):
            return None

    def _changed(self, before: Profile, after: Profile) -> Iterator[str]:
        known = {each.id for each in before.channels}
        for place in places_of(after, self.state.book.knowledge.declared):
            is_new = place.channel and place.channel not in known
            if is_new or place.value(before) != place.value(after):
                yield place.path

    # --- the report, and last time ---

    def report(self) -> Report:
        """Return the report as one HTML page, with what changed since the earlier file that was compared."""
        decision = self.state.decision
        page = report_page(decision, lang=self.state.lang, before=self.state.earlier, anyway=True)
        return Report(f"{_file_name(decision.company.name)}.html", page_as_html(page))

    def compare(self, name: str, content: str) -> Compared:
        """Return what changed since an earlier file: a profile, a draft or a saved decision."""
        after, words = self.state.decision, self.state.words
        data = _json(content) if _suffix(name) == ".json" else None
        if isinstance(data, Mapping) and "rulebook" in data:
            told = since_saved(self.state.book.read_decision(data), after, words)
            return Compared(told.intro, fragment("since", words, since=told), whole=False)
        before = self._earlier(name, content, data)
        told = since_of(compare(before, after, anyway=True), words)
        self.state.earlier = before
        return Compared(told.intro, fragment("since", words, since=told), whole=True)

    def _earlier(self, name: str, content: str, data: object) -> Decision:
        if isinstance(data, Mapping) and "playground" in data:
            profile = self.state.book.resume(data.get("interview")).profile
        else:
            profile = self._profile(name, content)
        return self.state.book.assess(profile, edition=self.state.held.edition, engine="native")


def _json(content: str) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _as_json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _suffix(name: str) -> str:
    return PurePath(name).suffix.lower() if not name.startswith(".") else name.lower()


def _file_name(company: str) -> str:
    """Return a company's name as the name of a file: letters and digits of any script, joined by hyphens."""
    words = "".join(each.lower() if each.isalnum() else " " for each in company).split()
    return "-".join(words)[:_LONGEST].strip("-") or "company"
