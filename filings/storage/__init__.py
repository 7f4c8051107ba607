"""The temporary database, tables (CSV, XLSX), the run's folder, worker processes."""
