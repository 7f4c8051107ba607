"""Make court-ready packets from lists of eligible convictions.

The verbs of the command line, with the same arguments and exceptions instead of exit codes:
`from filings import build, check, compare, preview`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from filings.comparison.compare import compare
    from filings.pipeline import build, check, preview

__all__ = ["build", "check", "compare", "preview"]


def __getattr__(name: str) -> Any:
    # Looked up when asked for: whoever wants one noun need not wait for all of the package.
    if name in __all__:
        module = import_module(
            f"filings.{'comparison.compare' if name == 'compare' else 'pipeline'}"
        )
        return getattr(module, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
