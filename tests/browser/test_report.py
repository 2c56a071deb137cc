"""The report in a real browser: on a desk, on a phone and in print, read by axe, with whatever a profile may hold.

Chromium comes from the system's packages. Without it these tests are skipped; `.ci/run` installs it, so there none is.
"""

from __future__ import annotations

import datetime
import io
import os
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from pypdf import PdfReader

import channelrules as cr
from channelrules.report.html import portfolio_as_html
from channelrules.report.portfolio_page import portfolio_page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None and not os.environ.get("CI"), reason="Chromium is not installed: apt-get install chromium"
    ),
]
DAY = datetime.date(2026, 11, 1)
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}
HOSTILE = "<script>document.title='taken'</script>{{ 7 * 7 }}\"'>&amp;</style><b>x</b> 😀 שלום " + "w" * 200


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    # The page forbids every script; axe is one, so here the policy is passed by.
    context = browser.new_context(bypass_csp=True, viewport=DESK)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    yield context.new_page()
    assert not [each for each in asked if not each.startswith(("file:", "data:"))]
    context.close()


def shown(page: Page, content: str, folder: Path) -> Page:
    """Open a report as a file, as a client would."""
    file = folder / "report.html"
    file.write_text(content, encoding="utf-8")
    page.goto(file.as_uri())
    return page


def violations(page: Page) -> list[str]:
    """What axe finds, each with the element."""
    found: Any = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


def fits(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def company(book: cr.Rulebook, kind: str) -> cr.Decision:
    """Companies at the edges of what there is."""
    networks = ("facebook", "youtube", "blog", "tiktok", "linkedin", "google_business_profile")
    if kind == "all good":
        case = tomllib.loads((Path(__file__).parent.parent / "cases" / "asset.toml").read_text(encoding="utf-8"))
        return book.assess(book.parse_profile({"format": 1, "as_of": DAY, **case["profile"]}))
    number = {"none": 0, "one": 1, "twelve": 12, "all unknown": 4}[kind]
    hours = None if kind == "all unknown" else 2.0
    channels = tuple(
        cr.Channel(id=f"c{place}", network=networks[place % len(networks)], status="active", hours_per_week=hours)
        for place in range(number)
    )
    return book.assess(cr.Profile(as_of=DAY, company=cr.Company(name="Edge"), channels=channels))


@pytest.fixture(scope="module")
def trattoria(book: cr.Rulebook, root: Path) -> cr.Decision:
    return book.assess(book.read_profile(root / "docs" / "examples" / "trattoria.toml"))


@pytest.mark.parametrize("lang", ["en", "it", "ko"])
def test_on_a_desk_and_on_a_phone(page: Page, tmp_path: Path, trattoria: cr.Decision, lang: str) -> None:
    """axe finds nothing, nothing sticks out, and every link of the page leads somewhere on it."""
    shown(page, trattoria.to_html(lang), tmp_path)
    assert fits(page)
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    assert fits(page)
    assert violations(page) == []
    targets = page.eval_on_selector_all("a[href^='#']", "all => all.map(each => each.getAttribute('href'))")
    assert targets
    assert all(page.locator(each).count() == 1 for each in targets)


@pytest.mark.parametrize("kind", ["none", "one", "twelve", "all unknown", "all good"])
def test_companies_at_the_edges(page: Page, tmp_path: Path, book: cr.Rulebook, kind: str) -> None:
    """No channel, one, twelve, nothing known, nothing wrong: the page stands and axe finds nothing."""
    decision = company(book, kind)
    shown(page, decision.to_html(), tmp_path)
    page.set_viewport_size(PHONE)
    assert fits(page)
    assert violations(page) == []
    assert page.locator("#verdicts tbody tr").count() == len(decision.channels)


def test_what_folds_opens(page: Page, tmp_path: Path, trattoria: cr.Decision) -> None:
    """Why a verdict is what it is stands folded below its findings, and opens by the keyboard."""
    shown(page, trattoria.to_html(), tmp_path)
    first = page.locator("details").first
    assert not first.locator("ul").first.is_visible()
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    assert first.locator("ul").first.is_visible()


def test_hostile_values_stay_text(page: Page, tmp_path: Path, book: cr.Rulebook) -> None:
    """A name, a note, an address and an advantage that would be markup are shown as they are, and nothing runs."""
    channel = cr.Channel(id="c", network="facebook", status="active", benefit=HOSTILE, note=HOSTILE, url=HOSTILE)
    profile = cr.Profile(as_of=DAY, company=cr.Company(name=HOSTILE), channels=(channel,))
    shown(page, book.assess(profile).to_html(), tmp_path)
    assert page.title().startswith(HOSTILE[:60])
    assert page.locator("h1").inner_text() == HOSTILE
    assert page.locator("script, b:text('x')").count() == 0
    page.set_viewport_size(PHONE)
    assert fits(page)
    assert violations(page) == []


def test_print(page: Page, tmp_path: Path, trattoria: cr.Decision) -> None:
    """A4, tagged, with the company at the head of every page but the first, and the page's number."""
    shown(page, trattoria.to_html("ko"), tmp_path)
    read = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, tagged=True)))
    assert [round(float(each)) for each in read.pages[0].mediabox[2:]] == [595, 842]
    root: Any = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    texts = [each.extract_text() for each in read.pages]
    assert f"1 / {len(texts)}" in texts[0]
    assert all(each.lstrip().startswith(trattoria.company.name) for each in texts[1:])


def test_a_label_of_a_house(page: Page, tmp_path: Path, trattoria: cr.Decision) -> None:
    """Its logo is a picture that is seen, its colour is the one of the headings."""
    house = tmp_path / "house"
    house.mkdir()
    label = 'name = "Nord"\nfooter = "Nord, Oslo"\ncontact = "x@nord.example"\ncolour = "#7a1f4e"\nlogo = "logo.svg"\n'
    (house / "report.toml").write_text(label, encoding="utf-8")
    logo = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'
    (house / "logo.svg").write_text(logo, encoding="utf-8")
    shown(page, trattoria.to_html(house=house), tmp_path)
    assert page.evaluate("document.querySelector('img').naturalWidth") == 40
    assert page.evaluate("getComputedStyle(document.querySelector('h2')).borderBottomColor") == "rgb(122, 31, 78)"
    assert violations(page) == []


def test_against_last_time(page: Page, tmp_path: Path, book: cr.Rulebook, root: Path) -> None:
    """With what changed since; channels out of use take a line in the overview and no more."""
    before, after = (
        book.assess(book.read_profile(root / "docs" / "examples" / f"wetherspoon-{each}.toml"))
        for each in ("before", "after")
    )
    shown(page, after.to_html("it", before=before), tmp_path)
    assert page.locator("#since li").count() > 0
    assert page.locator("#verdicts tbody tr").count() > page.locator("#findings article").count()
    assert violations(page) == []


def test_many_companies(page: Page, tmp_path: Path, book: cr.Rulebook) -> None:
    """The report on a portfolio is a page of the same make."""
    counts: dict[str, Any] = {
        "judged": 3,
        "channels": 9,
        "rejected": 0,
        "verdicts": {"blog": {"asset": 2, "undetermined": 3}, "tiktok": {"whim": 4}},
        "leanings": {"blog": {"potential": 2}},
        "company_verdicts": {"ready": 1},
        "company_leanings": {"unplanned": 2},
        "rules": {"no-access": {"fires": 2, "presumed": 1, "waived": 0, "open": 3}},
        "missing": {"channel.role": 4},
    }
    shown(page, portfolio_as_html(portfolio_page(counts, {"options": {}}, book, lang="ko")), tmp_path)
    assert fits(page)
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    assert fits(page)
    assert violations(page) == []


def test_two_hundred_channels(page: Page, tmp_path: Path, book: cr.Rulebook, root: Path) -> None:
    """A page of two hundred channels stands, and fits a phone."""
    profile = book.read_profile(root / "docs" / "examples" / "trattoria.toml")
    channels = tuple(attrs.evolve(profile.channels[place % 3], id=f"c{place}") for place in range(200))
    shown(page, book.assess(attrs.evolve(profile, channels=channels)).to_html(), tmp_path)
    page.set_viewport_size(PHONE)
    assert page.locator("#findings article").count() == 201
    assert fits(page)
