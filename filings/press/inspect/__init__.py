"""Floor 3. A finished PDF and a ruleset in; what a clerk would refuse, and where, out."""

from filings.press.inspect.findings import Finding, Inspection, as_record, report_lines
from filings.press.inspect.inspector import inspect
from filings.press.inspect.picture import picture

__all__ = ["Finding", "Inspection", "as_record", "inspect", "picture", "report_lines"]
