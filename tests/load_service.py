"""The service of the examples at its limit: ``python -m tests.load_service --minutes 10`` (needs wrk).

More connections than it has time for ask it without a pause; beside them companies by chance are sent, whose answers
have to be those of `assess`, and requests made from its contract, broken ones among them. Its memory is noted all
along; then it is told to stop while it is asked. The figures go to ``docs/assurance/load.json``.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import attrs

import channelrules as cr
from service.app import brief
from tests.benchmarks.service import ROOT, load
from tests.fixtures.durable_laws import random_profile
from tests.fuzz.service import fuzz

FIGURES: Final = ROOT / "docs" / "assurance" / "load.json"
_EVERY: Final = 10


@attrs.define
class Service:
    """The service in a process of its own, one worker.

    Attributes:
        port: where it listens.
        process: it.
    """

    port: int
    process: subprocess.Popen[bytes]

    @classmethod
    def started(cls) -> Service:
        """Start it, and wait until it answers."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        command = [sys.executable, "-m", "uvicorn", "--app-dir", "docs/examples", "--factory", "service.app:create_app"]
        command += ["--port", str(port), "--log-level", "warning", "--no-access-log"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        made = cls(port, subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE))
        while True:
            try:
                made.asked("GET", "/health")
            except OSError:
                time.sleep(0.1)
            else:
                return made

    def asked(self, method: str, path: str, body: str | None = None) -> tuple[int, Any]:
        """Return the status and the content of an answer, over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(method, path, body, {"content-type": "application/json"} if body else {})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    @property
    def memory(self) -> float:
        """In MB."""
        told = Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii")
        return int(told.split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

    def stopped(self) -> dict[str, Any]:
        """Tell it to stop, and return how it did."""
        begin = time.monotonic()
        self.process.terminate()
        _, errors = self.process.communicate(timeout=60)
        status = self.process.returncode
        return {
            "seconds": round(time.monotonic() - begin, 2),
            # Uvicorn ends by the signal that it was sent, once it has tidied up.
            "ended": signal.Signals(-status).name if status < 0 else f"status {status}",
            "lines of errors": errors.decode().splitlines()[:5],
        }


def checked(service: Service, book: cr.Rulebook, end: float, seed: int) -> Counter[str]:
    """Send companies until the time is over, and count the answers that are those of `assess`, and the others."""
    source, counts = random.Random(seed), Counter[str]()
    while time.monotonic() < end:
        profile = random_profile(source)
        decision = book.assess(profile, engine="native")
        whole = source.random() < 1 / _EVERY
        status, told = service.asked(
            "POST", f"/assess?detail={'full' if whole else 'brief'}", json.dumps(profile.to_dict())
        )
        wanted = decision.to_dict() if whole else brief(decision)
        counts["the same" if (status, told) == (200, json.loads(json.dumps(wanted))) else "others"] += 1
        counts["in full"] += whole
    return counts


def fuzzed(url: str, end: float) -> Counter[tuple[str, int]]:
    """Send requests made from the contract until the time is over, and count them by status."""
    counts, number = Counter[tuple[str, int]](), 1
    while time.monotonic() < end:
        counts += fuzz(40, number, url)
        number += 1
    return counts


def measured(minutes: float, connections: int) -> dict[str, Any]:
    """Put all of it on the service for some minutes, and return what came of it."""
    book = cr.load_rules()
    body = json.dumps(book.read_profile(ROOT / "docs" / "examples" / "trattoria.toml").to_dict())
    begin, seconds = os.getloadavg()[0], int(minutes * 60)
    service = Service.started()
    url = f"http://127.0.0.1:{service.port}"
    memory: list[tuple[int, float]] = []
    try:
        with ThreadPoolExecutor(8) as pool:
            start = time.monotonic()
            end = start + seconds
            asking = pool.submit(load, f"{url}/assess", body, connections, seconds)
            same = [pool.submit(checked, service, book, end, seed) for seed in range(4)]
            strange = pool.submit(fuzzed, url, end)
            while time.monotonic() < end:
                memory.append((round(time.monotonic() - start), round(service.memory, 1)))
                time.sleep(max(1.0, seconds / 60))
            found = asking.result()
            counts = sum((each.result() for each in same), Counter[str]())
            statuses = Counter[str]()
            for (_, status), count in strange.result().items():
                statuses[str(status)] += count
        memory.append((round(time.monotonic() - start), round(service.memory, 1)))
        last = stopping(service, lambda: load(f"{url}/assess", body, connections, 3))
    finally:
        if service.process.poll() is None:
            service.process.kill()
    return {
        "where": f"CPython {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores",
        "programs that wanted a core, before and after": [round(begin, 1), round(os.getloadavg()[0], 1)],
        "minutes": minutes,
        "connections": connections,
        "answers": found.answers,
        "errors": found.errors,
        "a second": round(found.rate, 1),
        "latency in ms": [round(each) for each in found.latency],
        "compared": dict(counts),
        "fuzzed": dict(sorted(statuses.items())),
        "memory in MB": memory,
        "stop": last,
    }


def stopping(service: Service, asking: Callable[[], object]) -> dict[str, Any]:
    """Tell the service to stop while it is asked, and return how it did."""
    ended: Future[object] = Future()

    def ask() -> None:
        ended.set_result(asking())

    worker = threading.Thread(target=ask)
    worker.start()
    time.sleep(1)
    told = service.stopped()
    worker.join()
    return told


def main() -> int:
    """Measure; the exit status says whether every answer was right and the service stopped without a word."""
    parser = argparse.ArgumentParser(prog="python -m tests.load_service", description="The service at its limit.")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--connections", type=int, default=40)
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is needed: apt-get install wrk")
    found = measured(options.minutes, options.connections)
    content = json.dumps(found, indent=1)
    FIGURES.write_text(content + "\n", encoding="utf-8")
    sys.stdout.write(content + "\n")
    wrong = found["errors"] or found["compared"].get("others") or found["stop"]["lines of errors"]
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
