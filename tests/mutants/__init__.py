"""Mutants of the code: small changes of the source that some test has to notice (``python -m tests.mutate_code``)."""
