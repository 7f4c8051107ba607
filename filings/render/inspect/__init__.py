"""A finished PDF and a ruleset in; what a clerk would refuse, and where, out."""

from filings.render.inspect.annotate import picture
from filings.render.inspect.findings import Finding, Inspection, as_record, report_lines
from filings.render.inspect.inspector import inspect

__all__ = ["Finding", "Inspection", "as_record", "inspect", "picture", "report_lines"]
