"""The closed lists of words that a profile chooses from, shared by types and readers."""

from __future__ import annotations

from typing import Final, Literal, get_args

Format = Literal[
    "text",
    "image",
    "link",
    "video",
    "short_video",
    "audio",
    "live",
    "infographic",
    "ebook",
]
Level = Literal[
    "website",
    "blog",
    "social",
    "advertising",
    "newsletter",
    "print",
    "events",
    "public_relations",
    "app",
    "other",
]
Size = Literal["solo", "micro", "small", "medium", "large"]
Status = Literal["planned", "active", "dormant", "parked", "closed"]
Account = Literal["company_page", "personal_profile", "shared_profile", "business_account"]
Runner = Literal["company", "owner", "employee", "freelancer", "agency", "nobody"]
AccountModel = Literal["separate", "shared", "none", "owned"]
NetworkKind = Literal["network", "owned", "listing", "marketplace"]
Audience = Literal["business", "both", "consumers"]
Knowledge = Literal["said", "seen", "estimated", "file"]

NETWORK_KINDS: Final[tuple[NetworkKind, ...]] = get_args(NetworkKind)
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
STATUSES: Final[tuple[Status, ...]] = get_args(Status)
