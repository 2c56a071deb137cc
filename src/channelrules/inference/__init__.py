"""From facts to conclusions: engines behind one protocol."""
