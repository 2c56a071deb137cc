"""The playground in a real browser: the library itself runs in the page, from a server and from one file on the disk.

The page is built once for all of these. Chromium comes from the system's packages and Pyodide from npm's; without them
these tests are skipped; `.ci/run` installs both, so there none is.
"""

from __future__ import annotations

import datetime
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

import channelrules as cr
from tests.browser.playground import (
    LACKING,
    ONE_FILE,
    PHONE,
    begun,
    built,
    chromium,
    draft,
    fits,
    opened,
    served,
    settled,
    window,
)
from tests.fixtures.companies import batches
from tests.fixtures.exports import EXPORTS, posts, text_file, workbook
from tests.fixtures.portfolios import profiles_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("playground"),
    pytest.mark.skipif(
        bool(LACKING) and not os.environ.get("CI"), reason=f"the machine lacks {', '.join(LACKING)}: apt-get install it"
    ),
]
HOSTILE = "<script>document.title='taken'</script>{{ 7 * 7 }}\"'>&amp;</style><b>x</b> 😀 שלום " + "w" * 100
CALENDAR = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20261101T080000Z\r\n"
    b"DTSTART;TZID=Europe/Rome:20261103T090000\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\nSUMMARY:post\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
TABS = ("interview", "facts", "why", "whatif", "shortlist", "compare", "numbers", "report", "rules")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    return built(shared / "playground")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    with served(folder) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def loaded(browser: Browser, site: str) -> Iterator[Page]:
    """A page with the library in it, which the tests hand on: each begins on its first screen."""
    with window(browser) as context:
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(site)
        page.wait_for_selector("body[data-library]", state="attached")
        assert page.get_attribute("body", "data-library") == "there"
        yield page


@pytest.fixture
def page(loaded: Page) -> Iterator[Page]:
    if loaded.locator("#panel").count():
        loaded.click("header.bar .files > button:last-child")
        settled(loaded)
    yield loaded
    loaded.set_viewport_size({"width": 1280, "height": 900})
    loaded.select_option("#language", "en")
    settled(loaded)


def violations(page: Page) -> list[str]:
    """What axe finds, each with the element."""
    found: Any = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


def look_at(page: Page, tab: str) -> None:
    page.click(f"#tab-{tab}")
    settled(page)
    assert page.inner_text("#wrong") == ""


# --- by the keyboard ---


def tab_to(page: Page, selector: str) -> None:
    """Press the tabulator until the focus is where it is wanted."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def answer_by_keys(page: Page) -> None:
    """Answer the question that is shown, whatever it is, without a mouse."""
    question = page.locator(".question")
    if question.locator(".presumed-box button.main").count():
        tab_to(page, ".presumed-box button.main")
        page.keyboard.press("Enter")
    elif question.locator(".answering .rows").count():
        tab_to(page, ".beside button:last-child")
        page.keyboard.press("Enter")
    elif question.locator(".answering input").count():
        tab_to(page, ".answering input")
        kind = page.evaluate("document.activeElement.type")
        keys = {"number": "2", "date": "11012026", "checkbox": " ", "text": "more guests"}[kind]
        page.keyboard.press("Space") if kind == "checkbox" else page.keyboard.type(keys)
        page.keyboard.press("Enter")
    else:
        tab_to(page, ".question .choices button")
        page.keyboard.press("Enter")
    settled(page)
    assert page.inner_text("#wrong") == ""


def test_the_whole_interview_by_the_keyboard_alone(page: Page, book: cr.Rulebook) -> None:
    """From a name to settled verdicts without a mouse, and they are those of the library on the same answers."""
    page.evaluate("document.activeElement.blur()")
    tab_to(page, "#company")
    page.keyboard.type("Trattoria")
    tab_to(page, "[data-id=facebook]")
    page.keyboard.press("Space")
    tab_to(page, ".begin button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".question")
    settled(page)
    for _ in range(60):
        if page.locator(".question.done").count():
            break
        answer_by_keys(page)
    assert page.locator(".card").count() == page.locator(".card.certain").count() == 2
    decision = book.resume(draft(page)["interview"]).decision
    shown = page.locator(".card[data-subject=facebook] .badge").get_attribute("class")
    assert f"tone-{decision.channel('facebook').verdict.value}" in str(shown)


# --- the same as the library elsewhere ---

BATCH = """async (files) => {
    const setting = JSON.parse(document.getElementById("setting").textContent);
    const unpacked = async (url) => {
        const fetched = await fetch(url);
        return new Response(fetched.body.pipeThrough(new DecompressionStream("gzip"))).blob();
    };
    const code = new Blob([await unpacked(setting.worker.url)], { type: "text/javascript" });
    const worker = new Worker(URL.createObjectURL(code));
    let last = 0;
    const ask = (given) => new Promise((resolve, reject) => {
        const id = (last += 1);
        worker.addEventListener("message", ({ data }) => {
            if (data.id === id) "ok" in data ? resolve(data.ok) : reject(new Error(data.broke));
        });
        worker.postMessage({ id, ...given });
    });
    const parts = Object.entries(setting.parts).map(([name, { url }]) => [name, { url: new URL(url, location).href }]);
    await ask({ start: Object.fromEntries(parts), lock: setting.lock });
    const told = [];
    for (const { method, ...rest } of files) told.push(JSON.parse(await ask({ method, args: JSON.stringify(rest) })));
    worker.terminate();
    return told;
}"""


def of_a_card(card: Any) -> Any:
    notes = sorted((each["rule"], each["outcome"]) for each in card["findings"])
    return card["subject"], card["verdicts"], card["leaning"], card["possible"], notes


def of_a_decision(decision: cr.Decision) -> Iterator[Any]:
    company = decision.company
    told = ([each.value for each in side] for side in (company.verdicts, company.leaning, company.possible))
    yield (None, *told, notes_of(company.findings))
    for each in decision.channels:
        verdicts = [] if each.verdict is cr.Verdict.UNDETERMINED else [each.verdict.value]
        leaning = [] if each.leaning is None else [each.leaning.value]
        yield each.id, verdicts, leaning, [one.value for one in each.possible], notes_of(each.findings)


def notes_of(findings: Any) -> list[tuple[str, str]]:
    return sorted((each.id, each.outcome.value) for each in findings)


def test_the_same_as_the_library_on_300_companies(page: Page, book: cr.Rulebook) -> None:
    """Verdicts, leanings, what remains possible and every finding, in one load; of some the whole decision."""
    companies = [profile for _, profile in profiles_of(next(iter(batches(300, seed=22))))]
    assert len(companies) == 300
    asked: list[dict[str, Any]] = []
    for place, profile in enumerate(companies):
        asked.append({"method": "open", "name": "p.json", "content": json.dumps(profile.to_dict())})
        if place < 10:
            asked.append({"method": "save", "form": "decision"})
    told = page.evaluate(BATCH, asked)
    answers = iter(told)
    for place, profile in enumerate(companies):
        decision = book.assess(profile, engine="native")
        live = next(answers)["answer"]
        assert [of_a_card(each) for each in live["cards"]] == [
            (subject, verdicts, leaning, possible, [tuple(one) for one in notes])
            for subject, verdicts, leaning, possible, notes in of_a_decision(decision)
        ]
        if place < 10:
            assert json.loads(next(answers)["answer"]["content"]) == json.loads(json.dumps(decision.to_dict(lang="en")))


# --- what goes wrong ---


def test_hostile_values_stay_text(page: Page) -> None:
    """A name and an advantage that would be markup are shown as they are, in every view, and nothing runs."""
    channel = cr.Channel(id="c", network="facebook", status="active", benefit=HOSTILE, note=HOSTILE, url=HOSTILE)
    profile = cr.Profile(as_of=datetime.date(2026, 11, 1), company=cr.Company(name=HOSTILE), channels=(channel,))
    opened(page, "hostile.json", json.dumps(profile.to_dict()))
    assert page.locator("h1").inner_text() == HOSTILE
    page.set_viewport_size(PHONE)
    for tab in TABS:
        look_at(page, tab)
        assert fits(page)
        assert page.locator("#page script, #page b:text-is('x')").count() == 0
    assert page.title().startswith(HOSTILE[:60])


def test_a_broken_file_is_told_in_words(page: Page) -> None:
    """What is wrong and where, in the language of the page; what was open stays open; then the mended file opens."""
    page.select_option("#language", "it")
    opened(page, "kaputt.toml", "format = 1\nas_of = 2026-11-01\n[company\n")
    assert "Traceback" not in page.inner_text("#wrong")
    assert "file" in page.locator("#wrong p").inner_text()
    opened(page, "wrong.toml", 'format = 1\nas_of = 2026-11-01\n[company]\nname = "x"\nhours_per_week = -3\nfoo = 1\n')
    assert page.locator("#wrong li").count() == 2
    assert page.locator("#panel").count() == 0
    opened(page, "right.toml", 'format = 1\nas_of = 2026-11-01\n[company]\nname = "x"\n')
    assert page.locator("h1").inner_text() == "x"


def test_an_answer_that_cannot_be_is_told_beside_it(page: Page) -> None:
    """A number out of its range is refused in words, and the question stays."""
    begun(page)
    path = page.get_attribute(".question", "data-path")
    page.fill(".answering input", "-3")
    page.click(".answering button.main")
    settled(page)
    assert page.inner_text("#wrong")
    assert page.get_attribute(".question", "data-path") == path
    page.fill(".answering input", "3")
    page.click(".answering button.main")
    settled(page)
    assert page.inner_text("#wrong") == ""
    assert page.get_attribute(".question", "data-path") != path


# --- back and forth ---


def test_back_and_every_earlier_answer(page: Page) -> None:
    """An answer can be changed where it stands, and taken back."""
    begun(page)
    page.fill(".answering input", "3")
    page.click(".answering button.main")
    settled(page)
    page.click(".earlier summary")
    page.click(".given button")
    page.wait_for_selector(".question[data-path='company.hours_per_week'] .answering input")
    assert page.input_value(".answering input") == "3"
    page.fill(".answering input", "7")
    page.click(".answering button.main")
    settled(page)
    assert draft(page)["interview"]["steps"] == [{"path": "company.hours_per_week", "how": "answered", "value": 7}]
    page.click(".beside button:first-child")
    settled(page)
    assert draft(page)["interview"]["steps"] == []


def test_only_what_can_be_confirmed_is_asked_so(page: Page, root: Path) -> None:
    """A presumption that a yes does not state is told without asking whether it is so; one that it states is asked."""
    opened(page, "t.toml", (root / "docs" / "examples" / "trattoria.toml").read_text(encoding="utf-8"))
    found = set()
    while not page.locator(".question.done").count():
        box = page.locator(".presumed-box")
        if box.count():
            asks = "Is that so?" in box.inner_text()
            assert asks == (box.locator("button").count() > 0)
            found.add(asks)
        page.click(".beside button:last-child")
        settled(page)
    assert found == {True, False}


def test_files_go_in_and_out(page: Page, root: Path, tmp_path: Path) -> None:
    """A profile that is opened and saved keeps its comments; a decision that is saved can be compared with."""
    text = (root / "docs" / "examples" / "trattoria.toml").read_text(encoding="utf-8")
    opened(page, "trattoria.toml", text)
    saved = {}
    for place, name in enumerate(("toml", "json", "decision")):
        page.click(".menu summary")
        with page.expect_download() as download:
            page.locator(".menu button").nth(place).click()
        download.value.save_as(tmp_path / name)
        saved[name] = (tmp_path / name).read_text(encoding="utf-8")
        settled(page)
    assert saved["toml"] == text
    look_at(page, "compare")
    with page.expect_file_chooser() as chooser:
        page.click("#panel button.main")
    chooser.value.set_files({"name": "then.json", "mimeType": "application/json", "buffer": saved["decision"].encode()})
    page.wait_for_selector("#panel h3")
    assert page.inner_text("#wrong") == ""


def test_exports_are_read_in_the_page(page: Page) -> None:
    """A CSV, a workbook and a calendar that are dragged in say what they say; it counts once it is taken."""
    begun(page, networks=("instagram",))
    export = EXPORTS[0]
    content = text_file([list(export.header), *map(export.row, posts())], "utf-8")
    opened(page, "Aug-01-2026_Oct-31-2026.csv", content)
    page.wait_for_selector("dialog.read h2")
    assert page.locator("dialog.read").inner_text()
    page.keyboard.press("Escape")
    for name, content in (
        ("sheet.xlsx", workbook({"Sheet1": [["a", "b"], ["1", "2"]]})),
        (
            "plan.ics",
            CALENDAR,
        ),
        ("old.csv", text_file([["a"], ["b"]], "utf-8")),
    ):
        opened(page, name, content)
        assert page.inner_text("#wrong") == ""
        page.wait_for_selector("dialog.read h2")
        page.locator("dialog.read button").last.click()
        assert page.locator("dialog.read").count() == 0


def test_a_reload_in_the_middle(page: Page) -> None:
    """The draft is offered, taken up where it was, in the language of before; forgetting it leaves nothing."""
    page.select_option("#language", "ko")
    begun(page, "서울식당")
    page.fill(".answering input", "5")
    page.click(".answering button.main")
    settled(page)
    kept, asked = draft(page), page.get_attribute(".question", "data-path")
    # The worker that keeps the page for offline has it by now; from here on there is no network.
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    page.context.set_offline(True)
    page.reload()
    assert page.get_attribute("html", "lang") == "ko"
    page.click(".last button.main")
    page.wait_for_selector(".question")
    settled(page)
    page.context.set_offline(False)
    assert page.get_attribute(".question", "data-path") == asked
    assert draft(page)["interview"] == kept["interview"]
    page.click("header.bar .files > button:last-child")
    page.wait_for_selector("#company")
    assert page.evaluate("localStorage.getItem('channelrules draft')") is None


# --- for everybody ---


@pytest.mark.parametrize("lang", ["en", "it", "ko"])
def test_for_everybody(page: Page, root: Path, lang: str) -> None:
    """axe finds nothing in any view, on a desk and on a phone, and nothing sticks out; the language changes at once."""
    assert violations(page) == []
    opened(page, "t.toml", (root / "docs" / "examples" / "trattoria.toml").read_text(encoding="utf-8"))
    page.select_option("#language", lang)
    settled(page)
    assert page.get_attribute("html", "lang") == lang
    for tab in TABS:
        look_at(page, tab)
        if lang == "en" or tab in {"interview", "whatif"}:
            assert violations(page) == []
    page.set_viewport_size(PHONE)
    for tab in TABS:
        look_at(page, tab)
        assert fits(page)
    assert violations(page) == []


def test_the_dark(page: Page, root: Path) -> None:
    """Where the reader's system is dark, the page is, and can be read."""
    opened(page, "t.toml", (root / "docs" / "examples" / "trattoria.toml").read_text(encoding="utf-8"))
    page.emulate_media(color_scheme="dark")
    look_at(page, "interview")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 28)"
    page.click(".card summary >> nth=0")
    assert violations(page) == []
    page.emulate_media(color_scheme="light")


def test_the_report_is_styled_and_printed(page: Page, root: Path) -> None:
    """In its frame it looks as it does alone, though the policy of the page forbids styles in markup."""
    opened(page, "t.toml", (root / "docs" / "examples" / "trattoria.toml").read_text(encoding="utf-8"))
    look_at(page, "report")
    frame = page.frame_locator("iframe.report")
    assert frame.locator("h1").inner_text() == "Trattoria da Gino"
    border = frame.locator("header.top").evaluate("each => getComputedStyle(each).borderTopColor")
    assert border == "rgb(31, 78, 121)"
    assert frame.locator(".track > i").first.evaluate("each => each.style.width.endsWith('%')")


def test_a_rule_is_tried_otherwise(page: Page, root: Path) -> None:
    """Its examples tell what breaks, and the open company what would change."""
    opened(page, "t.toml", (root / "docs" / "examples" / "trattoria.toml").read_text(encoding="utf-8"))
    look_at(page, "rules")
    page.fill("#panel input[type=search]", "company-as-personal-profile")
    page.locator(".entry-button").first.click()
    page.wait_for_selector(".bench textarea")
    settled(page)
    text = page.input_value(".bench textarea")
    condition = re.compile(r"^when = '''.*?'''$", re.DOTALL | re.MULTILINE)
    assert len(condition.findall(text)) == 1
    page.fill(".bench textarea", condition.sub("when = 'channel.in_use and'", text))
    page.click(".bench button.main")
    settled(page)
    assert page.locator(".problems li").count() > 0
    page.fill(".bench textarea", condition.sub("when = 'channel.in_use'", text))
    page.click(".bench button.main")
    settled(page)
    assert page.locator(".bench .changed").count() == 1
    assert page.inner_text("#wrong") == ""


def test_one_file_from_the_disk(browser: Browser, folder: Path, root: Path) -> None:
    """The whole page is one file that opens from a disk; it fetches nothing, and reads a profile and a calendar."""
    with window(browser, offline=True) as context:
        page = context.new_page()
        page.goto((folder / ONE_FILE).as_uri())
        page.wait_for_selector("body[data-library]", state="attached")
        opened(page, "t.toml", (root / "docs" / "examples" / "trattoria.toml").read_text(encoding="utf-8"))
        assert page.locator(".card").count() == 4
        look_at(page, "report")
        opened(page, "sheet.xlsx", workbook({"Sheet1": [["a", "b"], ["1", "2"]]}))
        assert page.inner_text("#wrong") == ""
        page.wait_for_selector("dialog.read h2")
