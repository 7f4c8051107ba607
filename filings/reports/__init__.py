"""Write the reports of a run for people: totals, gaps, coverage, the closing text."""
