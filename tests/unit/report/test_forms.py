"""The other forms of the page: Markdown, SARIF at the lines of the profile's file, and PDF."""

from __future__ import annotations

import datetime
import io
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import attrs
import pytest
from pypdf import PdfReader

import channelrules as cr
from channelrules.report.build import report_page
from channelrules.report.html import page_as_html
from channelrules.report.lines import lines_of
from channelrules.report.markdown import markdown_text, page_as_markdown
from channelrules.report.page import ReportPage
from channelrules.report.pdf import html_as_pdf, words_kept_whole
from channelrules.report.sarif import page_as_sarif
from channelrules.report.white_label import WhiteLabel

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@pytest.fixture(scope="module")
def profile_file(root: Path) -> Path:
    return root / "docs" / "examples" / "trattoria.toml"


@pytest.fixture(scope="module")
def page(book: cr.Rulebook, profile_file: Path) -> ReportPage:
    return report_page(book.assess(book.read_profile(profile_file)))


def lines_by_hand(content: str, wanted: str) -> int:
    """The first line that begins with a text."""
    return next(number for number, line in enumerate(content.splitlines(), 1) if line.strip().startswith(wanted))


def test_every_key_of_a_toml_file_has_its_line(profile_file: Path) -> None:
    """Of a channel the line of its table; of a fact the line on which it is stated."""
    content = profile_file.read_text(encoding="utf-8")
    lines = lines_of(content, ".toml")
    assert lines["company.size"] == lines_by_hand(content, "size")
    assert lines["channel[yt].network"] == lines_by_hand(content, 'network = "youtube"')
    assert lines["channel[fb].editorial_plan.renewed_on"] == lines_by_hand(content, "renewed_on")
    assert content.splitlines()[lines["channel[tt]"] - 1] == "[[channel]]"


def test_texts_of_several_lines_are_no_keys() -> None:
    """Neither long texts nor lists over several lines hide or make keys."""
    content = '[company]\nname = """x\n[[channel]]\nid = "no"\n"""\nformats = [\n  "text", # ]\n]\nsize = "micro"\n'
    assert lines_of(content, ".toml") == {"company": 1, "company.name": 2, "company.formats": 6, "company.size": 9}


@pytest.mark.parametrize("suffix", [".json", ".yaml"])
def test_the_lines_of_json_and_yaml(book: cr.Rulebook, profile_file: Path, suffix: str) -> None:
    """The same facts are found in the other forms of a profile."""
    data = book.read_profile(profile_file).to_dict()
    content = json.dumps(data, indent=2) if suffix == ".json" else yaml_of(data)
    lines = lines_of(content, suffix)
    written = content.splitlines()
    for path, key in (("channel[yt].network", "network"), ("company.size", "size"), ("channel[fb].role", "role")):
        assert written[lines[path] - 1].strip('-" {').startswith(key)
    assert "youtube" in written[lines["channel[yt].network"] - 1]


def yaml_of(data: dict[str, Any]) -> str:
    """Plain data as YAML in blocks, lists of texts in one line."""

    def block(value: Any, indent: str) -> str:
        if isinstance(value, dict):
            return "".join(f"\n{indent}{key}:{block(each, indent + '  ')}" for key, each in value.items())
        if isinstance(value, list) and value and isinstance(value[0], dict):
            parts = (block(each, indent + "  ").strip() for each in value)
            return "".join(f"\n{indent}- {part}" for part in parts)
        return f" {json.dumps(value)}"

    return block(data, "").lstrip()


def test_findings_stand_at_the_line_of_the_fact(page: ReportPage, profile_file: Path) -> None:
    """What a code host shows is beside the fact that has to change; what is presumed is a note that says so."""
    content = profile_file.read_text(encoding="utf-8")
    told = page_as_sarif(page, "docs/a b.toml", content)
    (run,) = told["runs"]
    found = {each["ruleId"]: each for each in run["results"]}
    put_off = found["posts-put-off"]
    assert put_off["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "docs/a%20b.toml"},
        "region": {"startLine": lines_by_hand(content, "posts_postponed")},
    }
    assert (put_off["level"], found["long-silent-channel"]["level"]) == ("warning", "error")
    assert found["no-editorial-plan"]["level"] == "note"
    assert found["no-editorial-plan"]["message"]["text"].startswith("presumed: ")
    assert [run["tool"]["driver"]["rules"][each["ruleIndex"]]["id"] for each in run["results"]] == [
        each["ruleId"] for each in run["results"]
    ]
    assert len(run["results"]) == sum(len(each.findings) for each in page.subjects)


def test_markdown_tells_the_same(page: ReportPage, book: cr.Rulebook, profile_file: Path) -> None:
    """Each finding, each thing in order and each question that matters; the boxes are ones that a wiki can tick."""
    decision = book.assess(book.read_profile(profile_file))
    told = page_as_markdown(page)
    for each in (*decision.findings, *decision.clear):
        assert markdown_text(each.told()[0]) in told
    asked = [each for each in decision.questions if each.matters]
    assert told.count("- [ ] ") == len(asked) + len(page.presumed)
    assert not re.search(r"\\\*\\\*", told)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>", "\\<script\\>"),
        ("a | b\nc", "a \\| b c"),
        ("# not a heading", "\\# not a heading"),
        ("1. not a list", "1\\. not a list"),
        ("1.5 hours", "1.5 hours"),
        ("- no item", "\\- no item"),
        ("[a](javascript:x)", "\\[a\\](javascript:x)"),
        ("\x1b[2J", "\\\\x1b\\[2J"),
    ],
)
def test_markdown_of_hostile_texts(text: str, shown: str) -> None:
    """Every letter stands for itself."""
    assert markdown_text(text) == shown


def test_no_class_of_text_gets_past_the_templates(page: ReportPage) -> None:
    """A text that knows its article or its number is a text: it is escaped like any other."""

    class Said(str):
        __slots__ = ()

    told = attrs.evolve(page, company=Said("<b>*x*\x1b"))
    assert page_as_markdown(told).startswith("# \\<b\\>\\*x\\*\\\\x1b\n")
    assert "<h1>&lt;b&gt;*x*\\x1b</h1>" in page_as_html(told)


def test_korean_words_are_kept_whole() -> None:
    """Between the letters of a word a joiner, in texts alone: neither in tags nor in entities nor in the style."""
    page = '<title>한글</title><p class="한글">한글 a&amp;한글</p>'
    assert words_kept_whole(page) == '<title>한글</title><p class="한글">한\u2060글 a&amp;한\u2060글</p>'


def test_a_pdf_is_tagged_and_has_its_text(book: cr.Rulebook) -> None:
    """It says that it can be read aloud, names its language, and Korean text can be searched in it."""
    profile = cr.Profile(as_of=datetime.date(2026, 11, 1), company=cr.Company(name="한빛 카페"))
    read = PdfReader(io.BytesIO(html_as_pdf(book.assess(profile).to_html("ko"))))
    root: Any = read.trailer["/Root"]
    assert root["/Lang"] == "ko"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert "1 / " in read.pages[0].extract_text()
    if (
        not os.environ.get("CI")
        and not subprocess.run(["fc-list", ":lang=ko"], capture_output=True, check=False).stdout
    ):
        pytest.skip("no font here has Korean letters: apt-get install fonts-noto-cjk")
    assert "한빛 카페" in read.pages[0].extract_text()


def test_a_pdf_has_the_logo_and_fetches_nothing(book: cr.Rulebook) -> None:
    """A picture within the page is in the PDF; one that would be fetched, from a disk or the web, is not."""
    label = WhiteLabel("Nord", "Oslo", "x@nord.example", "#7a1f4e", f"data:image/png;base64,{PNG}")
    page = report_page(book.assess(cr.Profile(as_of=datetime.date(2026, 11, 1), company=cr.Company(name="Ava"))))
    html = page_as_html(page, label)
    outside = '<img src="file:///etc/hostname" alt=""><img src="http://127.0.0.1:9/" alt=""></main>'
    elsewhere = html.replace("</main>", outside)
    for content, pictures in ((html, 1), (html.replace(PNG, ""), 0), (elsewhere, 1)):
        read = PdfReader(io.BytesIO(html_as_pdf(content)))
        assert len({image.data for each in read.pages for image in each.images}) == pictures
