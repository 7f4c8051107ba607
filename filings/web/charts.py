"""Draw counts as SVG to be put into a page: no script, no style sheet."""

from collections.abc import Sequence
from html import escape

_WIDTH, _LEFT, _RIGHT, _LINE = 720, 250, 60, 22
_HIGH, _FOOT, _TOP = 130, 22, 8
_EVERY = 10  # years between two labels of the axis


def bars(rows: Sequence[tuple[str, int, int]], title: str) -> str:
    """A bar chart as SVG; each row is a label, how many are included, and how many wait."""
    most = max((inside + waiting for _, inside, waiting in rows), default=0) or 1
    room = _WIDTH - _LEFT - _RIGHT
    drawn = []
    for place, (label, inside, waiting) in enumerate(rows):
        y = place * _LINE
        wide, wide_too = room * inside / most, room * waiting / most
        drawn.append(
            f'<text x="{_LEFT - 8}" y="{y + 15}" text-anchor="end">{escape(_short(label))}</text>'
            f'<rect class="in" x="{_LEFT}" y="{y + 4}" width="{wide:.1f}" height="14"/>'
            f'<rect class="of" x="{_LEFT + wide:.1f}" y="{y + 4}" width="{wide_too:.1f}"'
            f' height="14"/><text x="{_LEFT + wide + wide_too + 6:.1f}" y="{y + 15}">'
            f"{inside + waiting:,}</text>"
        )
    return _svg(title, _WIDTH, len(rows) * _LINE + 4, drawn)


def columns(rows: Sequence[tuple[str, int, int]], title: str) -> str:
    """A column chart as SVG; each row is a year, how many are included, and how many wait."""
    most = max((inside + waiting for _, inside, waiting in rows), default=0) or 1
    step = _WIDTH / max(len(rows), 1)
    drawn = [f'<line class="axis" x1="0" x2="{_WIDTH}" y1="{_TOP + _HIGH}" y2="{_TOP + _HIGH}"/>']
    for place, (label, inside, waiting) in enumerate(rows):
        x, thick = place * step + step * 0.1, step * 0.8
        high, high_too = _HIGH * inside / most, _HIGH * waiting / most
        base = _TOP + _HIGH
        drawn.append(
            f"<g><title>{escape(label)}: {inside + waiting:,}</title>"
            f'<rect class="in" x="{x:.1f}" y="{base - high:.1f}" width="{thick:.1f}"'
            f' height="{high:.1f}"/><rect class="of" x="{x:.1f}" y="{base - high - high_too:.1f}"'
            f' width="{thick:.1f}" height="{high_too:.1f}"/></g>'
        )
        if label.isdigit() and int(label) % _EVERY == 0:
            drawn.append(
                f'<text x="{x + thick / 2:.1f}" y="{base + 16}" text-anchor="middle">'
                f"{escape(label)}</text>"
            )
    return _svg(title, _WIDTH, _TOP + _HIGH + _FOOT, drawn)


def _svg(title: str, width: int, height: int, drawn: Sequence[str]) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {width} {height}" role="img"'
        f' aria-label="{escape(title)}">{"".join(drawn)}</svg>'
    )


def _short(label: str, most: int = 38) -> str:
    return label if len(label) <= most else f"{label[: most - 1]}…"
