"""Tell people what came of a run: totals, gaps, coverage, the closing text."""
