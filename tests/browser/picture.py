"""Makes the picture of the report in the documentation: ``python -m tests.browser.picture``."""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

import channelrules as cr

ROOT = Path(__file__).resolve().parent.parent.parent


def main() -> None:
    """Write docs/_static/report.png: the first screen of the example's report."""
    book = cr.load_rules()
    content = book.assess(book.read_profile(ROOT / "docs" / "examples" / "trattoria.toml")).to_html()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.html"
        file.write_text(content, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 960, "height": 1180})
        page.goto(file.as_uri())
        taken = Image.open(io.BytesIO(page.screenshot()))
        browser.close()
    # Few colours do, and the file stays small.
    taken.convert("RGB").quantize(64).save(ROOT / "docs" / "_static" / "report.png", optimize=True)


if __name__ == "__main__":
    main()
