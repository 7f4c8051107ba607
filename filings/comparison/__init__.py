"""Compare two lists of the same convictions."""
