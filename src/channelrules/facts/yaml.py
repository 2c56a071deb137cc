"""YAML to plain data by ruamel.yaml (extra ``yaml``): one pass, counted, without aliases."""

from __future__ import annotations

from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent

from channelrules.errors import ProfileError
from channelrules.facts.limits import MAX_DEPTH, MAX_NODES, too_deep, too_many

__all__ = ["load_yaml"]


class _Composer(Composer):
    """Composes nodes from events, and stops where they are too deep or too many, or at an alias."""

    depth = 0
    nodes = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        self.nodes += 1
        self.depth += 1
        if self.depth > MAX_DEPTH:
            too_deep()
        if self.nodes > MAX_NODES:
            too_many("values")
        if self.parser.check_event(AliasEvent):
            _fail("aliases (*name) are not read: write the value out")
        made = super().compose_node(parent, index)
        self.depth -= 1
        return made


def load_yaml(text: str) -> object:
    """Return the content of a YAML 1.2 text, in which only true and false are booleans.

    Raises:
        ProfileError: it is not valid, too deep or too large, or has aliases.
    """
    reader = YAML(typ="safe", pure=True)
    reader.Composer = _Composer
    try:
        return reader.load(text)
    except ProfileError:
        raise
    except YAMLError as error:
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
        _fail(f"this is not valid YAML: {problem}{where}")
    except RecursionError:
        too_deep()
    except Exception as error:  # noqa: BLE001 - the library lets odd tags and dates end in errors of many kinds
        _fail(f"this is not valid YAML: {error}")


def _fail(message: str) -> NoReturn:
    raise ProfileError(message)
