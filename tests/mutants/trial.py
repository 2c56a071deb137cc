"""Tests against one mutant: a warm process forks for each, so that nothing is imported twice but what is mutated.

Mutants are written into a copy of the tree, never into the checkout: what the tests start as processes of their own
meets them too. The bytecode of the copy is checked by content, so that no mutant leaves a trace in it.
"""

from __future__ import annotations

import compileall
import contextlib
import gc
import importlib
import json
import os
import py_compile
import resource
import signal
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import attrs
import pytest

__all__ = ["Copy", "Result"]

_WARM: Final = (
    *("attrs", "cattrs.preconf.json", "babel.dates", "babel.numbers", "babel.lists", "hypothesis", "numpy", "pyarrow"),
    *("pyarrow.compute", "pyarrow.dataset", "pyarrow.parquet", "pandas", "z3", "durable.lang", "typer.testing"),
    *("rich.console", "jinja2", "openpyxl", "icalendar", "tomlkit", "jsonschema", "ruamel.yaml", "schemathesis"),
    *("fastapi.testclient", "mcp", "pytest_cov.plugin", "_pytest.assertion.rewrite", "docutils", "xlwt", "nbformat"),
)
"""What tests import and no mutant changes."""
_MEMORY: Final = 8 << 30


@attrs.frozen
class Result:
    """What became of a mutant.

    Attributes:
        outcome: ``dead``, ``timeout`` (dead too) or ``alive``.
        by: the first test that failed; empty where the mutant cannot be imported, or lives.
        seconds: of processor time.
    """

    outcome: str
    by: str
    seconds: float


class _Chosen:
    """A plugin of pytest: runs chosen tests in their order, and notes the first that fails."""

    def __init__(self, chosen: Sequence[str] | None) -> None:
        self.place = None if chosen is None else {test: place for place, test in enumerate(chosen)}
        self.failed = ""
        self.ran = 0

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if self.place is not None:
            place = self.place
            items[:] = sorted((each for each in items if each.nodeid in place), key=lambda each: place[each.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.ran += report.when == "call"
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and not self.failed:
            self.failed = f"{report.nodeid} cannot be collected"


@attrs.frozen
class Copy:
    """A copy of the tree in which mutants are tried.

    Attributes:
        root: its folder; it holds ``src`` and ``tests``.
        package: the package below ``src`` that is mutated.
    """

    root: Path
    package: str

    def made_ready(self) -> None:
        """Compile the sources so that bytecode is checked by content, and import what every trial needs."""
        mode = py_compile.PycInvalidationMode.CHECKED_HASH
        compileall.compile_dir(self.root / "src", quiet=2, invalidation_mode=mode)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for each in _WARM:
                # What is not installed is not needed by any test that can run here.
                with contextlib.suppress(ImportError):
                    importlib.import_module(each)
        gc.freeze()

    @contextlib.contextmanager
    def mutated(self, file: str, source: str) -> Iterator[None]:
        """Let a module of the copy have another source for a while."""
        path = self.root / "src" / file
        before = path.read_bytes()
        path.write_text(source, encoding="utf-8")
        try:
            yield
        finally:
            path.write_bytes(before)

    def tried(self, tests: Sequence[str], files: Sequence[str] = (), *, seconds: float = 60) -> Result:
        """Run tests in their order until one fails.

        Args:
            tests: their ids.
            files: files of tests that run as a whole instead, where given.
            seconds: the processor time that they may take in all; what takes longer is dead.
        """
        chosen = None if files else tests
        wanted = list(files) or sorted({each.partition("::")[0] for each in tests})
        wanted = [each for each in wanted if (self.root / each).exists()]
        if not wanted:
            return Result("alive", "", 0)
        with tempfile.TemporaryDirectory() as folder:
            told = Path(folder, "told.json")
            begin = resource.getrusage(resource.RUSAGE_CHILDREN)
            child = os.fork()
            if not child:
                self._run(wanted, chosen, told, seconds)
            status = _waited(child, 20 * seconds)
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            took = used.ru_utime + used.ru_stime - begin.ru_utime - begin.ru_stime
            said: dict[str, Any] = json.loads(told.read_text(encoding="utf-8")) if told.exists() else {}
        if status is None or status in {-signal.SIGXCPU, -signal.SIGKILL}:
            return Result("timeout", "", took)
        if not said:
            return Result("dead", "the process ended", took)
        alive = said["code"] in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}
        return Result("alive" if alive else "dead", "" if alive else said["failed"] or "cannot be imported", took)

    def _run(self, wanted: Sequence[str], chosen: Sequence[str] | None, told: Path, seconds: float) -> None:
        """Be the process that runs the tests; it never returns."""
        code: int = pytest.ExitCode.INTERNAL_ERROR
        plugin = _Chosen(chosen)
        try:
            os.setsid()
            limit = int(seconds) + 1
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
            resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
            quiet = os.open(os.devnull, os.O_RDWR)
            for each in range(3):
                os.dup2(quiet, each)
            os.chdir(self.root)
            sys.dont_write_bytecode = True
            os.environ |= {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(self.root / "src"), "COLUMNS": "80"}
            for name in [each for each in sys.modules if each.partition(".")[0] in {"tests", "conftest", self.package}]:
                del sys.modules[name]
            sys.path[:] = [str(self.root / "src"), *filter(self._is_foreign, sys.path)]
            importlib.invalidate_caches()
            _without_shrinking()
            options = [
                "-x",
                "-q",
                "-p",
                "no:cacheprovider",
                "-p",
                "no:randomly",
                "--hypothesis-seed=0",
            ]
            options += ["-W", "ignore::pytest.PytestAssertRewriteWarning", "--rootdir", str(self.root)]
            code = pytest.main([*options, "-c", str(self.root / "pyproject.toml"), *wanted], plugins=[plugin])
        finally:
            told.write_text(json.dumps({"code": int(code), "failed": plugin.failed, "ran": plugin.ran}))
            os._exit(0)

    def _is_foreign(self, path: str) -> bool:
        """Return whether a place of imports holds neither the package nor the tests of a checkout."""
        return bool(path) and not (Path(path) / self.package).is_dir() and not (Path(path) / "tests").is_dir()


def _without_shrinking() -> None:
    """Let Hypothesis stop at the first example that fails: nobody reads it."""
    from hypothesis import Phase, settings

    settings.register_profile("mutants", phases=[Phase.explicit, Phase.generate], database=None)
    settings.load_profile("mutants")


def _waited(child: int, seconds: float) -> int | None:
    """Return how a child ended; ``None`` where it had to be killed."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            _killed(child)
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    _killed(child)
    os.waitpid(child, 0)
    return None


def _killed(group: int) -> None:
    """Kill what a child has left behind, which has its group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
