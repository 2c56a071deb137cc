"""From conclusions to decisions: findings, verdicts and advice."""
