"""A directive that documents every public name of some modules, so that no page keeps a list of names."""

from __future__ import annotations

import inspect
from typing import Any, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import channelrules as cr

__all__ = ["Names", "public_names"]


def public_names(within: list[str], without: list[str]) -> list[str]:
    """Return the public names, in the order of ``__all__``, whose modules begin with one of the given prefixes."""
    return [
        name
        for name in cr.__all__
        if name != "__version__" and _is_in(name, within) and not (without and _is_in(name, without))
    ]


def _is_in(name: str, prefixes: list[str]) -> bool:
    module = getattr(cr, name).__module__.removeprefix("channelrules.")
    return any(module == each or module.startswith(f"{each}.") for each in prefixes)


class Names(SphinxDirective):
    """``{names} facts advice.changes``, with ``:without: facts.reader``."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any] | None] = {"without": str}  # type: ignore[misc]

    def run(self) -> list[nodes.Node]:
        """Return what autodoc makes of each name."""
        lines = ["```{eval-rst}", ".. currentmodule:: channelrules"]
        for name in public_names(self.arguments[0].split(), self.options.get("without", "").split()):
            lines += ["", f".. {self._directive(getattr(cr, name))}:: {name}"]
        return self.parse_text_to_nodes("\n".join([*lines, "```", ""]))

    def _directive(self, found: object) -> str:
        if inspect.isclass(found):
            return "autoexception" if issubclass(found, BaseException) else "autoclass"
        return "autofunction"
