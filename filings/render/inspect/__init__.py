"""Inspect a finished PDF by its court's ruleset: what a clerk would refuse, and where."""

from filings.render.inspect.draw_findings import picture
from filings.render.inspect.findings import Finding, Inspection, as_record, report_lines
from filings.render.inspect.inspector import inspect

__all__ = ["Finding", "Inspection", "as_record", "inspect", "picture", "report_lines"]
