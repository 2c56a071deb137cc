"""The public functions that judge a portfolio."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from pathlib import Path

import attrs
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset

from channelrules.decision.rulebook import Rulebook, compiled_of, edition_of, load_rules
from channelrules.errors import PortfolioError
from channelrules.facts.profile import Profile
from channelrules.facts.reader import NO_HOUSE, HouseFacts, parse_profile
from channelrules.inference.outcomes import Outcome
from channelrules.knowledge.network import Edition
from channelrules.portfolio.judge import OUTCOMES
from channelrules.portfolio.nest import joined
from channelrules.portfolio.output import Tally
from channelrules.portfolio.portion import Source, first_line
from channelrules.portfolio.profiles import checked_data_of
from channelrules.portfolio.readers import open_source
from channelrules.portfolio.runner import Judging, Options, Run, checked, form_of, outcomes_of
from channelrules.portfolio.table_schema import KEY, columns_of

__all__ = ["Portfolio", "assess", "profile"]

SIZE = 20_000


@attrs.frozen(slots=False, eq=False)
class Portfolio:
    """The decisions on many companies.

    Attributes:
        tally: the counts of the results; ``companies`` is the sum of ``judged`` and ``rejected``.
        missing: the columns that the table lacks; their facts are unknown for every company.
        extra: the columns of the table that are not read.
        out: the folder that holds the tables, or ``None`` where they are in memory.
        format: the format of those tables: ``parquet``, ``csv`` or ``jsonl``.
        form: the form of findings: ``long`` or ``wide``.

    Examples:
        >>> judged.verdicts.column_names[:4]
        ['company', 'channel', 'network', 'verdict']
        >>> judged.rejected.num_rows
        0
    """

    tally: Tally
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    out: Path | None
    format: str
    form: str
    _schemas: Mapping[str, pa.Schema] = attrs.field(repr=False)
    _tables: Mapping[str, pa.Table] = attrs.field(repr=False)

    @cached_property
    def verdicts(self) -> pa.Table:
        """One row for each company, without a channel, and one for each of its channels.

        Columns: ``company, channel, network, verdict, possible, leaning, action, actions, degree, pace_kept,
        growth_kept, other_edition``. ``leaning`` is the verdict under presumptions: empty where the verdict is
        settled, or where they do not settle it; a company has one wherever it differs from the certain verdicts.
        ``other_edition`` is the verdict, or the leaning where there is none, by the other edition, where it
        differs. Where a cell holds several words (several verdicts of a company, those that remain possible,
        actions in order), spaces stand between them.
        """
        return self._table("verdicts")

    @cached_property
    def findings(self) -> pa.Table:
        """The outcomes of the rules, long or wide as `assess` was asked to.

        Long: one row for each rule that fires, is presumed, is waived or is open, with the columns ``company, channel,
        rule, outcome, severity``. Clear rules are left out.

        Wide: one row for each channel, with the columns ``company, channel`` and one for each rule that is asked of
        channels, named by its id: ``clear, fires, presumed, waived`` or ``open``; null where the outcome was not
        asked for. The outcomes for companies are in `company_findings`.
        """
        return self._table("findings")

    @cached_property
    def company_findings(self) -> pa.Table:
        """One row for each company, with the column ``company`` and one for each rule that is asked of companies.

        Raises:
            PortfolioError: findings are long, so that those of companies are among the others.
        """
        if self.form != "wide":
            raise PortfolioError("findings are told long: those of companies are in `findings`, without a channel")
        return self._table("company_findings")

    @cached_property
    def rejected(self) -> pa.Table:
        """One row for each row that was refused, with ``row`` (its place in the input, from 0), ``company, reason``."""
        return self._table("rejected")

    def _repr_html_(self) -> str | None:
        """Return it as a notebook shows it; ``None`` without the extra ``report``."""
        from channelrules.report.inline import portfolio_inline

        return portfolio_inline(self)

    def _table(self, name: str) -> pa.Table:
        if self.out is None:
            return self._tables[name]
        if self.format == "jsonl":
            raise PortfolioError(f"JSON lines are not read back: see the folder {self.out / name}")
        try:
            table = pa.dataset.dataset(self.out / name, format=self.format).to_table()
            return table.cast(self._schemas[name]) if self.format == "parquet" else table
        except (pa.ArrowException, OSError, ValueError) as error:
            message = f"the folder {self.out / name} is damaged: {first_line(error)}; start the same run again"
            raise PortfolioError(message) from None


def assess(
    companies: object,
    channels: object = None,
    *,
    rulebook: Rulebook | None = None,
    out: str | os.PathLike[str] | None = None,
    format: str = "parquet",  # noqa: A002 - the field is called so everywhere
    edition: Edition | str = Edition.GUIDANCE,
    as_of: datetime.date | None = None,
    parameters: Mapping[str, float] | None = None,
    presume: bool = True,
    outcomes: Collection[Outcome | str] = OUTCOMES,
    findings: str = "long",
    workers: int | None = None,
    size: int = SIZE,
    told: Callable[[int, int | None], None] | None = None,
) -> Portfolio:
    """Return the decisions on every company of a table, equal to those of `Rulebook.assess`.

    Args:
        companies: a table, one row a company (``channelrules portfolio schema`` lists its columns): anything that
            speaks the Arrow C stream interface (pyarrow, Polars, pandas, DuckDB), or the path of a Parquet file, of
            a folder of them, of a CSV file or of JSON lines. Columns that are missing are unknown.
        channels: a table of their channels, one row each, with the column ``company``; where left
            out, ``companies`` holds them as lists of structs.
        rulebook: by which they are judged; the built-in one where left out.
        out: a folder to which the tables are written in parts, so that memory does not grow with the table; in
            memory where left out. An interrupted run over files continues where it stopped when it is started
            again.
        format: ``parquet``, ``csv`` or ``jsonl``.
        edition: as in `Rulebook.assess`.
        as_of: as in `Rulebook.assess`.
        parameters: as in `Rulebook.assess`.
        presume: as in `Rulebook.assess`; without it only stated facts count, which is faster.
        outcomes: the outcomes that make findings: ``fires``, ``presumed``, ``waived``, ``open``.
        findings: their form: ``long``, a row for each of them, or ``wide``, a row for each channel (and one for
            each company in a table of its own) with a column for each rule.
        workers: how many threads work; as many as there are processors where left out.
        size: about how many companies are judged at once; it does not change the results.
        told: called with the number of rows done and of all rows; ``None`` for the latter where it is unknown.

    Raises:
        PortfolioError: a table cannot be read or written, or has columns of the wrong type.
        OptionError: an unknown edition, parameter, format or outcome, or a number out of its range.
        MissingExtraError: the extra ``portfolio`` is not installed.

    Examples:
        >>> cr.portfolio.assess(cr.portfolio.table([profile, profile]), presume=False).tally.companies
        2
    """
    book = load_rules() if rulebook is None else rulebook
    threads = checked(format, workers, size)
    judging = Judging(
        compiled_of(book),
        edition_of(edition),
        as_of,
        dict(parameters or {}),
        outcomes_of(outcomes),
        presume,
        form_of(findings),
    )
    options = Options(size, threads, None if out is None else Path(out), format)
    source = opened(companies, channels, size, book.knowledge.of_houses)
    done = 0

    def tell(rows: int) -> None:
        nonlocal done
        done += rows
        if told is not None:
            told(done, source.rows)

    run = Run(judging, options, tell)
    tally = run.judge(source)
    schemas = judging.results.schemas
    tables: dict[str, pa.Table] = {}
    if run.out is None:
        for name, schema in schemas.items():
            parts = [run.tables[number][name] for number in sorted(run.tables)]
            tables[name] = pa.Table.from_batches(parts, schema)
    return Portfolio(tally, source.missing, source.extra, run.out, format, findings, schemas, tables)


def opened(companies: object, channels: object, size: int, own: HouseFacts) -> Source:
    """Return the table of companies, with channels from a table of their own joined in."""
    fields = columns_of(own.declared)
    if channels is None:
        return open_source(companies, fields, size, own=own)
    whole = tuple(each for each in fields if each.name != "channels")
    of_channels = columns_of(own.declared, channels=True)
    first = open_source(companies, whole, size, coded=False, own=own)
    return joined(first, lambda: open_source(channels, of_channels, size, coded=False, own=own), size)


def profile(companies: object, company: str, channels: object = None, *, rulebook: Rulebook | None = None) -> Profile:
    """Return the profile of one company of a table: `Rulebook.assess` explains it.

    Args:
        companies: the table, as in `assess`.
        company: its value in the column ``company``.
        channels: the table of channels, as in `assess`.
        rulebook: whose houses declare the facts of their own that the tables state.

    Raises:
        PortfolioError: there is no such company, or a table cannot be read.
        Problems: everything that is wrong with its row.
        ProfileError: its row contradicts itself.

    Examples:
        >>> cr.portfolio.profile(cr.portfolio.table([profile]), "Trattoria da Gino").channels[0].network
        'facebook'
    """
    own = NO_HOUSE if rulebook is None else rulebook.knowledge.of_houses
    # As bytes, since a key need not be valid text.
    key = pa.scalar(company.encode("utf-8", "surrogateescape"), pa.binary())
    for portion in opened(companies, channels, SIZE, own).portions:
        found = pc.index(portion.rows.column(KEY).cast(pa.string()).cast(pa.binary()), key).as_py()
        if found >= 0:
            row = _row(portion.rows.slice(found, 1), company)
            return parse_profile(checked_data_of(row, own.declared), source=company, own=own)
    raise PortfolioError(f"there is no company '{company[:60]}' in the table")


def _row(rows: pa.RecordBatch, company: str) -> dict[str, object]:
    try:
        found: list[dict[str, object]] = rows.to_pylist()
    except (ValueError, OverflowError, pa.ArrowException) as error:
        raise PortfolioError(f"the row of '{company[:60]}' cannot be read: {first_line(error)}") from None
    return found[0]
