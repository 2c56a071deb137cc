"""A portfolio on a Spark cluster: Spark spreads the rows, the same kernel judges them.

Needs the extra ``spark`` (PySpark 4) and Java 17. Nothing is shuffled and nothing becomes a pandas frame: each batch
of rows goes to the kernel as Arrow and comes back as Arrow. On one machine `channelrules.portfolio.assess` is
much faster; this is for clusters.
"""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from channelrules.decision.rulebook import Rulebook, compiled_of, edition_of, load_rules
from channelrules.errors import MissingExtraError, PortfolioError
from channelrules.inference.judging import parameter_values
from channelrules.knowledge.network import Edition

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

    from channelrules.inference.outcomes import Outcome
    from channelrules.portfolio.runner import Judging

__all__ = ["Frames", "assess", "local_session"]

_LEAST: Final = 4


@attrs.frozen
class Frames:
    """The decisions as data frames of Spark, computed when they are used.

    Attributes:
        verdicts, findings: as in `channelrules.portfolio.Portfolio`, every word plain.
        rejected: the rows that were refused: ``company, reason``. Spark's rows have no place, so ``row`` is the
            place within a batch.
        company_findings: as there, where findings are wide; ``None`` where they are long.
    """

    verdicts: DataFrame
    findings: DataFrame
    rejected: DataFrame
    company_findings: DataFrame | None = None


def assess(
    companies: DataFrame,
    *,
    rulebook: Rulebook | None = None,
    edition: Edition | str = Edition.GUIDANCE,
    as_of: datetime.date | None = None,
    parameters: Mapping[str, float] | None = None,
    presume: bool = True,
    outcomes: Collection[Outcome | str] | None = None,
    findings: str = "long",
) -> Frames:
    """Return the decisions on every company of a data frame, one row a company, channels in a list of structs.

    Each of the frames is computed separately, so that none has to be kept. Duplicate companies are not detected,
    since that would shuffle: drop duplicates first, if there may be any.

    Args:
        companies: the table; ``channelrules portfolio schema`` lists its columns.
        rulebook: by which they are judged; the built-in one where left out. It is sent to the workers.
        edition: as in `Rulebook.assess`.
        as_of: as in `Rulebook.assess`.
        parameters: as in `Rulebook.assess`.
        presume: as in `Rulebook.assess`.
        outcomes: the outcomes that make findings: ``fires``, ``presumed``, ``waived``, ``open``; all where left out.
        findings: their form, ``long`` or ``wide``, as in `channelrules.portfolio.assess`.

    Raises:
        PortfolioError: this is not a data frame of Spark 4, or a column has the wrong type.
        OptionError: an unknown edition, parameter, outcome or form of findings, or a number out of its range.
        MissingExtraError: the extra ``spark`` is not installed.
    """
    _pyspark()
    from channelrules.portfolio.judge import OUTCOMES
    from channelrules.portfolio.normalize import check_columns
    from channelrules.portfolio.runner import Judging, form_of, outcomes_of
    from channelrules.portfolio.table_schema import columns_of

    if not hasattr(companies, "mapInArrow") or not hasattr(companies, "schema"):
        raise PortfolioError(f"a data frame of Spark is expected, {type(companies).__name__} is given")
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    book = load_rules() if rulebook is None else rulebook
    check_columns("the data frame", to_arrow_schema(companies.schema), columns_of(book.knowledge.declared))
    wanted = outcomes_of(OUTCOMES if outcomes is None else outcomes)
    given = dict(parameters or {})
    judging = Judging(compiled_of(book), edition_of(edition), as_of, given, wanted, presume, form_of(findings))
    parameter_values(compiled_of(book), judging.parameters)
    schemas = {name: from_arrow_schema(_plain_schema(schema)) for name, schema in judging.results.schemas.items()}
    return Frames(**{name: companies.mapInArrow(_Mapper(judging, name), each) for name, each in schemas.items()})


def _plain_schema(schema: pa.Schema) -> pa.Schema:
    import pyarrow as pa

    types = [each.type.value_type if pa.types.is_dictionary(each.type) else each.type for each in schema]
    return pa.schema(list(zip(schema.names, types, strict=True)))


@attrs.frozen
class _Mapper:
    """The function that workers run: batches of rows in, batches of one of the tables out."""

    judging: Judging
    name: str

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from channelrules.portfolio.writing import plain

        for tables in self.judging.over(batches):
            table = plain(tables[self.name])
            if table.num_rows:
                yield from table.combine_chunks().to_batches()


def _pyspark() -> Any:
    try:
        import pyarrow as _  # noqa: F401 - tells whether the extra is there
        import pyspark
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"pyspark", "pyarrow", "py4j"}:
            raise
        raise MissingExtraError("judging on Spark", "spark") from None
    if int(pyspark.__version__.partition(".")[0]) < _LEAST:
        raise PortfolioError(f"PySpark {_LEAST} is needed, {pyspark.__version__} is installed")
    return pyspark


def local_session(cores: int = 2, find: Callable[[str], str | None] = shutil.which) -> SparkSession:
    """Return a Spark session on this machine, reachable from it alone.

    Args:
        cores: how many tasks run at once.
        find: finds a program by its name.

    Raises:
        PortfolioError: there is no Java, or ``SPARK_HOME`` points to another Spark than the one installed here.
        MissingExtraError: the extra ``spark`` is not installed.
    """
    pyspark = _pyspark()
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else find("java")
    if java is None or (home and not Path(java).exists()):
        where = f"JAVA_HOME is {home}, and has no bin/java" if home else "there is no java on the path"
        raise PortfolioError(f"Spark needs Java 17: {where}")
    other = os.environ.get("SPARK_HOME")
    if other and (release := Path(other, "RELEASE")).is_file():
        told = release.read_text(encoding="utf-8").split()[:2]
        if told[1:] != [pyspark.__version__]:
            raise PortfolioError(
                f"there are two Sparks: SPARK_HOME is {' '.join(told)}, PySpark is {pyspark.__version__}; "
                "unset SPARK_HOME"
            )
    from pyspark.sql import SparkSession

    try:
        builder = SparkSession.builder.master(f"local[{cores}]").appName("channelrules")
        for key, value in _LOCAL.items():
            builder = builder.config(key, value)
        return builder.getOrCreate()
    except (RuntimeError, OSError, subprocess.SubprocessError) as error:
        raise PortfolioError(f"Spark does not start: {str(error).splitlines()[0]}") from None


_LOCAL: Final = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "20000",
}
