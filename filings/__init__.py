"""Floor 5. `filings`: lists of eligible convictions in, court-ready packets out."""
