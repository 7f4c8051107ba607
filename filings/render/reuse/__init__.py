"""Reuse laid-out pages with other words, equal to WeasyPrint's own; `PageReuse` is the one way in.

Nothing outside this folder imports its other modules (import-linter checks that), and everything
can be printed without it: `filings build --no-reuse`.
"""

from filings.render.reuse.engine import CasePages, PageReuse
from filings.render.reuse.layout_boxes import WrappedRow

__all__ = ["CasePages", "PageReuse", "WrappedRow"]
