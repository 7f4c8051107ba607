"""Follow up a filing: what the court and the Department of Justice answered, and whom to notify."""
