"""Floor 3. A packet in, finished PDFs out."""

from filings.press.packet import KINDS, Press, Printed

__all__ = ["KINDS", "Press", "Printed"]
