"""Render a packet as finished PDFs."""

from filings.render.renderer import Printed, Renderer

__all__ = ["Printed", "Renderer"]
