"""Fill pages that were laid out before, equal to WeasyPrint's own; `PageReuse` is the one way in.

Nothing outside this folder knows what is in it (import-linter holds that), and everything prints
without it: `filings build --no-reuse`.
"""

from filings.render.reuse.engine import CasePages, PageReuse
from filings.render.reuse.layout_boxes import WrappedRow

__all__ = ["CasePages", "PageReuse", "WrappedRow"]
