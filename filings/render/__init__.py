"""A packet in, finished PDFs out."""

from filings.render.renderer import Press, Printed

__all__ = ["Press", "Printed"]
