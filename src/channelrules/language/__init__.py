"""How a rule says it: types, expressions, their meaning and their compilation."""
