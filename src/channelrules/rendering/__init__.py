"""Decisions, rules and networks as text: for a terminal, for a page of the reference."""
