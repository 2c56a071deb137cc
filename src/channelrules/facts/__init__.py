"""The facts about a company: profiles, how they are read, and the rows that rules read."""
