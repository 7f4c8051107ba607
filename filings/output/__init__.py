"""Packets become files: documents, ledger, worklists, manifest."""
