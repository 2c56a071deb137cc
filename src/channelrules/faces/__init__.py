"""How people and programs meet it: text and the command line."""
