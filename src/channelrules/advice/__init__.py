"""From a judged profile to advice: why, what to ask, what would change it, what to keep."""
