"""The project as a whole: its architecture, its public names, its wheel and its README."""

from __future__ import annotations

import ast
import contextlib
import graphlib
import io
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import channelrules as cr
from channelrules.facts.fields import specification

FLOORS = [
    "printable",
    "told",
    "errors",
    "language",
    "facts",
    "knowledge",
    "inference",
    "advice",
    "decision",
    "rendering",
    "audit",
    "portfolio",
    "report",
    "intake",
    "faces",
]
# Methods that call what stands above them, loaded when they are called: of an answer, and those that pydantic calls.
DOORS = {
    ("decision/decision.py", "channelrules.rendering.text"),
    ("facts/profile.py", "channelrules.faces.pydantic_schema"),
    ("decision/decision.py", "channelrules.report.html"),
    ("advice/reason.py", "channelrules.report.inline"),
    ("decision/decision.py", "channelrules.report.inline"),
    ("decision/finding.py", "channelrules.report.inline"),
    ("decision/rulebook.py", "channelrules.report.inline"),
    ("portfolio/api.py", "channelrules.report.inline"),
}
HEAVY = {
    "durable",
    "typer",
    "rich",
    "click",
    "ruamel",
    "numpy",
    "pandas",
    "pydantic",
    "pydantic_core",
    "pyarrow",
    "polars",
    "duckdb",
    "pyspark",
    "tomlkit",
    "xlrd",
    "hypothesis",
    "jinja2",
    "icalendar",
    "openpyxl",
    "pytest",
    "yaml",
}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def modules_in(path: Path) -> Iterator[str]:
    """What a file imports, a module that is imported by name from its package as the module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


def test_imports_point_one_way(root: Path) -> None:
    """A folder imports from those above it in the house, never from those below."""
    for path in (root / "src" / "channelrules").rglob("*.py"):
        floor = path.relative_to(root / "src" / "channelrules").parts[0].removesuffix(".py")
        if floor.startswith("__"):
            continue
        for module in imports(path):
            top, _, rest = module.partition(".")
            if (path.relative_to(root / "src" / "channelrules").as_posix(), module) in DOORS:
                continue
            if top == "channelrules" and rest:
                assert FLOORS.index(rest.partition(".")[0]) <= FLOORS.index(floor), f"{path}: {module}"


def test_no_modules_import_each_other(root: Path) -> None:
    """Neither in a folder nor between folders, late imports and those for types included."""
    source = root / "src"
    names = {
        ".".join(path.relative_to(source).with_suffix("").parts).removesuffix(".__init__"): path
        for path in (source / "channelrules").rglob("*.py")
    }
    graph: dict[str, set[str]] = {}
    for name, path in names.items():
        below = path.relative_to(source / "channelrules").as_posix()
        found = {module for module in modules_in(path) if (below, module) not in DOORS}
        graph[name] = {module for module in found if module in names} - {name}
    graph["channelrules"] = set()  # the table of contents, which imports what is first asked for
    list(graphlib.TopologicalSorter(graph).static_order())


def test_one_module_imports_durable(root: Path) -> None:
    """And that is inference/durable_adapter.py."""
    found = [
        path.name
        for path in (root / "src").rglob("*.py")
        if any(each.partition(".")[0] == "durable" for each in imports(path))
    ]
    assert found == ["durable_adapter.py"]


def test_nothing_heavy_is_imported(root: Path) -> None:
    """Importing channelrules brings attrs, cattrs and the standard library."""
    code = "import sys, channelrules; print(' '.join(sorted({name.partition('.')[0] for name in sys.modules})))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert not HEAVY & set(ran.stdout.split())


def test_every_attribute_of_a_profile_is_documented() -> None:
    """With its meaning and what it may hold, where `help` and the reference find it."""
    for cls in (cr.Profile, cr.Company, cr.Channel, cr.CommunicationPlan, cr.EditorialPlan, cr.Waiver, cr.NetworkFacts):
        for name, spec in specification(cls):
            assert f"{name}: {spec.meaning}" in str(cls.__doc__)
            assert spec.table or spec.expects() in str(cls.__doc__)


def test_every_silenced_check_has_its_reason_beside_it(root: Path) -> None:
    """So that a reader can tell whether it still holds."""
    silenced = re.compile(r"# (?:noqa|type: ignore|pragma: no)")
    with_reason = re.compile(r"# (?:noqa: [A-Z0-9, ]+ - |type: ignore\[[a-z, -]+\]  # |pragma: no \w+ - )\S")
    for folder in ("src", "tests", "docs"):
        for path in (root / folder).rglob("*.py"):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if silenced.search(line):
                    assert with_reason.search(line), f"{path.name}:{number}: {line.strip()}"


def test_the_version_is_one(root: Path) -> None:
    """pyproject.toml and the package agree."""
    assert tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"] == cr.__version__


def test_the_readme_runs(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The README's Python prints what the README says."""
    content = (root / "README.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", content, re.DOTALL)
    wanted = re.search(r"```text\n(.*?)```", content, re.DOTALL)
    assert code
    assert wanted
    monkeypatch.chdir(root)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code.group(1), {})
    assert printed.getvalue() == wanted.group(1)


def test_numbers_in_the_changelog_are_true(book: cr.Rulebook, root: Path) -> None:
    """As many rules and networks as it says."""
    content = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"{len(book.rules)} rules" in content
    assert f"{len(book.networks)} networks and owned tools" in content


def tracked(root: Path) -> set[str]:
    ran = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=False)
    if ran.returncode:
        pytest.skip("this is no git checkout, so nothing says which files are tracked")
    return {name for name in ran.stdout.split("\0") if name}


def test_the_wheel_holds_exactly_the_tracked_files(root: Path, tmp_path: Path) -> None:
    """The package, the rules, and what they are once they are read; and it judges from where it is installed."""
    names = tracked(root)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(root)]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        members = {name for name in archive.namelist() if ".dist-info/" not in name}
        archive.extractall(tmp_path / "site")
    wanted = {name.removeprefix("src/") for name in names if name.startswith("src/")}
    wanted |= {f"channelrules/_rules/{name.removeprefix('rules/')}" for name in names if name.startswith("rules/")}
    assert members == wanted | {"channelrules/_prepared", "channelrules/_compiled.py"}
    code = (
        "import sys, channelrules as cr; b = cr.load_rules(); print(cr.__file__, b.digest); "
        "print('tomllib' in sys.modules, b._compiled.ahead.names is not None)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "site"), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    place, digest, parsed, ahead = ran.stdout.split()
    assert str(tmp_path) in place
    assert digest == cr.load_rules().digest
    assert (parsed, ahead) == ("False", "True")


def test_the_sdist_holds_exactly_the_tracked_files(root: Path, tmp_path: Path) -> None:
    """So that whoever has it can run the tests, build the documentation, and build the wheel again."""
    names = tracked(root)
    command = [sys.executable, "-m", "build", "--sdist", "--no-isolation", "--outdir", str(tmp_path), str(root)]
    subprocess.run(command, check=True, capture_output=True)
    (sdist,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        members = {each.name.partition("/")[2] for each in archive.getmembers() if each.isfile()}
    assert members - {"PKG-INFO"} == names


def test_the_metadata_is_whole(root: Path) -> None:
    """What an index shows is there, the same everywhere, and no address is made up."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for key in ("description", "readme", "license", "license-files", "requires-python", "authors", "keywords"):
        assert project[key], key
    assert "urls" not in project
    versions = {each.rpartition(" ")[2] for each in project["classifiers"] if "Python :: 3." in each}
    assert versions == {"3.11", "3.12", "3.13"}
    citation = (root / "CITATION.cff").read_text(encoding="utf-8")
    assert f"version: {project['version']}\n" in citation
    assert f"license: {project['license']}\n" in citation


def test_what_is_pinned_has_hashes_and_no_address(root: Path) -> None:
    """`just pin` writes it: everything that an extra or a group asks for, each with its version and its hashes."""
    pinned = (root / "requirements" / "dev.txt").read_text(encoding="utf-8")
    assert not re.search(r"://|--(?:extra-)?index-url|--find-links|--trusted-host|@ ", pinned)
    found = {}
    for each in re.split(r"\n(?=\S)", pinned.strip()):
        line = re.match(r"([a-z0-9-]+)==(\S+)(?: ;.*?)? \\\n", each)
        assert line, each[:80]
        found[line.group(1)] = line.group(2)
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", each)
    content = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    groups = content["dependency-groups"]
    wanted = list(content["project"]["dependencies"])
    wanted += [each for several in content["project"]["optional-dependencies"].values() for each in several]
    wanted += [each for name in ("test", "service", "lint", "docs") for each in groups[name] if isinstance(each, str)]
    names = {re.split(r"[<>=!~;\[ ]", each)[0].lower().replace("_", "-").replace(".", "-") for each in wanted}
    assert names <= set(found)


def test_extras_are_tried_alone() -> None:
    """`python -m tests.extras` knows something to try of each extra."""
    from tests.extras import SMOKE, extras

    assert set(extras()) == set(SMOKE)
