"""Answers in a notebook: the tutorial runs, and each answer shows itself."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

import channelrules as cr


def shown(cell: Any) -> str:
    """What a cell shows as HTML."""
    return "".join(each["data"].get("text/html", "") for each in cell["outputs"] if "data" in each)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:jupyter_client", "ignore::DeprecationWarning:zmq")
def test_the_tutorial_runs(root: Path) -> None:
    """Every cell, in order; the answers among them show themselves as HTML."""
    content = (root / "docs" / "examples" / "tutorial.ipynb").read_text(encoding="utf-8")
    notebook: Any = nbformat.reads(content, as_version=4)  # type: ignore[no-untyped-call]  # nbformat has no types there
    assert not any(cell.get("outputs") for cell in notebook.cells)
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(root)}}).execute()
    code = [cell for cell in notebook.cells if cell["cell_type"] == "code"]
    told = [each for each in map(shown, code) if each]
    assert len(told) == 6
    for each, wanted in zip(
        told,
        ("Rules in force", "whim", "personal profile", "verdict whim", "YouTube", "Companies judged: 3"),
        strict=True,
    ):
        assert wanted in each


def test_without_jinja_the_plain_form_is_shown(book: cr.Rulebook, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A notebook falls back; whoever asks for the page itself is told which extra brings it."""
    from channelrules.report import html

    decision = book.assess(book.read_profile(root / "docs" / "examples" / "trattoria.toml"))
    html.environment.cache_clear()
    monkeypatch.setitem(sys.modules, "jinja2", None)
    for each in (decision, decision.findings[0], decision.explain("fb"), book):
        assert each._repr_html_() is None
    with pytest.raises(cr.MissingExtraError, match=r"pip install 'channelrules\[report\]'"):
        decision.to_html()


def test_an_answer_without_its_rulebook_shows_the_plain_form(book: cr.Rulebook, root: Path) -> None:
    """A decision that was unpickled has no words of its own."""
    decision = book.assess(book.read_profile(root / "docs" / "examples" / "trattoria.toml"))
    apart = pickle.loads(pickle.dumps(decision))
    assert apart._repr_html_() is None
    assert apart.findings[0]._repr_html_() is None
    assert "whim" in (book.take_up(apart)._repr_html_() or "")
