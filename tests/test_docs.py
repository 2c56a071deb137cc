"""What the documentation and the docstrings show runs, and gives what they say."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import channelrules

PAGES = sorted((Path(__file__).parent.parent / "docs").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages(page: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every example of a page."""
    monkeypatch.chdir(root)
    content = page.read_text(encoding="utf-8").replace("```python\n", "\n").replace("\n```\n", "\n\n")
    test = doctest.DocTestParser().get_doctest(content, {}, page.name, str(page), 0)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    runner.run(test)
    assert runner.summarize(verbose=False).failed == 0
    assert page.name in {"index.md", "architecture.md", "limits.md"} or test.examples


def test_the_package_docstring() -> None:
    """The first lines that `help(channelrules)` shows."""
    assert doctest.testmod(channelrules).failed == 0
