"""Render a packet as finished PDFs.

The typesetter takes half a second to load: whoever asks for `Renderer` has it, and nobody else.
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
