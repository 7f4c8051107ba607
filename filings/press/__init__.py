"""Floor 3. A packet in, finished PDFs out."""

from filings.press.packet import Press, Printed

__all__ = ["Press", "Printed"]
