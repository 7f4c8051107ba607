"""Store rows and files (temporary database, tables, the run's folder), and run worker processes."""
