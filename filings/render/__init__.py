"""Render a packet as finished PDFs."""

from filings.render.renderer import Press, Printed

__all__ = ["Press", "Printed"]
