"""What is known of a company: profiles, how they are read, and the rows that rules look at."""
