"""The language of rules: types, expressions, their meaning and their compilation."""
