"""Profiles in repositories: problems at their lines, the hook, the action, and completion in a shell."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import channelrules as cr
from channelrules.faces.cli.check_command import Problem, problems_of_file
from tests.fixtures.command import run

WRONG = """\
#:schema ./profile.json
format = 1
as_of = 2026-11-01
[company]
nmae = "Bar"

[[channel]]
id = "fb"
network = "facebok"
status = "activ"
"""


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    file = tmp_path / "wrong.toml"
    file.write_text(WRONG, encoding="utf-8")
    return file


def test_problems_stand_at_their_lines(root: Path, wrong: Path) -> None:
    """One line each, in the order of the file; the files that are fine are passed over."""
    ran = run(root, "check", "docs/examples/trattoria.toml", str(wrong), "docs/examples/atelier.yaml")
    assert ran.returncode == 1
    lines = ran.stdout.splitlines()
    assert [each.removeprefix(f"{wrong}:").split(" ")[0] for each in lines] == ["4:1:", "5:1:", "9:1:", "10:1:"]
    assert lines[1].endswith("company.nmae: this key is unknown. Did you mean 'name'?")
    assert "4 problems in 1 of 3 files" in ran.stderr


def test_in_other_forms(root: Path, wrong: Path) -> None:
    """As data, and as commands by which a workflow shows them beside the line."""
    told = json.loads(run(root, "check", str(wrong), "--format", "json").stdout)
    assert [(each["line"], each["path"]) for each in told][:2] == [(4, "company.name"), (5, "company.nmae")]
    shown = run(root, "check", str(wrong), "--format", "github").stdout.splitlines()
    assert shown[1].startswith(
        f"::error file={wrong},line=5,col=1,title=channelrules::company.nmae: this key is unknown."
    )
    assert Problem("a,b:c%.toml", 1, 1, "", "50%\nx").for_github == (
        "::error file=a%2Cb%3Ac%25.toml,line=1,col=1,title=channelrules::50%25%0Ax"
    )


def test_what_is_fine_says_nothing(root: Path) -> None:
    ran = run(root, "check", *(f"docs/examples/{each}.toml" for each in ("trattoria", "river-pools")))
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.toml", b"format = 1\nas_of = ", ":2:9: this is not valid TOML"),
        ("a.json", b'{"format": 1,\n "as_of": }', ":2:11: this is not valid JSON"),
        ("a.yaml", b"format: 1\ncompany: {\n", ":3:1: this is not valid YAML"),
        ("a.yaml", b"format: 1\nas_of: 2026-11-01\ncompany: {name: B, size: big}\n", ":3:20: company.size: 'big'"),
        ("a.json", b"\xff\xfe", ":1:1: the file is UTF-16"),
        ("a.txt", b"x", ":1:1: '.txt' is not a suffix of a profile"),
        ("a.toml", b"", ":1:1: the file is empty"),
        (
            "a.toml",
            b'format = 1\nas_of = 2026-11-01\nparameters = { nothing = 1 }\n[company]\nname = "B"\n',
            ":1:1: there is no parameter 'nothing'",
        ),
    ],
)
def test_files_that_are_no_profile(book: cr.Rulebook, tmp_path: Path, name: str, content: bytes, said: str) -> None:
    """Each is told on one line, at the place that the parser tells."""
    file = tmp_path / name
    file.write_bytes(content)
    (problem,) = problems_of_file(book, file)
    assert str(problem).startswith(f"{file}{said}")
    assert "\n" not in str(problem)
    (missing,) = problems_of_file(book, tmp_path / "none.toml")
    assert missing.message == "there is no such file"


def test_rules_that_cannot_be_loaded(root: Path, wrong: Path) -> None:
    assert run(root, "check", str(wrong), "--house", "nowhere").returncode == 2


def test_the_hook_calls_the_command(root: Path, wrong: Path) -> None:
    """With what its packages bring; its pattern finds profiles by their folder."""
    (hook,) = YAML(typ="safe").load((root / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    command, *arguments = hook["entry"].split()
    assert command == "channelrules"
    assert run(root, *arguments, str(wrong)).returncode == 1


ACTION: dict[str, Any] = YAML(typ="safe").load(Path(__file__).parents[4] / "action.yml")


@pytest.mark.parametrize(
    ("files", "more", "status", "said"),
    [
        ("profiles/good.toml", {}, 0, ""),
        ("profiles/*.toml\n", {}, 1, "::error file=profiles/so so.toml,line=4"),
        ("  profiles/so so.toml  \n\n", {}, 1, "line=5,col=1"),
        ("profiles/**/*.json", {}, 2, "no file matches profiles/**/*.json"),
        ("\n", {}, 2, "no files are named"),
        ("profiles/good.toml", {"ASSESS": "true"}, 1, "Trattoria da Gino"),
        ("profiles/good.toml", {"HOUSE": "nowhere"}, 2, ""),
    ],
)
def test_the_action_runs(root: Path, tmp_path: Path, files: str, more: dict[str, str], status: int, said: str) -> None:
    """Its script as a workflow would run it: patterns, names with spaces, houses, and findings where wanted."""
    folder = tmp_path / "profiles"
    folder.mkdir()
    (folder / "so so.toml").write_text(WRONG, encoding="utf-8")
    (folder / "good.toml").write_bytes((root / "docs" / "examples" / "trattoria.toml").read_bytes())
    command = tmp_path / "bin" / "channelrules"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m channelrules "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    (script,) = [each["run"] for each in ACTION["runs"]["steps"] if each.get("name") == "Check"]
    path = os.pathsep.join([str(command.parent), os.environ.get("PATH", "")])
    sources = os.pathsep.join([str(root / "src"), os.environ.get("PYTHONPATH", "")])
    given = {"FILES": files, "HOUSE": "", "ASSESS": "false", "STRICT": "false", **more}
    ran = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PATH": path, "PYTHONPATH": sources, "LC_ALL": "C.UTF-8", **given},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == status, ran.stderr
    assert said in ran.stdout


def test_the_action_has_inputs_for_all_that_it_reads() -> None:
    """And the steps name no other."""
    (step,) = [each for each in ACTION["runs"]["steps"] if each.get("name") == "Check"]
    used = {each.removeprefix("${{ inputs.").removesuffix(" }}") for each in step["env"].values()}
    assert used | {"python-version"} == set(ACTION["inputs"])


@pytest.mark.parametrize(("typed", "found"), [("ch", {"changes", "check"}), ("assess --str", {"--strict"})])
def test_a_shell_completes(root: Path, monkeypatch: pytest.MonkeyPatch, typed: str, found: set[str]) -> None:
    """Commands and options, though the command answers much without Typer."""
    monkeypatch.setenv("_CHANNELRULES_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", f"channelrules {typed}")
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split())))
    assert set(run(root).stdout.split()) == found
