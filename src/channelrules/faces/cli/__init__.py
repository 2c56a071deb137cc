"""The `channelrules` command: one module for each group of commands."""
