"""The digest of a rulebook's content, computed on first use."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["Digest"]


class Digest:
    """A SHA-256 of the names and contents of files, and of the digests of the houses laid over them."""

    def __init__(self, contents: Mapping[str, str], over: tuple[str, ...] = (), known: str = "") -> None:
        self._contents = contents
        self._over = over
        self._known = known

    def __reduce__(self) -> tuple[object, ...]:
        return Digest, ({}, (), str(self))

    def __str__(self) -> str:
        if not self._known:
            import hashlib  # slow to import, and loading does without it

            lines = (f"{name}\0{content}\0" for name, content in sorted(self._contents.items()))
            own = hashlib.sha256("".join(lines).encode()).hexdigest()
            self._known = hashlib.sha256("".join((own, *self._over)).encode()).hexdigest() if self._over else own
        return self._known

    def __eq__(self, other: object) -> bool:
        """Whether the content is the same."""
        return isinstance(other, Digest) and str(self) == str(other)

    def __hash__(self) -> int:
        """Hash by the content."""
        return hash(str(self))
