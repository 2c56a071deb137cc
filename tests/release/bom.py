"""The bill of materials of a release: ``python -m tests.release.bom dist``.

Beside the wheel and the source distribution of a folder it writes a CycloneDX 1.6 document, which says what the package
can bring with it, at the versions that ``requirements/dev.txt`` pins, and ``SHA256SUMS``, which names the
playground's one file, too, where it lies there. Neither has a time in it: the
same files make the same document.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from tests.release.supply import TABLE, asked, project

_EXTRA: Final = "channelrules:extra"


def bom_of(files: Mapping[str, bytes]) -> str:
    """Return the bill of materials of a release, as JSON, for the files that are published, by name.

    Raises:
        AssertionError: it is not what CycloneDX 1.6 says.
    """
    supply = json.loads(TABLE.read_text(encoding="utf-8"))
    own = _component(project()["name"], project()["version"], project()["license"], {"packages": {}})
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    for name, digest in digests.items():
        told = HashType(alg=HashAlgorithm.SHA_256, content=digest)
        own.external_references.add(
            ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=XsUri(name), hashes=[told])
        )
    bom = Bom(serial_number=uuid.uuid5(uuid.NAMESPACE_OID, "".join(digests.values())))
    bom.metadata.component = own
    parts = {
        name: _component(name, each["version"], each["licence"], supply) for name, each in supply["packages"].items()
    }
    for name, part in parts.items():
        bom.components.add(part)
        bom.register_dependency(part, [parts[each] for each in supply["packages"][name]["requires"]])
    direct = {_name(each) for several in asked().values() for each in several}
    bom.register_dependency(own, [part for name, part in parts.items() if name in direct])
    document = json.loads(JsonV1Dot6(bom).output_as_string())
    del document["metadata"]["timestamp"]
    content = json.dumps(document, indent=1, sort_keys=True) + "\n"
    problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(content)
    assert problem is None, str(problem)[:500]
    return content


def _component(name: str, version: str, licence: str, supply: Mapping[str, Any]) -> Component:
    url = PackageURL("pypi", None, name, version)
    extras = [extra for extra, names in supply.get("extras", {}).items() if name in names]
    return Component(
        type=ComponentType.LIBRARY,
        name=name,
        version=version,
        bom_ref=str(url),
        purl=url,
        licenses=[LicenseFactory().make_from_string(licence)],
        scope=ComponentScope.REQUIRED if "" in extras else ComponentScope.OPTIONAL if extras else None,
        properties=[Property(name=_EXTRA, value=extra) for extra in extras if extra],
    )


def _name(requirement: str) -> str:
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    return canonicalize_name(Requirement(requirement).name)


def published(folder: Path) -> dict[str, bytes]:
    """The wheel and the source distribution of this version in a folder.

    Raises:
        SystemExit: one of them is not there.
    """
    stem = f"{project()['name']}-{project()['version']}"
    names = (f"{stem}-py3-none-any.whl", f"{stem}.tar.gz")
    try:
        return {name: (folder / name).read_bytes() for name in names}
    except FileNotFoundError as error:
        raise SystemExit(f"{error.filename} is not there: python -m build --outdir {folder}") from None


def main() -> None:
    """Write both files."""
    parser = argparse.ArgumentParser(prog="python -m tests.release.bom", description="The bill of materials.")
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    files = published(folder)
    name = f"{project()['name']}-{project()['version']}.cdx.json"
    files[name] = bom_of(files).encode()
    (folder / name).write_bytes(files[name])
    page = folder / "whim-or-asset.html"
    if page.exists():
        files[page.name] = page.read_bytes()
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {each}\n" for each, content in sorted(files.items()))
    (folder / "SHA256SUMS").write_text(sums, encoding="utf-8")
    sys.stdout.write(sums)


if __name__ == "__main__":
    main()
