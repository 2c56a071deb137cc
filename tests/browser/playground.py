"""The playground as the tests open it: built once, served from this machine, looked at by Chromium."""

from __future__ import annotations

import fcntl
import functools
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
LACKING = [name for name, found in (("Chromium", CHROMIUM), ("npm", shutil.which("npm"))) if not found]
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}
ONE_FILE = "whim-or-asset.html"
SLOW = 30_000
"""Milliseconds that a busy machine may take to load the library."""


def built(folder: Path) -> Path:
    """Return the folder of the page, made from the sources where it is not there yet; by one process of several.

    ``CHANNELRULES_PLAYGROUND`` names another one.
    """
    folder = Path(os.environ.get("CHANNELRULES_PLAYGROUND") or folder).resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (folder / ONE_FILE).exists():
            return folder
        paths = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
        command = [sys.executable, str(ROOT / "docs" / "playground" / "make.py"), str(folder)]
        environment = {**os.environ, "PYTHONPATH": paths}
        ran = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        assert ran.returncode == 0, ran.stdout + ran.stderr
    return folder


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *given: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder; the address of its page."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser of the system's packages."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@contextmanager
def window(browser: Browser, **options: Any) -> Iterator[BrowserContext]:
    """A fresh window of the browser, in which nothing breaks and nothing is asked of anybody else."""
    context = browser.new_context(**{"viewport": DESK, "locale": "en", **options})
    context.set_default_timeout(SLOW)
    asked: list[str] = []
    broke: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("weberror", lambda error: broke.append(str(error.error)))
    context.on("console", lambda said: broke.append(said.text) if said.type == "error" else None)
    yield context
    context.close()
    foreign = [each for each in asked if not each.startswith(("http://127.0.0.1:", "file:", "blob:", "data:"))]
    assert foreign == []
    assert [each for each in broke if "ERR_INTERNET_DISCONNECTED" not in each] == []


def settled(page: Page) -> None:
    """Wait until the page has done what it was asked."""
    page.wait_for_selector("body:not([aria-busy])")


def begun(page: Page, name: str = "Gino", networks: tuple[str, ...] = ("facebook", "youtube")) -> Page:
    """Begin a company on the first screen."""
    page.fill("#company", name)
    for each in networks:
        page.click(f"[data-id={each}]")
    page.click(".begin button.main")
    page.wait_for_selector(".question")
    settled(page)
    return page


def opened(page: Page, name: str, content: str | bytes) -> Page:
    """Drop a file on the page."""
    kept = content.encode() if isinstance(content, str) else content
    page.evaluate(
        """([name, bytes]) => {
            const given = new DataTransfer();
            given.items.add(new File([new Uint8Array(bytes)], name));
            document.dispatchEvent(new DragEvent("drop", { dataTransfer: given, bubbles: true, cancelable: true }));
        }""",
        [name, list(kept)],
    )
    settled(page)
    return page


def fits(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def draft(page: Page) -> dict[str, Any]:
    """The draft that the browser keeps, as the library wrote it."""
    kept = page.evaluate("localStorage.getItem('channelrules draft')")
    found: dict[str, Any] = json.loads(json.loads(kept)["content"])
    return found


__all__ = ["DESK", "LACKING", "ONE_FILE", "PHONE", "begun", "built", "chromium", "draft", "expect", "fits", "opened"]
__all__ += ["served", "settled", "window"]
