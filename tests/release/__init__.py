"""What a release is made of, and what goes with it."""
