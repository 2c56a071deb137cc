"""Tests of the rulebook itself: mutants of its conditions, checks of the whole set, differences."""
