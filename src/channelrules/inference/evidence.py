"""A value that an outcome rests on, with where it comes from."""

from __future__ import annotations

import attrs

from channelrules.language.nodes import Value

__all__ = ["Evidence"]


@attrs.frozen(order=True)
class Evidence:
    """A value that an outcome rests on.

    Attributes:
        name: as the rule names it, such as ``channel.account``.
        value: what it is.
        source: where it comes from: the profile, a measure, a parameter with its origin, the
            documents, a source outside, or ``presumed`` where nobody stated it.

    Examples:
        >>> decision.channel("yt").findings[0].because[1]
        Evidence(name='network.id', value='youtube', source='network youtube')
    """

    name: str
    value: Value
    source: str
