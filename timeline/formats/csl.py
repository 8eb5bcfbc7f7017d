"""CSL-JSON, which Zotero, Pandoc and every citation processor read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from timeline.formats import reference
from timeline.formats.days import ends
from timeline.formats.json import dumps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from timeline.dates import FuzzyDate
    from timeline.events.rows import EventRow, Extract
    from timeline.formats.reference import Reference

MEDIA_TYPE = "application/vnd.citationstyles.csl+json"
CANNOT_CARRY = (
    "A reference to each event’s page, not the event’s structure. A doubtful date is marked circa; whether it is “about” or “perhaps”, "
    "an open end, "
    "a decade or a season is said in the note, in EDTF."
)
TYPES = {"webpage": "webpage", "article": "article-newspaper", "dataset": "dataset", "entry": "entry-encyclopedia"}


def date_object(value: FuzzyDate) -> dict[str, Any] | None:
    """A CSL date: its parts as far as they are known. None where not even the first year is plain."""
    marked = value.edtf != value.edtf.replace("~", "").replace("?", "").replace("%", "")
    bare = type(value).from_edtf(value.edtf.replace("~", "").replace("?", "").replace("%", "")) if marked else value
    start, end = ends(bare)
    if start is None or (value.is_interval and end is None):
        return None
    parts = [[int(number) for number in part.split("-")] for part in (start, end) if part]
    return {"date-parts": parts} | ({"circa": True} if marked else {})


def item(one: Reference) -> dict[str, Any]:
    values: dict[str, Any] = {
        "id": one.key,
        "type": TYPES[one.kind],
        "title": one.title,
        "container-title": one.container if one.kind != "dataset" else None,
        "publisher": one.publisher if one.kind == "dataset" else None,
        "issued": date_object(one.issued) if one.issued else None,
        "event-date": date_object(one.event_date) if one.event_date else None,
        "accessed": {"date-parts": [[one.accessed.year, one.accessed.month, one.accessed.day]]} if one.accessed else None,
        "URL": one.url,
        "archive_location": one.archived,
        "language": one.language,
        "version": one.version,
        "abstract": one.abstract,
        "keyword": ", ".join(one.keywords),
        "note": " ".join(filter(None, (f"[{one.about}]" if one.about else "", one.note))),
    }
    return {name: value for name, value in values.items() if value}


def pieces(extract: Extract, rows: Iterable[EventRow]) -> Iterator[str]:
    return array(item(reference.of_event(row, extract)) for row in rows)


def array(items: Iterable[dict[str, Any]]) -> Iterator[str]:
    before = "[\n"
    for one in items:
        yield before + dumps(one)
        before = ",\n"
    yield "\n]\n" if before.startswith(",") else "[]\n"
