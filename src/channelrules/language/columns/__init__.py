"""Compiles trees to NumPy for many subjects at once. `program` runs it, `writer` and `aggregates` build a graph of operations."""
