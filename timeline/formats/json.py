"""JSON: everything public about each event, nested; one event a line, so that two files can be compared line by line.

The same objects are what the API answers and what stands at `.json` beside every page. Members are only ever added.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from timeline.dates import FuzzyDate
    from timeline.events.rows import ActorRow, EventRow, Extract, LinkRow, SourceRow, StorylineRow

MEDIA_TYPE = "application/json"
CANNOT_CARRY = "Nothing public is left out. Statements stand in the language of their source; the rest in the one language asked for."


def date_object(value: FuzzyDate, words: str = "") -> dict[str, Any]:
    """A date: EDTF, the first and last day it can mean (null where open), and in words."""
    return {
        "edtf": value.edtf,
        "first_day": value.earliest.isoformat() if value.earliest else None,
        "last_day": value.latest.isoformat() if value.latest else None,
        **({"words": words} if words else {}),
    }


def event_object(row: EventRow) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "url": row.url,
        "title": row.title,
        "label": row.label,
        "summary": row.summary,
        "language": row.language,
        "kind": row.kind,
        "confidence": row.confidence,
        "prominence": row.prominence,
        "date": date_object(row.date, row.date_words) | {"as_given": row.date_text or None, "note": row.date_note or None},
        "place": {"slug": row.place.slug, "name": row.place.name or None, "country": row.place.country or None} if row.place else None,
        "sides": list(row.sides),
        "actors": [
            {"slug": part.slug, "url": part.url, "name": part.name, "side": part.side, "kind": part.kind, "role": part.role}
            for part in row.parts
        ],
        "citations": [
            {"supports": one.supports or None, "where": one.locator or None, "source": source_object(one.source)} for one in row.citations
        ],
        "statements": [
            {
                "speaker": {"slug": said.speaker, "name": said.speaker_name},
                "text": said.text,
                "language": said.language,
                "source": said.source,
            }
            for said in row.statements
        ],
        "storylines": [link_object(one) for one in row.storylines],
        "related": [{"relation": one.relation, **link_object(one)} for one in row.related],
        "added": row.added.isoformat(timespec="seconds"),
        "changed": row.changed.isoformat(timespec="seconds"),
    }


def link_object(row: LinkRow) -> dict[str, Any]:
    return {"slug": row.slug, "url": row.url, "title": row.title}


def source_object(row: SourceRow) -> dict[str, Any]:
    """`url` is the page on this site, as everywhere; `address` is the source's own."""
    return {
        "slug": row.slug,
        "url": row.url,
        "title": row.title or None,
        "publisher": row.publisher,
        "address": row.address or None,
        "archived": row.archived or None,
        "published": date_object(row.published, row.published_words) if row.published else None,
        "language": row.language,
        "kind": row.kind,
    }


def actor_object(row: ActorRow) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "url": row.url,
        "name": row.name,
        "language": row.language,
        "kind": row.kind,
        "side": row.side,
        "member_of": row.member_of or None,
        "description": row.description,
        "names": row.names,
        "aliases": list(row.aliases),
        "offices": [
            {
                "title": office.title,
                "from": date_object(office.start) if office.start else None,
                "to": date_object(office.end) if office.end else None,
            }
            for office in row.offices
        ],
        "event_count": row.events,
    }


def storyline_object(row: StorylineRow) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "url": row.url,
        "title": row.title,
        "language": row.language,
        "description": row.description,
        "event_count": row.events,
    }


def extract_object(extract: Extract) -> dict[str, Any]:
    """Where it comes from: stands before the records of every file and answer."""
    return {
        "title": extract.title,
        "url": extract.url,
        "page": extract.page,
        "count": extract.count,
        "version": extract.version,
        "made_on": extract.made_on.isoformat(),
        "language": extract.language,
        "licence": {"name": extract.licence, "url": extract.licence_url, "spdx": extract.licence_id},
        "credit": extract.credit,
        "note": extract.note or None,
    }


def dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def pieces(extract: Extract, rows: Iterable[EventRow]) -> Iterator[str]:
    return listing(extract, "events", (event_object(row) for row in rows))


def listing(extract: Extract, name: str, objects: Iterable[dict[str, Any]]) -> Iterator[str]:
    """A file of records, one a line, under what travels with them."""
    yield f'{dumps(extract_object(extract))[:-1]},\n"{name}":['
    before = "\n"
    for one in objects:
        yield before + dumps(one)
        before = ",\n"
    yield "\n]}\n"


def one(extract: Extract, name: str, value: dict[str, Any], **more: Any) -> str:
    """A file of one record, with what belongs to it."""
    return json.dumps(extract_object(extract) | {name: value} | more, ensure_ascii=False, indent=1) + "\n"
