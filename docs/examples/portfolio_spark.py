"""Judge companies on a Spark cluster, for spark-submit:

    spark-submit docs/examples/portfolio_spark.py companies.parquet verdicts findings

The package and its extra "spark" have to be installed on the driver and on every worker. What comes out are
plain data frames: write them wherever Spark can write.
"""

import sys

from channelrules import portfolio


def main(companies: str, verdicts: str, findings: str) -> None:
    """Judge the companies of a Parquet file or folder, and write both tables."""
    from pyspark.sql import SparkSession

    session = SparkSession.builder.appName("channelrules").getOrCreate()
    table = session.read.parquet(companies).dropDuplicates(["company"])
    found = portfolio.spark.assess(table)
    found.verdicts.write.mode("errorifexists").parquet(verdicts)
    found.findings.write.mode("errorifexists").parquet(findings)
    refused = found.rejected.count()
    sys.stdout.write(f"{refused} rows were refused\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
