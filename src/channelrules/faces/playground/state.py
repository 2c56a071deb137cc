"""The state of a session: the rulebook, the language, the company, and the step before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from channelrules.decision.decision import Decision
from channelrules.decision.interview import Interview
from channelrules.decision.rulebook import Rulebook
from channelrules.faces.playground.faults import NotStarted
from channelrules.facts.profile import Profile
from channelrules.knowledge.locales import Words

if TYPE_CHECKING:
    from channelrules.intake import Intake  # which is imported once a file is read

__all__ = ["Opened", "SessionState"]


@attrs.frozen
class Opened:
    """The file that a company was opened from: saving keeps its comments.

    Attributes:
        text: of the file.
        suffix: such as ``.toml``.
        profile: what it says.
    """

    text: str = attrs.field(repr=False)
    suffix: str
    profile: Profile = attrs.field(repr=False)


@attrs.define
class SessionState:
    """The state that the methods of a session share, of one company at most.

    Attributes:
        book: by what it is judged.
        lang: the language of every text.
        interview: the company, with what was asked and answered; ``None`` before one is started or opened.
        before: what was decided a step before; ``None`` at the beginning.
        earlier: what an earlier file says, once it was compared; reports tell what changed since.
        opened: the file that the company was opened from, if it was.
        read: what files say that were read and not yet taken.
        step: counts what changed the session.
    """

    book: Rulebook
    lang: str
    interview: Interview | None = None
    before: Decision | None = None
    earlier: Decision | None = None
    opened: Opened | None = None
    read: Intake | None = None
    step: int = 0

    @property
    def words(self) -> Words:
        """The language of every text."""
        return self.book.knowledge.language(self.lang)

    @property
    def held(self) -> Interview:
        """The interview.

        Raises:
            NotStarted: no company is being looked at.
        """
        if self.interview is None:
            raise NotStarted
        return self.interview

    @property
    def decision(self) -> Decision:
        """What is decided of the company by now."""
        return self.held.decision

    def begin(self, interview: Interview, opened: Opened | None = None) -> None:
        """Replace the company, and clear what belongs to the one before."""
        _ = interview.decision  # what cannot be judged is refused before anything is cleared
        self.interview, self.opened = interview, opened
        self.before = self.earlier = self.read = None
        self.step += 1

    def go_on(self, interview: Interview) -> None:
        """Take a step: what was decided so far becomes what was decided before."""
        before = self.decision
        _ = interview.decision
        self.interview, self.before = interview, before
        self.step += 1
