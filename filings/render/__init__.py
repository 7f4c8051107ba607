"""Render a packet as finished PDFs.

WeasyPrint takes half a second to load, so it is loaded only when `Renderer` is asked for.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from filings.render.renderer import Printed, Renderer

__all__ = ["Printed", "Renderer"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    from filings.render import renderer

    return getattr(renderer, name)
