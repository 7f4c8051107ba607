"""Two lists of the same convictions, side by side."""
