"""The service of the examples under load: ``python -m tests.benchmarks.service`` (needs wrk).

Answers a second, latency and errors with many connections at once, brief and full, beside the library called directly
in the same run, on one core. The machine that sends is the one that answers, so read ratios rather than numbers.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs

import channelrules as cr

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """\
wrk.method = "POST"
wrk.body = [==[{}]==]
wrk.headers["Content-Type"] = "application/json"
function done(summary, latency, requests)
  io.write(string.format("COUNTS %d %d %d %d %d %d\\n", summary.requests, summary.errors.status, summary.errors.connect,
    summary.errors.read, summary.errors.write, summary.errors.timeout))
  io.write(string.format("LATENCY %d %d %d\\n", latency:percentile(50), latency:percentile(99), latency.max))
  io.write(string.format("SECONDS %f\\n", summary.duration / 1000000))
end
"""


@contextmanager
def service(workers: int) -> Iterator[int]:
    """The service on a port of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "--app-dir", "docs/examples", "--factory", "service.app:create_app"]
    command += ["--port", str(port), "--workers", str(workers), "--log-level", "error", "--no-access-log"]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}) as server:
        try:
            for _ in range(300):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            time.sleep(2)
            yield port
        finally:
            server.terminate()


@attrs.frozen
class Load:
    """What came of a load.

    Attributes:
        answers: how many there were.
        errors: how many of them had another status than those below 400, and connections that failed or timed out.
        seconds: how long it took.
        latency: the median, what 99 in 100 stay below, and the longest, in milliseconds.
    """

    answers: int
    errors: int
    seconds: float
    latency: tuple[float, float, float]

    @property
    def rate(self) -> float:
        """The answers a second."""
        return self.answers / self.seconds


def load(url: str, body: str, connections: int, seconds: int) -> Load:
    """Put a load on the service, and return what came of it."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT.format(body))
        script.flush()
        command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", script.name, url]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    counts = [int(each) for each in re.findall(r"COUNTS (.*)", out)[0].split()]
    half, most, longest = (int(each) / 1000 for each in re.findall(r"LATENCY (.*)", out)[0].split())
    return Load(counts[0], sum(counts[1:]), float(re.findall(r"SECONDS (.*)", out)[0]), (half, most, longest))


def loaded(url: str, body: str, connections: int, seconds: int) -> float:
    """Put a load on the service, print what came of it, and return the answers a second."""
    found = load(url, body, connections, seconds)
    half, most, longest = found.latency
    print(
        f"  {url.rpartition('/')[2]:<22} {found.rate:8.1f} a second, {found.answers:,} answers, errors {found.errors}; "
        f"latency median {half:.0f} ms, 99 % {most:.0f} ms, longest {longest:.0f} ms"
    )
    return found.rate


def rate_of(call: Callable[[], object], seconds: float = 3) -> float:
    """How often a second something is done."""
    call()
    done, begin = 0, time.perf_counter()
    while time.perf_counter() - begin < seconds:
        call()
        done += 1
    return done / (time.perf_counter() - begin)


def main() -> None:
    """Print what the service and the library do."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is needed: apt-get install wrk")
    book = cr.load_rules()
    profile = book.read_profile(ROOT / "docs" / "examples" / "trattoria.toml")
    body = json.dumps(profile.to_dict())
    print(f"A company of {len(profile.channels)} channels, {len(body):,} bytes; called directly, on one core")
    direct = rate_of(lambda: book.assess(profile, engine="native"))
    read = rate_of(lambda: book.assess(book.parse_profile_text(body, "json"), engine="native"))
    full = rate_of(lambda: json.dumps(book.assess(profile, engine="native").to_dict()))
    print(f"  assess {direct:8.1f} a second; with reading {read:.1f}; all of it as JSON {full:.1f}")
    print(f"The service, {given.workers} workers, {given.connections} connections, {given.seconds} s")
    with service(given.workers) as port:
        brief = loaded(f"http://127.0.0.1:{port}/assess", body, given.connections, given.seconds)
        whole = loaded(f"http://127.0.0.1:{port}/assess?detail=full", body, given.connections, given.seconds)
    print(f"  brief to assess: {brief / direct:.2f}; full to all of it as JSON: {whole / full:.2f}")


if __name__ == "__main__":
    main()
