"""Whose report it is: what a house's folder may say of it, and what is wrong with half of it."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

import channelrules as cr
from channelrules.report.white_label import MAX_LOGO_BYTES, white_label

WHOLE = 'name = "Nord"\nfooter = "Nord Consulting, Oslo"\ncontact = "hello@nord.example"\n'
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def house(folder: Path, label: str, **files: bytes) -> Path:
    (folder / "house.toml").write_text('name = "Nord"\nauthor = "A. Berg"\nformat = 1\n', encoding="utf-8")
    (folder / "report.toml").write_text(label, encoding="utf-8")
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_bytes(content)
    return folder


def test_a_whole_label(tmp_path: Path) -> None:
    """Name, colour and logo are on the page; the rules are the same as without it."""
    folder = house(tmp_path, WHOLE + 'colour = "#7a1f4e"\nlogo = "logo.png"\n', logo_png=PNG)
    book = cr.load_rules(house=folder)
    profile = book.parse_profile({"format": 1, "as_of": "2026-11-01", "company": {"name": "Ava"}})
    page = book.assess(profile).to_html(house=folder)
    assert "--accent: #7a1f4e" in page
    assert 'alt="Nord"' in page
    assert "data:image/png;base64," in page
    assert "hello@nord.example" in page
    (folder / "report.toml").unlink()
    assert cr.load_rules(house=folder).digest == book.digest


def test_a_house_without_a_label_has_ours(tmp_path: Path) -> None:
    """No file, no name; the last of several houses that has one gives it."""
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    house(one, WHOLE)
    assert white_label(other) is None
    assert white_label(None) is None
    found = white_label([one, other])
    assert found is not None
    assert found.name == "Nord"


@pytest.mark.parametrize(
    ("label", "files", "told"),
    [
        ('logo = "logo.png"\n', {"logo_png": PNG}, ["name: this key is missing", "footer: this", "contact: this"]),
        (WHOLE + 'logo = "logo.png"', {}, ["logo: there is no file 'logo.png' in the folder of the house"]),
        (WHOLE + 'logo = "logo.png"', {"logo_png": b"GIF89a"}, ["logo: 'logo.png' is no image: PNG, JPEG or SVG"]),
        (
            WHOLE + 'logo = "logo.png"',
            {"logo_png": PNG + b"x" * MAX_LOGO_BYTES},
            ["logo: 'logo.png' is larger than 100,000 bytes"],
        ),
        (
            WHOLE + 'logo = "logo.svg"',
            {"logo_svg": b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>'},
            ["logo: 'logo.svg' is no image"],
        ),
        (WHOLE + 'logo = "../secret.png"', {}, ["logo: '../secret.png' leads out of the folder of the house"]),
        (WHOLE + 'colour = "red"', {}, ["colour: 'red' is given, a colour such as #1f4e79 is expected"]),
        (WHOLE + 'colour = "#ffee00"', {}, ["colour: #ffee00 cannot be read on white (contrast 1.2, at least 4.5)"]),
        (WHOLE + 'color = "#1f4e79"', {}, ["color: this key is unknown. Did you mean 'colour'?"]),
        (WHOLE + "name = 1", {}, ["Nord", "report.toml: this is not valid TOML"]),
    ],
)
def test_half_a_label_is_told(tmp_path: Path, label: str, files: dict[str, bytes], told: list[str]) -> None:
    """Everything that is wrong with it at once, with the key."""
    with pytest.raises(cr.Problems) as refused:
        white_label(house(tmp_path, label, **files))
    for each in told if told[0] != "Nord" else told[1:]:
        assert each in str(refused.value)


def test_a_logo_may_be_drawn(tmp_path: Path) -> None:
    """An SVG is taken as a picture; what it would run does not run in one."""
    folder = house(tmp_path, WHOLE + 'logo = "logo.svg"', logo_svg=b'<?xml version="1.0"?>\n<svg xmlns="x"></svg>')
    found = white_label(folder)
    assert found is not None
    assert found.logo.startswith("data:image/svg+xml;base64,")
