"""From facts to conclusions: engines with one protocol."""
