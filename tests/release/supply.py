"""What each extra brings, with its licence: ``python -m tests.release.supply`` writes ``docs/assurance/supply.json``.

It reads the metadata of what is installed, which has to be what ``requirements/dev.txt`` pins: an environment made by
``pip install --require-hashes -r requirements/dev.txt``.
"""

from __future__ import annotations

import json
import platform
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).resolve().parents[2]
TABLE: Final = ROOT / "docs" / "assurance" / "supply.json"
_LONGEST: Final = 60


def project() -> Mapping[str, Any]:
    """The project's own metadata."""
    found: Mapping[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return found


def asked() -> dict[str, list[str]]:
    """What is asked for without an extra, under no name, and with each."""
    return {"": project()["dependencies"], **project()["optional-dependencies"]}


@cache
def pinned(python: str) -> Mapping[str, str]:
    """The version of each package that is pinned for a Python, such as 3.11."""
    here = {"python_version": python, "python_full_version": f"{python}.0"}
    found: dict[str, str] = {}
    for line in (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8").splitlines():
        if line[:1].isalnum():
            requirement = Requirement(line.rstrip("\\ "))
            if requirement.marker is None or requirement.marker.evaluate(here):
                found[canonicalize_name(requirement.name)] = str(requirement.specifier).removeprefix("==")
    return found


def required(found: Distribution, extras: Iterable[str]) -> Iterator[Requirement]:
    """What a package requires here, with some extras of its own."""
    for each in map(Requirement, found.requires or ()):
        if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield each


def brought(requirements: Iterable[str]) -> dict[str, set[str]]:
    """Everything that some requirements bring, by name, with what each requires in turn.

    Raises:
        PackageNotFoundError: something of it is not installed.
    """
    waiting = [each for each in map(Requirement, requirements) if each.marker is None or each.marker.evaluate()]
    found: dict[str, set[str]] = {}
    done: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        each = waiting.pop()
        name, extras = canonicalize_name(each.name), frozenset(each.extras)
        if (name, extras) in done:
            continue
        done.add((name, extras))
        more = list(required(distribution(name), extras))
        found.setdefault(name, set()).update(canonicalize_name(one.name) for one in more)
        waiting += more
    return found


def licence_of(found: Distribution) -> str:
    """The licence as a package states it: an SPDX expression, a short text, or the names of its classifiers."""
    metadata = found.metadata
    short = metadata["License"] or "" if "License" in metadata else ""
    classifiers = [
        each.rpartition(" :: ")[2] for each in metadata.get_all("Classifier") or () if each.startswith("License ::")
    ]
    if "License-Expression" in metadata:
        return str(metadata["License-Expression"])
    if len(classifiers) > 1 or not 0 < len(short) <= _LONGEST:
        return ", or ".join(classifiers)
    return short


def table() -> dict[str, Any]:
    """What each extra brings, and of each package its version, its licence and what it requires.

    Raises:
        SystemExit: what is installed is not what is pinned.
    """
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    trees = {extra: brought(requirements) for extra, requirements in asked().items()}
    packages: dict[str, Any] = {}
    for tree in trees.values():
        for name, requires in tree.items():
            found = distribution(name)
            wanted = pinned(python).get(name)
            if found.version != wanted:
                raise SystemExit(f"{name} {found.version} is installed, {wanted} is pinned: install that")
            packages[name] = {
                "version": found.version,
                "licence": licence_of(found),
                "requires": sorted(requires | set(packages.get(name, {}).get("requires", ()))),
            }
    return {
        "where": f"CPython {python}, {platform.system()}",
        "extras": {extra: sorted(tree) for extra, tree in trees.items()},
        "packages": dict(sorted(packages.items())),
    }


def main() -> None:
    """Write the table."""
    try:
        TABLE.write_text(json.dumps(table(), indent=1) + "\n", encoding="utf-8")
    except PackageNotFoundError as error:
        raise SystemExit(f"{error} is not installed: pip install --require-hashes -r requirements/dev.txt") from None
    sys.stdout.write(f"{TABLE.relative_to(ROOT)} is written\n")


if __name__ == "__main__":
    main()
