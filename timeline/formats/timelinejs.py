"""The JSON of TimelineJS 3, so that anyone who tells stories with it can start from a view of this record."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from timeline.formats.json import dumps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from timeline.dates import FuzzyDate
    from timeline.events.rows import EventRow, Extract

MEDIA_TYPE = "application/json"
CANNOT_CARRY = (
    "TimelineJS has no doubt about dates: each slide shows ours in words, and the axis draws the first and last day that a date can mean. "
    "An event with an open beginning is left out, since a slide must start somewhere. One group an event: the side that is named first. "
    "No roles."
)


def day_object(value: date, precision: str = "day") -> dict[str, int]:
    """A date of TimelineJS, no more exact than `precision` (year, month, day)."""
    parts = {"year": value.year, "month": value.month, "day": value.day}
    return {name: number for n, (name, number) in enumerate(parts.items()) if n <= ("year", "month", "day").index(precision)}


def _precision(part: str) -> str:
    """How exact one end of an EDTF date is, as TimelineJS knows it; a season, decade or quarter counts by the days it spans."""
    bare = part.rstrip("~?%")
    if not bare.replace("-", "").isdigit():
        return "day"
    match bare.count("-"):
        case 0:
            return "year" if len(bare) == len("2025") else "day"
        case 1:
            return "month" if int(bare[5:]) <= 12 else "day"
        case _:
            return "day"


def dates(value: FuzzyDate, words: str) -> dict[str, Any] | None:
    """Start, end and the words to show; None where the beginning is open."""
    if value.earliest is None:
        return None
    start, _, end = value.edtf.partition("/")
    first = day_object(value.earliest, _precision(start))
    found: dict[str, Any] = {"start_date": first, "display_date": words}
    if value.is_interval and value.latest is not None:
        found["end_date"] = day_object(value.latest, _precision(end))
    elif not value.is_interval and value.latest is not None and len(first) == 3 and value.latest != value.earliest:
        found["end_date"] = day_object(value.latest)
    return found


def slide(row: EventRow) -> dict[str, Any] | None:
    when = dates(row.date, row.date_words)
    if when is None:
        return None
    doubt = "" if row.confidence == "confirmed" else f"<p><i>{escape(row.confidence.capitalize())}, not confirmed.</i></p>"
    sources = "; ".join(
        f'<a href="{escape(one.source.address)}" rel="noopener">{escape(one.source.publisher)}</a>'
        if one.source.address
        else escape(one.source.publisher)
        for one in row.citations
    )
    text = f"{doubt}<p>{escape(row.summary)}</p>"
    if sources:
        text += f"<p><small>{sources}</small></p>"
    return {
        **when,
        "unique_id": row.slug,
        "text": {"headline": f'<a href="{escape(row.url)}" rel="noopener">{escape(row.title)}</a>', "text": text},
        "group": row.sides[0] if row.sides else row.kind,
    }


def pieces(extract: Extract, rows: Iterable[EventRow]) -> Iterator[str]:
    title = {
        "text": {
            "headline": escape(extract.title),
            "text": f"<p>{escape(f'{extract.count:,} events.')} {escape(extract.note)}</p>"
            f'<p><small><a href="{escape(extract.page)}" rel="noopener">{escape(extract.site)}</a>, version {escape(extract.version)}, '
            f'<a href="{escape(extract.licence_url)}" rel="license noopener">{escape(extract.licence)}</a>. '
            f"{escape(CANNOT_CARRY)}</small></p>",
        }
    }
    yield f'{{"title":{dumps(title)},\n"events":['
    before = "\n"
    for row in rows:
        if (one := slide(row)) is not None:
            yield before + dumps(one)
            before = ",\n"
    yield "\n]}\n"
