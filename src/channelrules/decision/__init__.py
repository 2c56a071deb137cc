"""From conclusions to advice: findings, verdicts and decisions."""
