"""Write packets as files: documents, ledger, worklists, manifest."""
