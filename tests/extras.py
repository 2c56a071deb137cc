"""Each extra alone, in an empty environment: ``python -m tests.extras [--python 3.11 ...] [--extra cli ...]``.

A wheel is built once. For each Python that is there, and each extra, a new virtual environment gets the wheel with that
extra and nothing else, and a few lines that need it run. Whatever those lines need that the extra does not bring fails.
It takes some minutes; CI does not run it.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
PYTHONS: Final = ("3.11", "3.12", "3.13")

_JUDGED: Final = """
import channelrules as cr
book = cr.load_rules()
data = {"format": 1, "as_of": "2026-11-01", "company": {"name": "Example"},
        "channel": [{"id": "fb", "network": "facebook", "status": "active", "account": "personal_profile"}]}
profile = book.parse_profile(data)
decision = book.assess(profile)
assert decision.channel("fb").possible
"""
SMOKE: Final = {
    "": "assert cr.render(decision)",
    "check": """
from channelrules.audit.consistency import check_whole
from channelrules.decision.rulebook import compiled_of
from channelrules.audit.proofs import prove
next(check_whole(compiled_of(book)), None)
assert {each.state.value for each in prove(compiled_of(book), ["reachable"])} == {"proved"}
""",
    "cli": """
import subprocess, sys
subprocess.run([sys.executable, "-m", "channelrules", "rules", "list"], check=True, stdout=subprocess.DEVNULL)
""",
    "intake": """
import datetime, pathlib
from channelrules.intake.document import updated
blank = cr.intake.blank_profile("Example", ["facebook"], book, datetime.date(2026, 11, 1))
assert cr.intake.write_form(blank, pathlib.Path("form.xlsx"), rulebook=book)
event = ["UID:1", "DTSTART;VALUE=DATE:20261103", "SUMMARY:menu", "LOCATION:Facebook", "RRULE:FREQ=MONTHLY"]
lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", *event, "END:VEVENT", "END:VCALENDAR", ""]
pathlib.Path("plan.ics").write_text("\\n".join(lines))
found = cr.intake.read(profile, ["form.xlsx", "plan.ics"], rulebook=book)
assert len(found.changes) == 1 and not found.refused, found
text = 'format = 1\\nas_of = 2026-11-01\\n[company]\\nname = "Example"  # kept\\n'
known = cr.Profile(as_of=datetime.date(2026, 11, 1), company=cr.Company(name="Example", size="micro"))
assert "# kept" in updated(text, ".toml", known, ["company.size"], book)
""",
    "mcp": """
from channelrules.faces.mcp import server_of
assert server_of(book)
""",
    "pdf": """
from channelrules.report.pdf import html_as_pdf
assert html_as_pdf(decision.to_html()).startswith(b"%PDF")
""",
    "portfolio": "assert cr.portfolio.assess(cr.portfolio.table([profile])).verdicts.num_rows == 2",
    "report": """
from channelrules.report.build import report_page
from channelrules.report.markdown import page_as_markdown
assert "whim" in page_as_markdown(report_page(decision))
assert decision.to_html("ko").startswith("<!doctype html>")
""",
    "solver": """
import attrs
many = [cr.Channel(id=f"c{n}", network="facebook", status="active", hours_per_week=1) for n in range(30)]
assert len(book.assess(attrs.evolve(profile, channels=many)).shortlist(hours=5).kept) <= 5
""",
    "spark": """
import pyspark.sql
assert cr.portfolio.spark.assess
""",
    "yaml": """
import pathlib
pathlib.Path("p.yaml").write_text("format: 1\\nas_of: 2026-11-01\\ncompany: {name: Example}\\n")
assert book.read_profile("p.yaml").company.name == "Example"
""",
}
"""What needs an extra; the key without a name stands for the package alone."""


def extras() -> list[str]:
    """The extras that pyproject.toml declares, and none."""
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return ["", *content["project"]["optional-dependencies"]]


def pythons(wanted: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Those of the wanted versions that run on this machine, with their programs."""
    for version in wanted:
        program = shutil.which(f"python{version}")
        if program and subprocess.run([program, "-c", ""], capture_output=True, check=False).returncode == 0:
            yield version, program
        else:
            print(f"python {version}: not on this machine")


def tried(program: str, wheel: Path, extra: str, folder: Path) -> str:
    """Return what failed, or an empty text."""
    subprocess.run([program, "-m", "venv", str(folder)], check=True, capture_output=True)
    inside = str(folder / "bin" / "python")
    wanted = f"{wheel}[{extra}]" if extra else str(wheel)
    steps = (["-m", "pip", "install", "-q", wanted], ["-c", _JUDGED + SMOKE[extra]], ["-m", "pip", "check"])
    for step in steps:
        ran = subprocess.run([inside, *step], cwd=folder, capture_output=True, text=True, check=False)
        if ran.returncode:
            return (ran.stderr or ran.stdout).strip().splitlines()[-1]
    return ""


def main() -> int:
    """Try what is asked for, tell each, and return 1 where something failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--python", nargs="*", default=PYTHONS)
    parser.add_argument("--extra", nargs="*", default=extras())
    options = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as work:
        build = [sys.executable, "-m", "build", "-q", "--wheel", "--no-isolation", "--outdir", work, str(ROOT)]
        subprocess.run(build, check=True)
        (wheel,) = Path(work).glob("*.whl")
        for version, program in pythons(options.python):
            for extra in options.extra:
                folder = Path(work) / "venv"
                began = time.monotonic()
                problem = tried(program, wheel, extra, folder)
                shutil.rmtree(folder)
                failed += bool(problem)
                took = time.monotonic() - began
                print(f"python {version}, {extra or 'alone':10} {problem or 'fine'} ({took:.0f} s)", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
