"""The rulebook itself put to the test: mutants of its conditions, checks of the whole set, differences."""
