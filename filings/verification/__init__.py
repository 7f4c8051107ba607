"""Prove a finished folder from its files alone; share no code with what wrote it."""

from filings.verification.finding import Finding, Proof
from filings.verification.folder import verify

__all__ = ["Finding", "Proof", "verify"]
