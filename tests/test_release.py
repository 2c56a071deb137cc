"""What is published, and what comes with it: the table of packages, the bill of materials, the same bytes again."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.release.bom import bom_of
from tests.release.rebuilt import again, built, differences
from tests.release.supply import TABLE, asked, licence_of, pinned, required

FILES = {"a.whl": b"a", "b.tar.gz": b"b"}


@pytest.fixture(scope="module")
def supply() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(TABLE.read_text(encoding="utf-8"))
    return found


def python_of(supply: dict[str, Any]) -> str:
    """The Python that the table is of."""
    (version,) = re.findall(r"\d+\.\d+", supply["where"])
    return str(version)


def test_the_table_has_what_is_asked_for(supply: dict[str, Any]) -> None:
    """Every extra, what it asks for on the Python of the table, all that this needs in turn, and nothing else."""
    assert set(supply["extras"]) == set(asked())
    for extra, requirements in asked().items():
        here = {"python_version": python_of(supply)}
        wanted = [each for each in map(Requirement, requirements) if not each.marker or each.marker.evaluate(here)]
        names = supply["extras"][extra]
        assert {canonicalize_name(each.name) for each in wanted} <= set(names)
        for name in names:
            assert set(supply["packages"][name]["requires"]) <= set(supply["packages"])
    assert {name for names in supply["extras"].values() for name in names} == set(supply["packages"])


def test_the_table_has_what_is_pinned(supply: dict[str, Any]) -> None:
    """`python -m tests.release.supply` writes it anew after `just pin`."""
    versions = pinned(python_of(supply))
    assert {name: each["version"] for name, each in supply["packages"].items()} == {
        name: versions[name] for name in supply["packages"]
    }


def test_the_table_says_what_packages_say(supply: dict[str, Any]) -> None:
    """Of each that is installed here in the version of the table: its licence, and that what it needs is there."""
    compared = 0
    for name, each in supply["packages"].items():
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue
        if found.version == each["version"]:
            compared += 1
            assert licence_of(found) == each["licence"]
            if sys.platform == "linux":
                assert {canonicalize_name(one.name) for one in required(found, ())} <= set(supply["packages"])
    assert compared or not supply["packages"]


def test_what_asks_more_is_named_first(supply: dict[str, Any], monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    """Three packages of two extras today; a new one is a decision to take, not to find out about."""
    monkeypatch.syspath_prepend(str(root / "docs" / "_ext"))
    from channelrules_docs.figures import weaker_licences

    extras = {extra for name in weaker_licences(supply) for extra, names in supply["extras"].items() if name in names}
    assert set(weaker_licences(supply)) == {"pyphen", "recurring-ical-events", "x-wr-timezone"}
    assert extras == {"intake", "pdf"}


def test_a_bill_of_materials(supply: dict[str, Any]) -> None:
    """By CycloneDX 1.6, which it is held to when it is made: every package, its extras, and the files' hashes."""
    content = bom_of(FILES)
    assert content == bom_of(FILES)
    told = json.loads(content)
    assert {each["name"]: each["version"] for each in told["components"]} == {
        name: each["version"] for name, each in supply["packages"].items()
    }
    assert all(each["licenses"] for each in told["components"])
    (durable,) = (each for each in told["components"] if each["name"] == "durable-rules")
    assert (durable["scope"], durable["purl"]) == ("required", f"pkg:pypi/durable-rules@{durable['version']}")
    (spark,) = (each for each in told["components"] if each["name"] == "pyspark")
    assert (spark["scope"], spark["properties"]) == ("optional", [{"name": "channelrules:extra", "value": "spark"}])
    own = told["metadata"]["component"]
    assert {each["url"]: len(each["hashes"][0]["content"]) for each in own["externalReferences"]} == dict.fromkeys(
        FILES, 64
    )
    needs = {each["ref"]: each.get("dependsOn", []) for each in told["dependencies"]}
    assert durable["bom-ref"] in needs[own["bom-ref"]]
    assert all(each in needs for several in needs.values() for each in several)
    assert "timestamp" not in content


def test_the_same_bytes_again(root: Path, tmp_path: Path) -> None:
    """Elsewhere, with other permissions, times, zone and language, and from the source distribution."""
    if subprocess.run(["git", "rev-parse"], cwd=root, capture_output=True, check=False).returncode:
        pytest.skip("this is no git checkout, so nothing says which files are tracked")
    assert differences(built(root, tmp_path / "here", "--sdist", "--wheel"), *again(tmp_path)) == []


def test_other_bytes_are_told() -> None:
    """By the name of the file, and how it was built."""
    assert differences(FILES, FILES, {"a.whl": b"a"}) == []
    assert differences(FILES, {**FILES, "b.tar.gz": b"c"}, {"a.whl": b"c"}) == [
        "b.tar.gz: built from a copy, other bytes",
        "a.whl: built from the source distribution, other bytes",
    ]
