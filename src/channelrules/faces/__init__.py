"""The interfaces for people and programs: the command line, the interview, the assistant."""
