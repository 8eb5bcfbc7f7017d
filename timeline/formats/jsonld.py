"""JSON-LD in the words of schema.org: `Event`, `Dataset`, `Person`, `Organization`. Imprecise dates are never padded.

`startDate` and `endDate` are given only where they are exact at their own precision (`2025-10-20`, `2025-10`, `2025`); every date stands in
`dcterms:date` as EDTF besides, so nothing is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from timeline.formats.days import ends, plain
from timeline.formats.json import dumps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from timeline.events.rows import ActorRow, EventRow, Extract, PartRow, SourceRow, StorylineRow

MEDIA_TYPE = "application/ld+json"
CANNOT_CARRY = (
    "schema.org has no uncertain dates, confidence or roles: startDate and endDate are left out where they are not exact (dcterms:date "
    "has every date "
    "in EDTF), a doubtful event says so in its description, and initiators stand as organizer, all others as contributor."
)
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
PAGE_CONTEXT: list[Any] = ["https://schema.org", {"dcterms": "http://purl.org/dc/terms/"}]
"""For pages: the context that search engines know."""

FILE_CONTEXT: dict[str, Any] = {
    # For files: complete in itself, so that reading one asks no other server.
    "@vocab": "https://schema.org/",
    "dcterms": "http://purl.org/dc/terms/",
    **{name: {"@type": "@id"} for name in ("url", "license", "sameAs", "contentUrl", "mainEntityOfPage", "archivedAt")},
    **{name: {"@type": "Date"} for name in ("startDate", "endDate", "datePublished", "dateModified")},
}


def event(row: EventRow) -> dict[str, Any]:
    start, end = ends(row.date)
    start_day, is_range = start, row.date.is_interval
    doubt = "" if row.confidence == "confirmed" else f"{row.confidence.capitalize()}, not confirmed. "
    return _without_empty(
        {
            "@type": "Event",
            "@id": f"{row.url}#event",
            "name": row.title,
            "description": f"{doubt}{row.summary}".strip(),
            "inLanguage": row.language,
            "startDate": start_day,
            "endDate": end if is_range else None,
            "dcterms:date": {"@type": EDTF, "@value": row.date.edtf},
            "location": _place(row),
            "organizer": [actor(part) for part in _unique(row.parts) if part.role == "initiator"],
            "contributor": [actor(part) for part in _unique(row.parts) if part.role != "initiator"],
            "url": row.url,
            "subjectOf": [source(one.source) for one in row.citations],
            "about": [{"@type": "Thing", "name": one.title, "url": one.url} for one in row.storylines],
        }
    )


def _unique(parts: Iterable[PartRow]) -> list[PartRow]:
    """One entry an actor, in its first role."""
    first: dict[str, PartRow] = {}
    for part in parts:
        first.setdefault(part.slug, part)
    return list(first.values())


def _place(row: EventRow) -> dict[str, Any] | None:
    if row.place is None:
        return None
    address = {"@type": "PostalAddress", "addressCountry": row.place.country} if row.place.country else None
    return _without_empty({"@type": "Place", "name": row.place.words, "address": address})


def actor(part: PartRow) -> dict[str, Any]:
    return {"@type": _actor_type(part.kind), "@id": f"{part.url}#actor", "name": part.name, "url": part.url}


def _actor_type(kind: str) -> str:
    return {"person": "Person", "state": "Country", "government body": "GovernmentOrganization", "political party": "PoliticalParty"}.get(
        kind, "Organization"
    )


def source(row: SourceRow) -> dict[str, Any]:
    kind = {"news": "NewsArticle", "analysis": "Article", "dataset": "Dataset"}.get(row.kind, "CreativeWork")
    return _without_empty(
        {
            "@type": kind,
            "name": row.title or None,
            "publisher": {"@type": "Organization", "name": row.publisher},
            "datePublished": plain(row.published.edtf) if row.published else None,
            "inLanguage": row.language,
            "url": row.address or row.url,
            "archivedAt": row.archived or None,
        }
    )


def event_page(row: EventRow, extract: Extract) -> dict[str, Any]:
    """For the event's own page: the page, and the event it is about."""
    return {
        "@context": PAGE_CONTEXT,
        **_page(row.url, row.title, row.language, extract),
        "dateModified": row.changed.date().isoformat(),
        "citation": [source(one.source) for one in row.citations],
        "mainEntity": event(row),
    }


def actor_page(row: ActorRow, extract: Extract) -> dict[str, Any]:
    entity = _without_empty(
        {
            "@type": _actor_type(row.kind),
            "@id": f"{row.url}#actor",
            "name": row.name,
            "alternateName": [*(name for name in row.names.values() if name != row.name), *row.aliases],
            "description": row.description,
            "url": row.url,
        }
    )
    if row.kind == "person":
        entity |= _without_empty({"jobTitle": [office.title for office in row.offices]})
    return {"@context": PAGE_CONTEXT, **_page(row.url, row.name, row.language, extract), "@type": "ProfilePage", "mainEntity": entity}


def storyline_page(row: StorylineRow, extract: Extract, events: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """`events` are addresses and titles in reading order."""
    items = [{"@type": "ListItem", "position": n, "name": title, "url": url} for n, (url, title) in enumerate(events, 1)]
    listing = {"@type": "ItemList", "name": row.title, "numberOfItems": row.events, "itemListElement": items}
    page = _page(row.url, row.title, row.language, extract)
    return {"@context": PAGE_CONTEXT, **page, "description": row.description, "mainEntity": listing}


def source_page(row: SourceRow, extract: Extract) -> dict[str, Any]:
    return {"@context": PAGE_CONTEXT, **_page(row.url, row.title or row.publisher, "en", extract), "mainEntity": source(row)}


def _page(url: str, name: str, language: str, extract: Extract) -> dict[str, Any]:
    return {
        "@type": "WebPage",
        "@id": url,
        "url": url,
        "name": name,
        "inLanguage": language,
        "license": extract.licence_url,
        "isPartOf": {"@type": "Dataset", "@id": f"{extract.site_url}#dataset", "name": extract.site, "url": extract.site_url},
    }


def dataset(extract: Extract, files: Iterable[tuple[str, str]] = (), days: tuple[str, str] | None = None) -> dict[str, Any]:
    """A view as data. `files` are addresses and media types; `days` the first and last day of the events' marks."""
    whole = extract.page == extract.site_url
    return _without_empty(
        {
            "@type": "Dataset",
            "@id": f"{extract.page}#dataset",
            "name": extract.title,
            "description": f"{extract.title}: {extract.count:,} dated events, each with its participants, its sources and how well "
            "its date is known. Part of the open reference timeline of diplomacy between Iraq, Iran and the United States.",
            "url": extract.page,
            "license": extract.licence_url,
            "isAccessibleForFree": True,
            "creator": {"@type": "Organization", "name": extract.site, "url": extract.site_url},
            "creditText": extract.credit,
            "version": extract.version,
            "inLanguage": extract.language,
            "temporalCoverage": "/".join(days) if days else None,
            "isPartOf": None if whole else {"@type": "Dataset", "@id": f"{extract.site_url}#dataset", "name": extract.site},
            "distribution": [
                {"@type": "DataDownload", "encodingFormat": media.partition(";")[0], "contentUrl": url} for url, media in files
            ],
        }
    )


def dataset_page(extract: Extract, files: Iterable[tuple[str, str]], days: tuple[str, str] | None) -> dict[str, Any]:
    """For the page of a view: the page, and the data it is about."""
    whole = dataset(extract, files, days)
    page = {"@type": "WebPage", "@id": extract.page, "url": extract.page, "name": extract.title, "inLanguage": extract.language}
    return {"@context": PAGE_CONTEXT, **page, "license": extract.licence_url, "mainEntity": whole}


def plain_page(url: str, title: str) -> dict[str, Any]:
    """For a page of which no more is said than that it is there."""
    return {"@context": PAGE_CONTEXT, "@type": "WebPage", "@id": url, "url": url, "name": title}


def pictured(page: dict[str, Any], address: str, width: int, height: int) -> dict[str, Any]:
    """The page with the picture that stands for it; sizes in px."""
    return page | {"primaryImageOfPage": {"@type": "ImageObject", "contentUrl": address, "width": width, "height": height}}


def pieces(extract: Extract, rows: Iterable[EventRow]) -> Iterator[str]:
    head = {"@context": FILE_CONTEXT, **dataset(extract), "comment": " ".join(filter(None, (CANNOT_CARRY, extract.note)))}
    yield f'{dumps(head)[:-1]},\n"hasPart":['
    before = "\n"
    for row in rows:
        yield before + dumps(event(row))
        before = ",\n"
    yield "\n]}\n"


def one(extract: Extract, value: dict[str, Any]) -> str:
    return dumps({"@context": FILE_CONTEXT, **value, "license": extract.licence_url, "creditText": extract.credit}) + "\n"


def _without_empty(value: dict[str, Any]) -> dict[str, Any]:
    return {name: held for name, held in value.items() if held not in (None, "", [], {})}


def script(value: dict[str, Any]) -> str:
    """JSON that is safe inside `<script>`: no way to end the element, whatever a title says."""
    return dumps(value).translate(_IN_SCRIPT)


_IN_SCRIPT = {ord(mark): f"\\u{ord(mark):04x}" for mark in "&<>\u2028\u2029"}
