"""Judge companies that live in a database, and write verdicts and findings back to it.

    python docs/examples/portfolio_sql.py companies.duckdb
    python docs/examples/portfolio_sql.py postgresql://localhost/crm

The database holds the tables `companies` and `channels`, with the columns that `channelrules portfolio schema` lists,
as many of them as there are. DuckDB (pip install duckdb) and PostgreSQL through ADBC
(pip install adbc-driver-postgresql) both read and write Arrow, so that nothing is turned into rows on the way.
"""

import sys

import pyarrow as pa

from channelrules import portfolio

TABLES = ("verdicts", "findings", "rejected")


def in_duckdb(path: str) -> portfolio.Tally:
    """Judge the companies of a DuckDB file."""
    import duckdb

    with duckdb.connect(path) as base:
        found = portfolio.assess(base.sql("from companies"), base.sql("from channels"))
        for name in TABLES:
            base.register("found", getattr(found, name))
            base.sql("from found").to_table("fresh")
            base.unregister("found")
            base.execute(f"drop table if exists {name}")
            base.execute(f"alter table fresh rename to {name}")
    return found.tally


def in_postgresql(uri: str) -> portfolio.Tally:
    """Judge the companies of a PostgreSQL database."""
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(uri) as base, base.cursor() as cursor:
        cursor.execute("select * from companies")
        companies = cursor.fetch_arrow_table()
        cursor.execute("select * from channels")
        found = portfolio.assess(companies, cursor.fetch_arrow_table())
        for name in TABLES:
            cursor.adbc_ingest(name, plain(getattr(found, name)), mode="replace")
        base.commit()
    return found.tally


def plain(table: pa.Table) -> pa.Table:
    """Return a table with words in place of codes."""
    types = [each.type.value_type if pa.types.is_dictionary(each.type) else each.type for each in table.schema]
    return table.cast(pa.schema(list(zip(table.schema.names, types, strict=True))))


if __name__ == "__main__":
    place = sys.argv[1]
    tally = in_postgresql(place) if place.startswith("postgresql:") else in_duckdb(place)
    sys.stdout.write(f"{tally.judged} companies judged, {tally.rejected} rows refused\n")
