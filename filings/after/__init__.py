"""Follow a filing: what the court and the Department of Justice answer, and who is told of it."""
