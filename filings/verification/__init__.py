"""Verify a finished folder from its files alone; share no code with what wrote it."""

from filings.verification.mismatch import Mismatch, Verification
from filings.verification.verify_folder import verify

__all__ = ["Mismatch", "Verification", "verify"]
