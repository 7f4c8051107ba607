"""Make what goes with the papers on the day of filing: e-filing plans and the agreement sheet."""
