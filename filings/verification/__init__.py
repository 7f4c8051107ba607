"""Prove a finished folder from its files alone; share no code with what wrote it."""

from filings.verification.folder import verify
from filings.verification.mismatch import Mismatch, Verification

__all__ = ["Mismatch", "Verification", "verify"]
