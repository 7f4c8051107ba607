"""Write what people read of a run: totals, gaps, coverage, the closing text."""
