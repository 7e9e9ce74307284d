"""A CSV file read into a table of DuckDB, on so many threads."""

import sys

import duckdb

from serve import serve

connection = duckdb.connect()
connection.execute(f"SET threads = {int(sys.argv[2])}")


def read():
    connection.execute("CREATE OR REPLACE TABLE t AS SELECT * FROM read_csv(?)", [sys.argv[1]])
    return list(connection.execute("SELECT count(*), sum(x1) FROM t").fetchone())


serve("duckdb", {"read": read})
