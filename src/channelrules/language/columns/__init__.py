"""Compiles trees to NumPy for many subjects at once, by a graph of operations (`writer`) that `program` runs."""
