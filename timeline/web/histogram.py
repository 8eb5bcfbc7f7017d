"""How the events lie in time: years, the months of a year, the days of a month, each a link that narrows the range to it."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from timeline.dates import FuzzyDate, show, tick_label
from timeline.web import words

if TYPE_CHECKING:
    from timeline.events.index import Index
    from timeline.web.filters import Filter

Step = Literal["year", "month", "day"]


@dataclass(frozen=True, slots=True)
class Span:
    """A year, month or day: what it is called in short and in full, how many events can lie in it, and the query string that narrows to it.
    `share` is its count in percent of the largest; `on` where it lies in the range asked for."""

    label: str
    name: str
    count: int
    share: int
    link: str
    on: bool

    @property
    def above(self) -> int:
        """What stays empty over its column, in percent."""
        return 100 - self.share


@dataclass(frozen=True, slots=True)
class Histogram:
    """`wider` leads one step back; its name, and the query string."""

    step: Step
    columns: list[Span]
    """All in a row, those without events too, so that years lie as far apart as they are."""
    spans: list[Span]
    """Those worth a line of a list: with events, and every day of a month."""
    wider: tuple[str, str] | None


def histogram(asked: Filter, now: Index) -> Histogram:
    """Counted under all the other filters, as if no range were asked for."""
    first, last = asked.query.first, asked.query.last
    others = now.select(asked.query.without("dates"))
    low, high = (date.fromordinal(day) if day is not None else None for day in (first, last))
    step: Step = "year"
    if low and high and low.year == high.year:
        step = "day" if low.month == high.month else "month"
    keys = _keys(step, low, now)
    counted = [(key, (others & now.within(*_days(key))).bit_count()) for key in keys]
    most = max((count for _key, count in counted), default=0)
    spans = []
    for key, count in counted:
        start, end = _days(key)
        on = (first is not None or last is not None) and (first is None or end >= first) and (last is None or start <= last)
        link = asked.link(from_=key, to=key, page=None, window=None)
        named = show(FuzzyDate.from_edtf(key), asked.language)
        spans.append(Span(_label(key, step, asked.language), named, count, -(-100 * count // most) if most else 0, link, on))
    if all(span.on for span in spans):
        # All of a year is asked for: none of its months stands out.
        spans = [replace(span, on=False) for span in spans]
    wider = None
    if low and step == "day":
        wider = (
            show(FuzzyDate.from_edtf(f"{low:%Y}"), asked.language),
            asked.link(from_=f"{low:%Y}", to=f"{low:%Y}", page=None, window=None),
        )
    elif step == "month":
        wider = ("", asked.link(from_=None, to=None, page=None, window=None))
    return Histogram(step, spans, [span for span in spans if span.count or step == "day"], wider)


def _keys(step: Step, low: date | None, now: Index) -> list[str]:
    """The spans of a step as EDTF."""
    if step == "day" and low:
        return [f"{low:%Y-%m}-{day:02}" for day in range(1, monthrange(low.year, low.month)[1] + 1)]
    if step == "month" and low:
        return [f"{low:%Y}-{month:02}" for month in range(1, 13)]
    if not now.size:
        return []
    first, last = (date.fromordinal(now.marks[n]).year for n in (0, -1))
    return [f"{year:04}" for year in range(first, last + 1)]


def _days(key: str) -> tuple[int, int]:
    """The first and last day of a span, as ordinals."""
    year, month, day = (int(part) for part in (*key.split("-"), "0", "0")[:3])
    first = date(year, month or 1, day or 1)
    last = first if day else date(year, month or 12, monthrange(year, month or 12)[1])
    return first.toordinal(), last.toordinal()


def _label(key: str, step: Step, language: str) -> str:
    if step == "day":
        return words.digits(str(int(key[-2:])))
    return tick_label(date.fromordinal(_days(key)[0]), step, language)
