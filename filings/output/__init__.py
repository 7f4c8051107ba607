"""Write a run's files: documents, ledger, worklists, manifest."""
