"""``channelrules report`` as people run it: what it writes, and what it does not write."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

import channelrules as cr
from channelrules.faces.cli.files import write_files
from channelrules.faces.cli.main import main
from tests.fixtures.command import run

PROFILE = "docs/examples/trattoria.toml"


def test_a_page_and_its_pdf(root: Path, tmp_path: Path) -> None:
    """Both are written under one name, and nothing else is left in the folder."""
    ran = run(root, "report", PROFILE, "-o", str(tmp_path / "gino.html"), "--pdf", "--lang", "it")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["gino.html", "gino.pdf"]
    assert '<html lang="it">' in (tmp_path / "gino.html").read_text(encoding="utf-8")
    assert (tmp_path / "gino.pdf").read_bytes().startswith(b"%PDF")


def test_the_form_is_told_by_the_name_of_the_file(root: Path, tmp_path: Path) -> None:
    """Markdown, SARIF and plain text."""
    for name in ("r.md", "r.sarif", "r.txt"):
        assert run(root, "report", PROFILE, "-o", str(tmp_path / name), "--lang", "en").returncode == 0
    assert (tmp_path / "r.md").read_text(encoding="utf-8").startswith("# Trattoria da Gino")
    sarif = json.loads((tmp_path / "r.sarif").read_text(encoding="utf-8"))
    places = [each["locations"][0]["physicalLocation"] for each in sarif["runs"][0]["results"]]
    assert {each["artifactLocation"]["uri"] for each in places} == {PROFILE}
    assert "What to do first" in (tmp_path / "r.txt").read_text(encoding="utf-8")


def test_the_terminal_shows_it(root: Path, book: cr.Rulebook) -> None:
    """Without a file: the verdicts with their signs, bars, and what is in order."""
    clear = len(book.assess(book.read_profile(root / PROFILE)).clear)
    ran = run(root, "report", PROFILE, "--lang", "en")
    assert ran.returncode == 0
    for each in ("✕ whim", "○ ? helpful", "█", f"What is already in order ({clear})", "to be named"):
        assert each in ran.stdout


def test_against_last_time(root: Path, tmp_path: Path) -> None:
    """What was done since is on the page; a profile of another company is refused unless that is meant."""
    before, after = (f"docs/examples/wetherspoon-{each}.toml" for each in ("before", "after"))
    ran = run(root, "report", after, "--before", before, "-o", str(tmp_path / "w.md"), "--lang", "en")
    assert ran.returncode == 0
    assert "## Compared with last time" in (tmp_path / "w.md").read_text(encoding="utf-8")
    ran = run(root, "report", after, "--before", PROFILE, "-o", str(tmp_path / "x.md"))
    assert ran.returncode == 2
    assert not (tmp_path / "x.md").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-o", "{}/none/r.html"], "there is no folder '{}/none' to write r.html to"),
        (["-o", "{}/taken.html"], "taken.html is there already: choose another name, or write over it with --force"),
        (["-o", "{}/r.doc"], "'.doc' is not a suffix of a report: .html, .pdf, .md or .sarif is expected"),
        (["-o", "{}/taken.html", "--force", "--lang", "xx"], "there is no language 'xx'; there are en, it, ko"),
        (["-o", "{}/r.html", "--house", "{}/half"], "half/report.toml: contact: this key is missing"),
        (["--pdf"], "a PDF goes to a file: name it, such as -o report.pdf"),
        (["-o", "{}/half.pdf", "--before", "{}/none.toml"], "none.toml: there is no such file"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_written(
    root: Path,
    tmp_path: Path,
    arguments: list[str],
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One message, status 2, and what was in the folder before is all that is in it."""
    (tmp_path / "taken.html").write_text("mine", encoding="utf-8")
    (tmp_path / "half").mkdir()
    (tmp_path / "half" / "house.toml").write_text('name = "N"\nauthor = "A"\nformat = 1\n', encoding="utf-8")
    (tmp_path / "half" / "report.toml").write_text('name = "N"\nfooter = "f"\n', encoding="utf-8")
    monkeypatch.chdir(root)
    monkeypatch.setattr(
        sys, "argv", ["channelrules", "report", PROFILE, *(each.format(tmp_path) for each in arguments)]
    )
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert told.format(tmp_path) in capsys.readouterr().err
    assert sorted(each.name for each in tmp_path.iterdir()) == ["half", "taken.html"]
    assert (tmp_path / "taken.html").read_text(encoding="utf-8") == "mine"


def test_a_profile_from_standard_input(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page can be made of it; lines of a file, which SARIF names, it has not."""
    content = (root / PROFILE).read_bytes()
    for form, status in (("markdown", 0), ("sarif", 2)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))
        monkeypatch.setattr(sys, "argv", ["channelrules", "report", "-", "--format", form, "--lang", "en"])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == status
    told = capsys.readouterr()
    assert told.out.startswith("# Trattoria da Gino")
    assert "SARIF names lines of a file" in told.err


def test_files_are_written_all_or_none(tmp_path: Path) -> None:
    """Where one of them cannot be, the others are not there either, nor anything half written."""
    with pytest.raises(cr.OptionError, match=r"b\.pdf cannot be written"):
        write_files({tmp_path / "a.html": b"a", tmp_path / "none" / "b.pdf": b"b"})
    assert list(tmp_path.iterdir()) == []
