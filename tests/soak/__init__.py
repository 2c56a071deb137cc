"""Longer differential runs than a suite has time for: ``python -m tests.soak``."""
