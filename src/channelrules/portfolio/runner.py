"""A whole portfolio: read in pieces, judged by several threads, written piece by piece.

NumPy and Arrow compute without Python's global lock, so that threads share the work and the memory. Each piece is
written to its own files under a temporary name, renamed when it is complete, and recorded last: an interrupted run
continues after the recorded pieces.
"""

from __future__ import annotations

import contextlib
import datetime
import errno
import hashlib
import json
import os
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import attrs
import numpy as np
import pyarrow as pa

from channelrules.errors import OptionError, PortfolioError
from channelrules.inference.compiled import Compiled
from channelrules.inference.outcomes import Outcome
from channelrules.knowledge.network import Edition
from channelrules.portfolio.batch import take
from channelrules.portfolio.chunks import Piece, pieces
from channelrules.portfolio.hold import hold
from channelrules.portfolio.judge import OUTCOMES, kernel_of
from channelrules.portfolio.normalize import conformed
from channelrules.portfolio.output import FORMS, Results, Tally, rejected
from channelrules.portfolio.portion import Source
from channelrules.portfolio.wanted import Wanted
from channelrules.portfolio.writing import FORMATS, digest_of, write_table

__all__ = ["Judging", "Options", "Run", "checked", "form_of", "outcomes_of"]

_NOTES: Final = ".run"


@attrs.frozen(slots=False)
class Judging:
    """How companies are judged. It can be pickled for other processes, without compiled parts.

    Attributes:
        compiled: the rulebook.
        edition: which facts about networks are used.
        as_of: the day on which networks and exceptions are taken; each company's own where ``None``.
        parameters: values of parameters for every company.
        outcomes: the outcomes that make findings.
        presume: whether presumptions are used.
        findings: the form of findings: ``long`` or ``wide``.
    """

    compiled: Compiled
    edition: Edition
    as_of: datetime.date | None
    parameters: Mapping[str, float]
    outcomes: frozenset[Outcome]
    presume: bool = True
    findings: str = "long"

    @cached_property
    def wanted(self) -> Wanted:
        """Reads batches for the kernel."""
        return Wanted(kernel_of(self.compiled, self.edition, presume=self.presume), self.as_of, self.parameters)

    @cached_property
    def results(self) -> Results:
        """Converts results of the kernel to tables."""
        return Results(self.wanted.kernel, self.findings, self.outcomes)

    def __reduce__(self) -> tuple[object, ...]:
        return Judging, tuple(getattr(self, each.name) for each in attrs.fields(Judging))

    def piece(self, piece: Piece) -> tuple[dict[str, pa.RecordBatch], Tally]:
        """Return the tables of one piece, and its counts."""
        taken = take(self.wanted, piece.rows, piece.refused)
        taken, judged = taken.decided(self.wanted.kernel.judge(taken.batch))
        sizes = piece.rows.column("size").filter(pa.array(taken.kept)) if "size" in piece.rows.schema.names else None
        tally = self.results.tally(taken, judged, sizes)
        tables = {**self.results.tables(taken, judged), "rejected": rejected(taken, piece)}
        return tables, attrs.evolve(
            tally,
            companies=tally.companies + len(piece.broken),
            rejected=tally.rejected + len(piece.broken),
            orphans=len(piece.orphans),
        )

    def over(self, batches: Iterable[pa.RecordBatch]) -> Iterator[dict[str, pa.RecordBatch]]:
        """Yield the tables of each batch of rows."""
        for number, batch in enumerate(batches):
            places = np.arange(batch.num_rows, dtype=np.int64)
            yield self.piece(Piece(number, conformed(batch, tuple(self.wanted.fields.values())), places, {}, ()))[0]


@attrs.frozen
class Options:
    """The options of a run.

    Attributes:
        size: about how many companies a piece has.
        workers: how many threads work.
        out: the folder that the tables are written to; they are kept in memory where ``None``.
        form: parquet, csv or jsonl.
    """

    size: int
    workers: int
    out: Path | None = None
    form: str = "parquet"


@attrs.define
class Run:
    """One run over a portfolio.

    Attributes:
        judging: how companies are judged.
        options: its options.
        told: called after each piece with the number of rows done.
        tables: the tables of each piece by its number, where they are kept in memory.
        tally: the counts so far.
    """

    judging: Judging
    options: Options
    told: Callable[[int], None] | None = None
    tables: dict[int, dict[str, pa.RecordBatch]] = attrs.field(factory=dict)
    tally: Tally = attrs.field(factory=Tally)
    _lock: threading.Lock = attrs.field(factory=threading.Lock)
    _digests: tuple[tuple[str, str], ...] | None = None
    _let_go: Callable[[], None] | None = None

    @property
    def out(self) -> Path | None:
        """The folder that is written to."""
        return self.options.out

    def judge(self, source: Source) -> Tally:
        """Judge a whole source.

        Raises:
            PortfolioError: the source breaks off, the folder holds another run, or it cannot be written to.
            OptionError: an unknown parameter, or a number out of its range.
        """
        try:
            return self._judge(source)
        finally:
            if self._let_go is not None:
                self._let_go()

    def _judge(self, source: Source) -> Tally:
        # Invalid options are refused before anything is written.
        _ = self.judging.wanted.parameter_columns, self.judging.results.schemas
        done = self._prepare(source)
        waiting = pieces(source, self.options.size)
        stop = threading.Event()

        def work() -> None:
            try:
                while not stop.is_set():
                    with self._lock:
                        piece = next(waiting, None)
                    if piece is None:
                        return
                    self._piece(piece, done)
            except BaseException:
                stop.set()
                raise

        with ThreadPoolExecutor(self.options.workers, "channelrules") as pool:
            running = [pool.submit(work) for _ in range(self.options.workers)]
            try:
                wait(running, return_when=FIRST_EXCEPTION)
            finally:
                stop.set()
        try:
            for each in running:
                each.result()
        except PortfolioError:
            # A table that changes can look like a damaged one.
            if source.files is not None:
                source.files.check_unchanged(self._digests)
            raise
        if source.files is not None:
            source.files.check_unchanged(self._digests)
        if self.out is not None:
            try:
                _write(self.out / "summary.json", json.dumps(self.tally.to_dict(), indent=2).encode())
            except OSError as error:
                raise _unwritten(self.out, error) from None
        return self.tally

    # --- one piece ---

    def _piece(self, piece: Piece, done: Mapping[int, Tally]) -> None:
        if piece.number in done:
            tally = done[piece.number]
        else:
            tables, tally = self.judging.piece(piece)
            if self.out is None:
                self.tables[piece.number] = tables
            else:
                self._keep(piece.number, tables, tally)
        with self._lock:
            self.tally = self.tally.plus(tally)
            if self.told is not None:
                self.told(tally.companies)

    def _keep(self, number: int, tables: Mapping[str, pa.RecordBatch], tally: Tally) -> None:
        assert self.out is not None
        parts: dict[str, str] = {}
        try:
            for name, table in tables.items():
                path = self._part(name, number)
                fresh = path.with_name(f".{path.name}.writing")
                write_table(table, fresh, self.options.form)
                parts[name] = digest_of(fresh)
                _settle(fresh, path)
            note = {"tally": tally.to_dict(), "parts": parts}
            _write(self.out / _NOTES / f"{number:06d}.json", json.dumps({**note, "digest": _digest(note)}).encode())
        except OSError as error:
            raise _unwritten(self.out, error) from None

    def _part(self, name: str, number: int) -> Path:
        assert self.out is not None
        return self.out / name / f"part-{number:06d}.{self.options.form}"

    # --- resuming ---

    def _prepare(self, source: Source) -> Mapping[int, Tally]:
        """Prepare the folder, and return what an earlier run with the same options left there."""
        if self.out is None:
            return {}
        own = self._mark(source)
        notes = self.out / _NOTES
        try:
            if self.out.exists() and not self.out.is_dir():
                raise PortfolioError(f"{self.out.name} is a file, a folder is expected")
            if self.out.exists() and not _is_unused(self.out):
                if not (notes / "run.json").is_file():
                    raise PortfolioError(f"the folder {self.out.name} is not empty, and holds no run: choose another")
                kept = _record(notes / "run.json")
                seen = kept.pop("seen", None) if isinstance(kept, dict) else None
                if source.files is None or kept != own:
                    message = (
                        f"the folder {self.out.name} holds a run over another table, or with other options or rules"
                    )
                    raise PortfolioError(f"{message}: choose another")
                begun = seen == _seen(source)
            else:
                begun = False
                notes.mkdir(parents=True, exist_ok=True)
            self._let_go = hold(self.out)
            if not begun:
                # The table may have changed in between, so the parts may be of different versions.
                self._forget(notes)
                _write(notes / "run.json", json.dumps({**own, "seen": _seen(source)}).encode())
            for name in self.judging.results.schemas:
                (self.out / name).mkdir(exist_ok=True)
            return dict(self._done(notes))
        except OSError as error:
            raise _unwritten(self.out, error) from None

    def _forget(self, notes: Path) -> None:
        """Mark every piece as unfinished."""
        assert self.out is not None
        for path in (*notes.glob("[0-9]*.json"), self.out / "summary.json"):
            path.unlink(missing_ok=True)

    def _done(self, notes: Path) -> Iterator[tuple[int, Tally]]:
        """Yield the finished pieces: recorded, with all of their files unchanged.

        A piece whose record or file is damaged is made again.
        """
        for path in sorted(notes.glob("[0-9]*.json")):
            with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError, OSError):
                note = json.loads(path.read_bytes())
                number, tally = int(path.stem), Tally(**note["tally"])
                fine = note.pop("digest") == _digest(note)
                names = self.judging.results.schemas
                if fine and all(digest_of(self._part(name, number)) == note["parts"][name] for name in names):
                    yield number, tally

    def _mark(self, source: Source) -> dict[str, Any]:
        judging = self.judging
        options = {
            "edition": judging.edition.value,
            "as_of": judging.as_of and judging.as_of.isoformat(),
            "parameters": dict(sorted(judging.parameters.items())),
            "presume": judging.presume,
            "outcomes": sorted(each.value for each in judging.outcomes),
            "findings": judging.findings,
            "size": self.options.size,
            "format": self.options.form,
        }
        # By content: time and size are not reliable.
        self._digests = None if source.files is None else source.files.digests()
        table = hashlib.sha256(repr(self._digests).encode()).hexdigest()
        return {"format": 1, "table": table, "options": options, "rulebook": judging.compiled.knowledge.digest}


def _is_unused(out: Path) -> bool:
    """Return whether a folder is empty, or has only what a run leaves that was stopped before it began."""
    return all(
        each.name == _NOTES and each.is_dir() and all(one.name == ".run.json.writing" for one in each.iterdir())
        for each in out.iterdir()
    )


def _seen(source: Source) -> list[list[int]] | None:
    return None if source.files is None else [list(each) for each in source.files.states]


def _digest(note: Mapping[str, Any]) -> str:
    return hashlib.blake2b(json.dumps(note, sort_keys=True).encode()).hexdigest()


def _record(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except ValueError:
        message = f"the record of the folder {path.parent.parent.name} is damaged"
        raise PortfolioError(f"{message}: remove the folder, or choose another") from None


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_name(f".{path.name}.writing")
    with fresh.open("wb") as stream:
        stream.write(content)
    _settle(fresh, path)


def _settle(fresh: Path, path: Path) -> None:
    """Rename a file once its content is on disk."""
    with fresh.open("rb") as stream:
        os.fsync(stream.fileno())
    fresh.replace(path)


def _unwritten(folder: Path, error: OSError) -> PortfolioError:
    if error.errno == errno.ENOSPC or "No space left" in str(error):
        message = "the disk is full; what was finished is kept: make room and start the same run again"
    else:
        message = error.strerror or str(error)
    return PortfolioError(f"the folder {folder.name} cannot be written to: {message}")


def checked(form: str, workers: int | None, size: int) -> int:
    """Return how many threads work.

    Raises:
        OptionError: an unknown form, or a number of workers or companies below 1.
    """
    if form not in FORMATS:
        raise OptionError(f"there is no format '{form}'; there are {', '.join(FORMATS)}")
    if size < 1:
        raise OptionError(f"a piece has at least one company, {size} is given")
    if workers is not None and workers < 1:
        raise OptionError(f"at least one worker is needed, {workers} is given")
    return workers or os.cpu_count() or 1


def form_of(findings: str) -> str:
    """Return the form of findings.

    Raises:
        OptionError: there is no such form.
    """
    if findings not in FORMS:
        raise OptionError(f"findings are told {' or '.join(FORMS)}, '{findings[:20]}' is given")
    return findings


def outcomes_of(given: Collection[Outcome | str]) -> frozenset[Outcome]:
    """Return the outcomes that make findings.

    Raises:
        OptionError: one that makes no findings, such as ``clear``.
    """
    known = {each.value: each for each in OUTCOMES}
    for each in given:
        if each not in known:
            raise OptionError(f"there is no outcome '{each}' to write; there are {', '.join(known)}")
    return frozenset(known[each] for each in given)
