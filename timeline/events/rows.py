"""Events as plain rows: what the chart and the file formats are given instead of models, so that neither knows Django."""

from dataclasses import dataclass, field

from timeline.dates import FuzzyDate


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One event as the chart draws it: a mark in each of its lanes.

    `lanes` holds lane keys (side, actor, kind or storyline, as the reader chose); texts are in the page's language.
    """

    slug: str
    title: str
    label: str
    kind: str
    confidence: str
    prominence: int
    date: FuzzyDate
    lanes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChartBin:
    """Neighbouring events too many to draw one by one, counted in the index: `total` different events whose marks lie from day `first` to
    day `last` (proleptic Gregorian ordinals, both included), and how many of them touch each lane."""

    first: int
    last: int
    total: int
    lanes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of the chart. `side` gives its colour; lanes that are no actor's (a kind, a storyline) have none and are drawn in ink.
    `short` is the name for narrow screens."""

    key: str
    name: str
    short: str
    side: str | None = None
