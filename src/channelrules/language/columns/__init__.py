"""The tree as NumPy: many places at once. `program` runs it, `writer` and `aggregates` build a graph of operations."""
