"""What a picture consists of, once everything has its place: plain frozen values in px, which `svg` and `figure` only write down.

x is within the plot, from its left edge, in a right-to-left picture too; y is from the top. A picture may be stretched in x: places along
time grow with it, while symbols, letters and distances beside them (`dx`) keep their size, so nothing that stood apart comes to touch.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from timeline.chart.scale import Tick
    from timeline.events.rows import ChartRow, Lane


@dataclass(frozen=True, slots=True)
class Style:
    """The measures of one kind of picture, in px. `least` is the narrowest whole width it is laid out for."""

    name: str
    least: int
    gutter: int
    gutter_rtl: int
    edge: int
    top: int
    axis: int
    lane: int
    """The least height of a lane."""
    head: int
    """Of that, the band that the lane's name stands in; 0 where names stand in the gutter."""
    pitch: int
    """Between the rows of a lane."""
    pad: int
    rows: int
    """At most, in a lane."""
    mark: float
    """The size of marks against their own."""
    bubble: float
    """The largest radius of a bubble."""
    column: int
    """The least width of a column whose events are counted together."""
    labels: bool
    text: int
    tick: int
    most_lanes: int
    overview: int
    """The height of the overview strip; 0 where there is none."""


WIDE = Style("wide", 560, 108, 118, 10, 4, 30, 44, 0, 17, 35, 5, 1, 16, 26, labels=True, text=12, tick=12, most_lanes=12, overview=34)
STRIP = Style("strip", 288, 66, 74, 8, 2, 26, 25, 0, 13, 25, 1, 0.78, 11.5, 22, labels=False, text=12, tick=12, most_lanes=10, overview=0)
INSIDE = Style("inside", 288, 0, 0, 10, 2, 26, 54, 18, 17, 52, 3, 1, 14, 30, labels=True, text=12, tick=12, most_lanes=10, overview=0)
BROAD_STRIP = replace(STRIP, name="strip broad", gutter=112, gutter_rtl=114, lane=38)
"""The strip for lanes that have no short names: people, storylines. Its lanes have room for three lines."""


@dataclass(frozen=True, slots=True)
class Band:
    """A lane: from `top` to `bottom`, its rows around `centre`. `count` is how many events of the window touch it."""

    lane: Lane
    top: float
    bottom: float
    centre: float
    rows: int
    count: int


@dataclass(frozen=True, slots=True)
class Span:
    """What an event's date covers in time: a known interval (`bar`) or all the days that are possible (`whisker`).

    `start` and `end` say how that end is drawn: it ends there, fades out because it is not exact or open, or runs on beyond the window.
    """

    kind: Literal["bar", "whisker"]
    x0: float
    x1: float
    start: Literal["end", "fade", "cut"]
    end: Literal["end", "fade", "cut"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A symbol in a lane; `lane` counts the bands from 0."""

    lane: int
    y: float


@dataclass(frozen=True, slots=True)
class Chord:
    """An event drawn by itself: a mark in each of its lanes at `x`, the tie that joins them, and what its date covers."""

    row: ChartRow
    x: float
    day: int
    marks: tuple[Mark, ...]
    span: Span | None
    carried: Literal["", "left", "right"] = ""
    """Which edge of the window its own day lies beyond, where only its other days reach into the window: an arrowhead beside the mark
    points there."""

    @property
    def tie(self) -> tuple[float, float] | None:
        """The tie's ends in y; None where there is one mark."""
        return (self.marks[0].y, self.marks[-1].y) if len(self.marks) > 1 else None


@dataclass(frozen=True, slots=True)
class Share:
    """A bubble's part in one lane: a circle of radius `r` with its count, or, for a single event, that event's own symbol."""

    lane: int
    y: float
    count: int
    r: float
    row: ChartRow | None


@dataclass(frozen=True, slots=True)
class Bubble:
    """Events that would share pixels, counted together: one share a lane, joined by a tie. A click zooms to the days `first` to `last`."""

    x: float
    first: int
    last: int
    total: int
    shares: tuple[Share, ...]
    said: tuple[str, ...] = ()
    """“6 events” and “20–22 Oct 2025”, in the picture's language."""

    @property
    def tie(self) -> tuple[float, float] | None:
        """The tie's ends in y; None where no event stands in two lanes, so that there is nothing to join."""
        shared = sum(one.count for one in self.shares) > self.total
        return (self.shares[0].y, self.shares[-1].y) if shared and len(self.shares) > 1 else None


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside a mark: `x` along time, from there `dx` px aside; `y` is the middle of its lines. A bubble's have no `slug`."""

    slug: str | None
    x: float
    dx: float
    y: float
    anchor: Literal["start", "end"]
    lines: tuple[str, ...]
    strong: bool
    width: float
    height: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """left, top, right, bottom."""
        left = self.x + self.dx if self.anchor == "start" else self.x + self.dx - self.width
        return left, self.y - self.height / 2, left + self.width, self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Overview:
    """The strip under the chart: the whole record's density, and where the window lies in it. Bars are (x0, x1, height in px)."""

    first: int
    last: int
    bars: tuple[tuple[float, float, float], ...]
    ticks: tuple[Tick, ...]
    window: tuple[float, float]
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished layout."""

    style: Style
    language: str
    rtl: bool
    width: float
    height: float
    left: float
    """Where the plot begins, from the drawing's left edge; it is `plot` px wide and its lanes end at `floor`."""
    plot: float
    floor: float
    first: int
    last: int
    bands: tuple[Band, ...]
    chords: tuple[Chord, ...]
    bubbles: tuple[Bubble, ...]
    labels: tuple[Label, ...]
    ticks: tuple[Tick, ...]
    overview: Overview | None
    selected: str

    @property
    def drawn(self) -> int:
        """Marks and bubbles, all lanes together."""
        return sum(len(one.marks) for one in self.chords) + sum(len(one.shares) for one in self.bubbles)
