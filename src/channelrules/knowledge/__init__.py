"""What the guidance says: rules, parameters, networks and verdicts as data."""
