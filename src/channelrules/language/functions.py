"""Generated source becomes functions: the one place that compiles it, and what a wheel brings compiled already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from channelrules.language.python_loops import NAMESPACE

__all__ = ["ANEW", "Functions", "Recorded", "function_of"]


def function_of(name: str, arguments: str, body: list[str]) -> str:
    """Return the source of a function made of these lines."""
    return f"def {name}({arguments}):\n" + "".join(f"    {line}\n" for line in body)


@attrs.frozen(eq=False, repr=False)
class Functions:
    """The functions that are generated for one rulebook.

    Attributes:
        brought: those that were generated for this very rulebook when the package was built, by name.
    """

    brought: Mapping[str, Callable[..., Any]] = attrs.field(factory=dict)

    def made(self, name: str, write: Callable[[], str]) -> Callable[..., Any]:
        """Return a function: as it was brought, else compiled.

        Args:
            name: the function's own, under which no other one of the rulebook is brought.
            write: returns its source, which uses no names but those of `NAMESPACE`; asked only where it is needed.
        """
        found = self.brought.get(name)
        return self.compiled(name, write()) if found is None else found

    def compiled(self, name: str, source: str) -> Callable[..., Any]:
        """Return a function, compiled from its source."""
        space: dict[str, Any] = dict(NAMESPACE)
        exec(compile(source, f"<{name}>", "exec"), space)  # noqa: S102 - our own source, made from checked trees
        made: Callable[..., Any] = space[name]
        return made


ANEW: Final = Functions()
"""For what is generated each time: nothing is brought."""


@attrs.frozen(eq=False, repr=False)
class Recorded(Functions):
    """Keeps the source of each function that is made, so that a module can bring them.

    Attributes:
        sources: by the functions' names.
    """

    sources: dict[str, str] = attrs.field(factory=dict)

    def compiled(self, name: str, source: str) -> Callable[..., Any]:
        """Return a function, compiled from its source, which is noted.

        Raises:
            ValueError: another function has this name.
        """
        if name in self.sources:
            message = f"two functions are called {name!r}"
            raise ValueError(message)
        self.sources[name] = source
        return super().compiled(name, source)
