"""The playground as a browser takes it: ``python -m tests.benchmarks.playground`` (needs Chromium, node and npm).

Bytes of a first and a second visit as the server counts them, starts, what an answer costs with 1, 5 and 40 channels,
memory, and the one file. The server is this machine, so no network is in the times.
"""

from __future__ import annotations

import datetime
import functools
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

import channelrules as cr
from tests.browser.playground import ONE_FILE, Quiet, begun, built, chromium, opened, settled

SIZES = (1, 5, 40)
ANSWERS = 5
NETWORKS = ("facebook", "instagram", "youtube", "tiktok", "linkedin")
ANSWER = """() => new Promise((resolve) => {
    const question = document.querySelector(".question");
    const number = question.querySelector(".answering input[type=number]");
    if (number) {
        number.value = "2";
        number.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const own = question.querySelector(number ? ".answering button.main" : ".choices button")
        ?? question.querySelector(".beside button:last-child");
    const began = performance.now();
    const watch = new MutationObserver(() => {
        if (document.body.hasAttribute("aria-busy")) return;
        watch.disconnect();
        resolve(performance.now() - began);
    });
    watch.observe(document.body, { attributes: true, attributeFilter: ["aria-busy"] });
    own.click();
})"""
MEGABYTE = 1_000_000


class Counting(Quiet):
    """Counts what bodies weigh."""

    sent = 0

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Send a file, and count it."""
        content = source.read()
        Counting.sent += len(content)
        outputfile.write(content)


def main() -> None:
    """Print every figure, each on a line of its own."""
    with tempfile.TemporaryDirectory() as own:
        folder = built(Path(own) / "playground")
        with counted(folder) as address, chromium() as browser:
            tell("load average of the machine", f"{os.getloadavg()[0]:.1f}")
            visits(browser, address)
            answers(browser, address)
            one_file(browser, folder / ONE_FILE)


def tell(what: str, said: str) -> None:
    """Print a figure."""
    sys.stdout.write(f"{what:<52} {said:>14}\n")
    sys.stdout.flush()


@contextmanager
def counted(folder: Path) -> Iterator[str]:
    """Serve a folder, and count; the address of its page."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Counting, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


def timed(act: Callable[[], object]) -> str:
    """Do something; how long it took."""
    began = time.perf_counter()
    act()
    return f"{time.perf_counter() - began:.2f} s"


def there(page: Page) -> None:
    """Wait until the library answers."""
    page.wait_for_selector("body[data-library=there]", state="attached", timeout=120_000)


def visits(browser: Browser, address: str) -> None:
    """Tell two visits of one browser: the second brings only what the service worker lets through."""
    context = browser.new_context(locale="en")
    for which, state in (("first", "cold"), ("second", "warm")):
        Counting.sent = 0
        page = context.new_page()
        began = time.perf_counter()
        page.goto(address)
        page.wait_for_selector("#company")
        tell(f"{which} visit ({state}): to the first screen", f"{time.perf_counter() - began:.2f} s")
        begun(page, networks=("facebook",))
        page.wait_for_selector(".card")
        tell(f"{which} visit: to the first question and verdicts", f"{time.perf_counter() - began:.2f} s")
        there(page)
        page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
        tell(f"{which} visit: bytes sent", f"{Counting.sent:,}")
        page.close()
    context.close()


def answers(browser: Browser, address: str) -> None:
    """Tell what a question that is answered costs, to new verdicts and the next question, and the memory then."""
    context = browser.new_context(locale="en")
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address)
    there(page)
    for size in SIZES:
        channels = tuple(
            cr.Channel(id=f"c{place}", network=NETWORKS[place % len(NETWORKS)], status="active")
            for place in range(size)
        )
        profile = cr.Profile(as_of=datetime.date(2026, 11, 1), company=cr.Company(name=f"of {size}"), channels=channels)
        opened(page, "p.json", json.dumps(profile.to_dict()))
        page.wait_for_selector(".question .beside", timeout=60_000)
        took = []
        for _ in range(ANSWERS):
            took.append(page.evaluate(ANSWER))
            settled(page)
        tell(f"an answer to new verdicts, {size} channels (median)", f"{statistics.median(took):.0f} ms")
    tell("memory of the page and its worker, afterwards", memory(context, page))
    context.close()


def memory(context: BrowserContext, page: Page) -> str:
    """Return what the process of the page holds, as Linux says it."""
    session = context.browser.new_browser_cdp_session() if context.browser else context.new_cdp_session(page)
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    held = [rss(each["id"]) for each in processes if each["type"] == "renderer"]
    return f"{max(held) / MEGABYTE:.0f} MB"


def rss(process: int) -> int:
    """Return the resident bytes of a process."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(next(each for each in status.splitlines() if each.startswith("VmRSS")).split()[1]) * 1024


def one_file(browser: Browser, file: Path) -> None:
    """Tell the size of the one file, and its start from the disk."""
    tell("one file: bytes", f"{file.stat().st_size:,}")
    context = browser.new_context(locale="en", offline=True)
    page = context.new_page()

    def start() -> None:
        page.goto(file.as_uri())
        begun(page, networks=("facebook",))

    tell("one file: to the first question and verdicts", timed(start))
    context.close()


if __name__ == "__main__":
    main()
