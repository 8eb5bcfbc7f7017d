"""The shapes of marks: a kind of event is a shape, drawn alike by a static drawing and by Plotly.

A path is drawn around the origin from a size, the diameter that Plotly calls `marker.size`: the shapes are plotly.js' own, worked out from
their geometry, so that Plotly can take a drawing's place without a pixel moving. Sizes are optical: at them, all shapes look equally big.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import cos, pi, sin, sqrt


@dataclass(frozen=True, slots=True)
class Symbol:
    """`name` in Plotly; `size` and `half` in px at scale 1: the marker's size with its halo, and half of what it takes along the lane."""

    name: str
    size: float
    half: float


KINDS: dict[str, Symbol] = {
    "visit": Symbol("triangle-right", 17, 6.5),
    "meeting": Symbol("circle", 14, 6.5),
    "call": Symbol("bowtie", 18, 7.5),
    "negotiation": Symbol("diamond", 16, 7.5),
    "statement": Symbol("triangle-down", 17, 7.8),
    "agreement": Symbol("square", 13.5, 6.2),
    "sanctions": Symbol("x", 15, 6.8),
    "military": Symbol("star-diamond", 20, 8.0),
    "legal": Symbol("hourglass", 18, 6.5),
    "election": Symbol("square-x", 15, 6.6),
    "appointment": Symbol("triangle-up", 17, 7.8),
    "protest": Symbol("hexagram", 17, 8.0),
    "economic": Symbol("circle-cross", 15, 7.0),
    "other": Symbol("cross", 14, 7.0),
}

HALO = 1.5
"""px. The paper-coloured line around a filled mark, half of it inside the shape."""

STROKE = 1.75
"""px. The line of a hollow mark."""

HOLLOW = 2.5
"""px by which a hollow mark is smaller than a filled one, so that its line ends where the filled one's halo begins."""

WIDEST = max(symbol.half for symbol in KINDS.values())

_MIRRORED = {"triangle-right": "triangle-left"}


def symbol(kind: str, *, rtl: bool = False) -> Symbol:
    """The symbol of a kind; one not known is drawn as "other". The visit's arrow points where time runs."""
    found = KINDS.get(kind, KINDS["other"])
    return Symbol(_MIRRORED.get(found.name, found.name), found.size, found.half) if rtl else found


ARROW_ROOM = 9.0
"""px beside a mark for the arrowhead that points beyond the window, to the mark's own day."""
ARROW = 7.0
"""px: the arrowhead's diameter."""


def arrow_aside(kind: str, mark: float, carried: str) -> float:
    """From the middle of a mark of that kind, drawn `mark` times its size, to that of its arrowhead."""
    aside = symbol(kind).half * mark + ARROW_ROOM / 2
    return -aside if carried == "left" else aside


@cache
def path(name: str, size: float) -> str:
    """SVG path data of a Plotly symbol of diameter `size` px; raises KeyError for one that no kind uses."""
    return _SHAPES[name](size / 2)


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".").replace("-0.", "-.").removeprefix("0") or "0"


def _polygon(*points: tuple[float, float]) -> str:
    corners = [f"{_n(x)},{_n(y)}".replace(",-", "-") for x, y in points]
    return "M" + "L".join(corners) + "Z"


def _ring(radius: float, count: int, start: float) -> list[tuple[float, float]]:
    return [(radius * cos(start + 2 * pi * i / count), radius * sin(start + 2 * pi * i / count)) for i in range(count)]


def _circle(r: float) -> str:
    a = _n(r)
    return f"M{a},0A{a},{a} 0 1 1-{a},0A{a},{a} 0 1 1 {a},0Z"


def _square(r: float) -> str:
    return _polygon((r, r), (-r, r), (-r, -r), (r, -r))


def _cross(r: float) -> list[tuple[float, float]]:
    long, short = r * 1.2, r * 0.4
    arm = [(long, short), (short, short), (short, long)]
    quarters = [(1, 1), (-1, 1), (-1, -1), (1, -1)]
    return [(sx * x, sy * y) for i, (sx, sy) in enumerate(quarters) for x, y in (arm if i % 2 == 0 else arm[::-1])]


def _x(r: float) -> str:
    step = r * 0.8 / sqrt(2)
    arm = [(step * 2, step), (step, 0), (step * 2, -step), (step, -step * 2), (0, -step), (-step, -step * 2)]
    return _polygon(*arm, *((-x, -y) for x, y in arm))


def _star(r: float) -> str:
    tip, curve = _n(r * 1.4), _n(r * 1.9)
    points = (f"0,{tip}", f"{tip},0", f"0-{tip}", f"-{tip},0")
    return f"M-{tip},0" + "".join(f"A{curve},{curve} 0 0 1 {point}" for point in points) + "Z"


def _hexagram(r: float) -> str:
    # Plotly rounds this one's corners to a slightly wide star: 0.76 and 0.66 of the radius.
    x, y = r * 0.38, r * 0.66
    return _polygon(
        (-2 * x, 0), (-3 * x, -y), (-x, -y), (0, -2 * y), (x, -y), (3 * x, -y),
        (2 * x, 0), (3 * x, y), (x, y), (0, 2 * y), (-x, y), (-3 * x, y),
    )  # fmt: skip


_SHAPES: dict[str, Callable[[float], str]] = {
    "circle": _circle,
    "square": _square,
    "diamond": lambda r: _polygon(*_ring(r * 1.3, 4, 0)),
    "cross": lambda r: _polygon(*_cross(r)),
    "x": _x,
    # A triangle's corners would lie on a circle of 2r/√3 around its base's middle; Plotly sets it so that it looks centred.
    "triangle-up": lambda r: _polygon((-2 * r / sqrt(3), r / 2), (2 * r / sqrt(3), r / 2), (0, -r)),
    "triangle-down": lambda r: _polygon((-2 * r / sqrt(3), -r / 2), (2 * r / sqrt(3), -r / 2), (0, r)),
    "triangle-right": lambda r: _polygon((-r / 2, -2 * r / sqrt(3)), (-r / 2, 2 * r / sqrt(3)), (r, 0)),
    "triangle-left": lambda r: _polygon((r / 2, -2 * r / sqrt(3)), (r / 2, 2 * r / sqrt(3)), (-r, 0)),
    "star-diamond": _star,
    "hourglass": lambda r: _polygon((r, r), (-r, r), (r, -r), (-r, -r)),
    "bowtie": lambda r: _polygon((r, r), (r, -r), (-r, r), (-r, -r)),
    "hexagram": _hexagram,
    "square-x": lambda r: f"M{_n(r)},{_n(r)}L{_n(-r)},{_n(-r)}M{_n(r)},{_n(-r)}L{_n(-r)},{_n(r)}" + _square(r),
    "circle-cross": lambda r: f"M0,{_n(r)}V{_n(-r)}M{_n(r)},0H{_n(-r)}" + _circle(r),
}
