"""Keep things: a temporary database, tables, the run's folder; and the worker processes."""
