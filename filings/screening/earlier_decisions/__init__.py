"""Find what earlier runs, courts and the office have decided already."""
